"""Asking the model: one place that knows the deadline, foreign errors, and what may be asked beside the words."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage

from agent.context import Context
from agent.errors import AgentError, MalformedReply, ModelError, ModelTimeout
from agent.messages import filled

__all__ = ["ask"]

_LEAST_WAIT = 1.0
"""Shortest wait for a model [s], so that a case at its end still hears an answer that is on its way."""


async def ask(
    context: Context,
    messages: Sequence[AnyMessage],
    *,
    expert: str | None = None,
    structured: Mapping[str, Any] | None = None,
    samples: int = 1,
    **more: Any,
) -> tuple[AIMessage, ...]:
    """Ask the case's model.

    Args:
        context: What the case runs on.
        messages: The conversation, with references in place of pixels.
        expert: Name of the specialty adapter to ask in place of the base model.
        structured: What the reply is held to (`choice`, `json`, …); left out where the profile says that its server
            does not honour it.
        samples: Replies wanted [1]; the prompt is shared.
        more: Further fields of the request, for a served model only.

    Returns:
        The replies: as many as asked for, or fewer where the server gives fewer, but at least one.

    Raises:
        ModelError: If the model could not be asked.
    """
    profile = context.profile
    fields: dict[str, Any] = dict(more) if profile.kind == "served" else {}
    if expert is not None:
        fields["model"] = expert
    if structured is not None and profile.structured:
        fields["structured_outputs"] = dict(structured)
    if samples > 1:
        fields["n"] = samples
    prompt = await asyncio.to_thread(filled, messages, context.store, profile)
    asked = asyncio.ensure_future(context.model.agenerate([prompt], **fields))
    try:
        await asyncio.wait({asked}, timeout=max(_LEAST_WAIT, context.seconds_left))
        if not asked.done():
            raise ModelTimeout("the case ran out of time while the model was writing")
        error = asked.exception()
    finally:
        asked.cancel()
    if error is None:
        replies = (getattr(one, "message", None) for one in asked.result().generations[0])
        read = tuple(one for one in replies if isinstance(one, AIMessage))
        if not read:
            raise MalformedReply("The model returned no message.")
        return read
    if isinstance(error, AgentError):
        raise error
    # A model of somebody else's may raise anything, with addresses and keys in its message: its kind is enough.
    raise ModelError(f"it raised {type(error).__name__}") from error
