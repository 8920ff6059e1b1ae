"""LangChain messages as a chat-completions request: one canonical form, so that equal histories are equal bytes.

A server's prefix cache holds only while a longer conversation begins with the very bytes of the shorter one; hence one
order of keys, no ids, no time stamps, and nothing that depends on how a message was built.

Source: OpenAI API reference, "Create chat completion", `messages`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

__all__ = ["encode", "to_wire"]

_ROLES: tuple[tuple[type[BaseMessage], str], ...] = (
    (SystemMessage, "system"),
    (HumanMessage, "user"),
    (AIMessage, "assistant"),
)
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")


def to_wire(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    """Convert a conversation.

    Args:
        messages: System, human and AI messages; content is text, or blocks of text and of images (`image_url` with a
            data URL, or LangChain's `image` with `base64` and `mime_type`).

    Returns:
        Dicts of `role` and `content`, in that order of keys. Images are PNG or JPEG data URLs.

    Raises:
        TypeError: If a message or block is of another kind: a fault of the program, not of a case.
    """
    return [{"role": _role(message), "content": _content(message)} for message in messages]


def encode(payload: Mapping[str, Any]) -> bytes:
    """A request body as compact UTF-8 JSON; keys stay in their order.

    Raises:
        ValueError: If a number is not finite.
    """
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _role(message: BaseMessage) -> str:
    for kind, role in _ROLES:
        if isinstance(message, kind):
            return role
    raise TypeError(
        f"A {type(message).__name__} cannot be sent; use system, human and AI messages "
        "(results of tools go into a human message)."
    )


def _content(message: BaseMessage) -> str | list[dict[str, Any]]:
    if isinstance(message.content, str):
        return message.content
    return [_block(block) for block in message.content]


def _block(block: str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(block, str):
        return {"type": "text", "text": block}
    match block:
        case {"type": "text", "text": str(text)}:
            return {"type": "text", "text": text}
        case {"type": "image_url", "image_url": {"url": str(url)}} | {"type": "image_url", "image_url": str(url)}:
            return _picture(url)
        case {"type": "image", "base64": str(data), "mime_type": str(kind)}:
            return _picture(f"data:{kind};base64,{data}")
    raise TypeError(
        f"A content block of type {block.get('type')!r} cannot be sent; allowed are text, image_url and image (base64)."
    )


def _picture(url: str) -> dict[str, Any]:
    # A server would fetch any other address by itself: that would leave the machine, and change under the cache.
    if not url.startswith(_PICTURES):
        raise TypeError("An image must be a data URL of a PNG or JPEG in base64.")
    return {"type": "image_url", "image_url": {"url": url}}
