"""A request: what is asked for, checked, and its bytes."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage

from agent.errors import ConfigurationError
from agent.models.exchange import Exchange
from agent.models.images_sent import Shipment
from agent.models.structured import held_to
from agent.models.wire import encode, to_wire

__all__ = ["checked", "request_body"]


def checked(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Check what is asked for beside the conversation.

    Raises:
        ConfigurationError: If a field is one that servers ignore, or holds a reply to a form without end.
    """
    for name in asked:
        if name.startswith("guided_"):
            raise ConfigurationError(f"{name!r} is ignored by vLLM since 0.12; use structured_outputs.")
    if asked.get("structured_outputs") is None:
        return dict(asked)
    return {**asked, "structured_outputs": held_to(asked["structured_outputs"])}


def request_body(
    messages: Sequence[BaseMessage], asked: Mapping[str, Any], exchange: Exchange, shipment: Shipment | None
) -> bytes:
    """Give a request's bytes: model and messages first, so that a longer conversation begins with the shorter one's.

    Args:
        messages: The conversation, with pixels.
        asked: Everything else, `model` included.
        exchange: Counts the images.
        shipment: Decides which images are named only; None sends all of them as data, without a name.
    """
    if shipment is None:
        wire = to_wire(messages)
        blocks = (block for one in wire if isinstance(one["content"], list) for block in one["content"])
        exchange.images_sent += sum(block["type"] == "image_url" for block in blocks)
    else:
        wire = to_wire(messages, shipment.block)
        exchange.images_sent += shipment.as_data
        exchange.images_by_uuid = shipment.by_name
    return encode({"model": asked["model"], "messages": wire, **asked})
