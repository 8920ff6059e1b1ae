"""A model that says what a script says: for tests, documentation and trying out a graph."""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field, InstanceOf, PrivateAttr

from agent.errors import ModelError

__all__ = ["ChatScripted"]


class ChatScripted(BaseChatModel):
    """Give one reply after another.

    A reply is a text, a whole `AIMessage`, or a function of the conversation that returns a text. The script belongs to
    the instance: calls that run side by side take replies in the order in which they arrive.

    Example:
        >>> model = ChatScripted(replies=["<answer>A</answer>", lambda messages: f"{len(messages)} messages"])
        >>> model.invoke("Which?").content, model.invoke("Sure?").content
        ('<answer>A</answer>', '1 messages')
        >>> [call[0].content for call in model.calls]
        ['Which?', 'Sure?']
    """

    replies: Sequence[str | InstanceOf[AIMessage] | Callable[[list[BaseMessage]], str]]
    """What to say, in order."""
    logprobs: Sequence[Sequence[tuple[str, float]] | None] = ()
    """For the reply at the same place, its tokens with their natural log probabilities; None or missing: none."""
    calls: list[list[BaseMessage]] = Field(default_factory=list)
    """The conversations it was asked with, oldest first."""

    _said: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "mmedexpert-scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.calls.append(list(messages))
        turn = self._said
        if turn >= len(self.replies):
            raise ModelError(f"The script of {len(self.replies)} replies is used up at call {turn + 1}; give it more.")
        self._said += 1
        reply = self.replies[turn]
        if isinstance(reply, AIMessage):
            message = reply.model_copy(deep=True)
        else:
            about = {"model_name": self._llm_type, "finish_reason": "stop", "logprobs": self._logprobs(turn)}
            message = AIMessage(content=reply(list(messages)) if callable(reply) else reply, response_metadata=about)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        # On the loop, not in a worker thread: calls are answered in the order in which they are made.
        return self._generate(messages)

    def _logprobs(self, turn: int) -> dict[str, Any] | None:
        spelled = self.logprobs[turn] if turn < len(self.logprobs) else None
        if spelled is None:
            return None
        entries = ({"token": token, "logprob": value} for token, value in spelled)
        return {"content": [{**entry, "top_logprobs": [dict(entry)]} for entry in entries]}
