"""LangChain messages as a chat-completions request: one canonical form, so that equal histories are equal bytes.

A server's prefix cache holds only while a longer conversation begins with the very bytes of the shorter one; hence one
order of keys, no ids, no time stamps, and nothing that depends on how a message was built.

Source: OpenAI API reference, "Create chat completion", `messages`.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

__all__ = ["encode", "to_wire"]

_ROLES: tuple[tuple[type[BaseMessage], str], ...] = (
    (SystemMessage, "system"),
    (HumanMessage, "user"),
    (AIMessage, "assistant"),
)
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")


def _as_data(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def to_wire(
    messages: Sequence[BaseMessage], picture: Callable[[str], dict[str, Any]] = _as_data
) -> list[dict[str, Any]]:
    """Convert a conversation.

    Args:
        messages: System, human and AI messages; content is text, or blocks of text and of images (`image_url` with a
            data URL, or LangChain's `image` with `base64` and `mime_type`).
        picture: Makes the block of an image from its data URL.

    Returns:
        Dicts of `role` and `content`, in that order of keys. Images are PNG or JPEG data URLs.

    Raises:
        TypeError: If a message or block is of another kind: a fault of the program, not of a case.
    """
    return [{"role": _role(message), "content": _content(message, picture)} for message in messages]


def encode(payload: Mapping[str, Any]) -> bytes:
    """A request body as compact UTF-8 JSON; keys stay in their order.

    Raises:
        ValueError: If a number is not finite.
    """
    # orjson writes what is no number as null, which a server would take for "not asked".
    _finite({key: value for key, value in payload.items() if key != "messages"})
    try:
        return orjson.dumps(payload)
    except TypeError:
        # Half a surrogate pair, which orjson refuses, stands for a character that was lost before us.
        return orjson.dumps(_whole_characters(payload))


def _finite(value: Any) -> None:
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("A request holds a number that is not finite.")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _finite(one)


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: _whole_characters(one) for key, one in value.items()}
    return [_whole_characters(one) for one in value] if isinstance(value, list | tuple) else value


def _role(message: BaseMessage) -> str:
    for kind, role in _ROLES:
        if isinstance(message, kind):
            return role
    raise TypeError(
        f"A {type(message).__name__} cannot be sent; use system, human and AI messages "
        "(results of tools go into a human message)."
    )


def _content(message: BaseMessage, picture: Callable[[str], dict[str, Any]]) -> str | list[dict[str, Any]]:
    if isinstance(message.content, str):
        return message.content
    return [_block(block, picture) for block in message.content]


def _block(block: str | Mapping[str, Any], picture: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    if isinstance(block, str):
        return {"type": "text", "text": block}
    match block:
        case {"type": "text", "text": str(text)}:
            return {"type": "text", "text": text}
        case {"type": "image_url", "image_url": {"url": str(url)}} | {"type": "image_url", "image_url": str(url)}:
            return picture(_local(url))
        case {"type": "image", "base64": str(data), "mime_type": str(kind)}:
            return picture(_local(f"data:{kind};base64,{data}"))
    raise TypeError(
        f"A content block of type {block.get('type')!r} cannot be sent; allowed are text, image_url and image (base64)."
    )


def _local(url: str) -> str:
    # A server would fetch any other address by itself: that would leave the machine, and change under the cache.
    if not url.startswith(_PICTURES):
        raise TypeError("An image must be a data URL of a PNG or JPEG in base64.")
    return url
