"""A conversation as Inspect's messages: text and pictures in the order in which the model was shown them."""

from collections.abc import Iterable

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    Content,
    ContentImage,
    ContentText,
)

from evals.inspecting.thumbnails import thumbnail
from evals.solving.solved import Turn

__all__ = ["messages_of"]


def messages_of(turns: Iterable[Turn]) -> list[ChatMessage]:
    """Turn a conversation into messages; pictures become small ones, and one that cannot be shown says so."""
    out: list[ChatMessage] = []
    small: dict[str, str | None] = {}
    for turn in turns:
        parts = [_content(kind, value, small) for kind, value in turn.parts]
        match turn.role:
            case "system":
                out.append(ChatMessageSystem(content=parts))
            case "assistant":
                out.append(ChatMessageAssistant(content=parts))
            case "user":
                out.append(ChatMessageUser(content=parts))
    return out


def _content(kind: str, value: str, small: dict[str, str | None]) -> Content:
    if kind == "text":
        return ContentText(text=value)
    if value not in small:
        small[value] = thumbnail(value)
    shown = small[value]
    return ContentImage(image=shown) if shown is not None else ContentText(text="[a picture that is not shown here]")
