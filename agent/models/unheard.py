"""A chat model whose calls skip LangChain's callbacks where nobody listens.

Preparing what a tracer or a stream would be told costs more than sending a request and reading its reply. Whether
somebody listens is asked of LangChain itself, in every call, so that tracers, `astream_events` and usage counters work.
"""

import uuid
from typing import Any

from langchain_core.callbacks import AsyncCallbackManager, Callbacks
from langchain_core.globals import get_llm_cache
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

__all__ = ["UnheardChatModel"]

_THEIRS = frozenset({"ls_structured_output_format", "structured_output_format"})
"""Keyword arguments that LangChain takes for its tracers, not for the model."""


class UnheardChatModel(BaseChatModel):
    """Base of chat models that are asked often."""

    async def agenerate(
        self,
        messages: list[list[BaseMessage]],
        stop: list[str] | None = None,
        callbacks: Callbacks = None,
        *,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        run_name: str | None = None,
        run_id: uuid.UUID | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        """Ask for the replies to one or several conversations; see `BaseChatModel.agenerate`."""
        if len(messages) != 1 or self._wants_more(kwargs) or self._heard(callbacks, tags, metadata):
            return await super().agenerate(
                messages,
                stop,
                callbacks,
                tags=tags,
                metadata=metadata,
                run_name=run_name,
                run_id=run_id,
                **kwargs,
            )
        result = await self._agenerate(messages[0], stop=stop, **kwargs)
        run = run_id or uuid.uuid4()
        for number, generation in enumerate(result.generations):
            if generation.message.id is None:
                generation.message.id = f"lc_run--{run}-{number}"
        return LLMResult.model_construct(generations=[list(result.generations)], llm_output=result.llm_output or {})

    def _heard(self, callbacks: Callbacks, tags: list[str] | None, metadata: dict[str, Any] | None) -> bool:
        """Whether a tracer, a stream or a counter would be told of this call."""
        manager = AsyncCallbackManager.configure(
            callbacks, self.callbacks, self.verbose, tags, self.tags, metadata, self.metadata
        )
        return bool(manager.handlers)

    def _wants_more(self, kwargs: dict[str, Any]) -> bool:
        """Whether LangChain is to do more than pass the call on: cache, limit or rewrite."""
        return (
            (self.cache is not None and self.cache is not False)
            or (self.cache is None and get_llm_cache() is not None)
            or self.rate_limiter is not None
            or self.output_version == "v1"
            or not _THEIRS.isdisjoint(kwargs)
        )
