"""Asking the model: one place that knows the deadline, foreign errors, and what may be asked beside the words."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage

from agent.context import Context
from agent.errors import AgentError, MalformedReply, ModelError, ModelTimeout
from agent.messages import filled

__all__ = ["ReadsControlTokens", "ask"]

_LEAST_WAIT = 1.0
"""Shortest wait for a model [s], so that a case at its end still hears an answer that is on its way."""


@runtime_checkable
class ReadsControlTokens(Protocol):
    """A model whose server can be asked how it reads a text; others rely on `tools.notes.neutralise` alone."""

    async def harmless(self, messages: Sequence[BaseMessage]) -> tuple[list[BaseMessage], tuple[str, ...]]:
        """The conversation without control tokens, and what was changed in words; raises ModelError, fails closed."""
        ...


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
        The replies: as many as asked for, or fewer where the server gives fewer, but at least one. What had to be
        changed in the conversation before it was sent stands in the first one's metadata under `changed`.

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
    asked = asyncio.ensure_future(_replies(context, messages, fields))
    try:
        await asyncio.wait({asked}, timeout=max(_LEAST_WAIT, context.seconds_left))
        if not asked.done():
            raise ModelTimeout("the case ran out of time while the model was writing")
        error = asked.exception()
    finally:
        asked.cancel()
    if error is None:
        return asked.result()
    if isinstance(error, AgentError):
        raise error
    # A model of somebody else's may raise anything, with addresses and keys in its message: its kind is enough.
    raise ModelError(f"it raised {type(error).__name__}") from error


async def _replies(
    context: Context, messages: Sequence[AnyMessage], fields: Mapping[str, Any]
) -> tuple[AIMessage, ...]:
    prompt = await asyncio.to_thread(filled, messages, context.store, context.profile)
    changed: tuple[str, ...] = ()
    if context.profile.tokenizes and isinstance(context.model, ReadsControlTokens):
        prompt, changed = await context.model.harmless(prompt)
    result = await context.model.agenerate([prompt], **fields)
    replies = (getattr(one, "message", None) for one in result.generations[0])
    read = tuple(one for one in replies if isinstance(one, AIMessage))
    if not read:
        raise MalformedReply("The model returned no message.")
    if changed:
        read[0].response_metadata["changed"] = changed
    return read
