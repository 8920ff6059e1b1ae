"""What a model was really sent and what it really said: heard at the model's own seam, not told by the agent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook

from evals.solving.solved import Turn

__all__ = ["Heard", "listen"]


class Heard(AsyncCallbackHandler):
    """Keeps the longest conversation of a case: each request holds all that was said before it."""

    # In the order of the calls, on the case's own task.
    run_inline = True
    ignore_chain = True
    ignore_agent = True
    ignore_retriever = True

    def __init__(self) -> None:
        self.requests = 0
        """Requests to the model [1]."""
        self.failures = 0
        """Of those, requests that ended in an error [1]."""
        self._sent: Sequence[BaseMessage] = ()
        self._of: UUID | None = None
        self._reply = ""

    async def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **more: Any
    ) -> None:
        """Note a request; further samples of the same one do not replace it."""
        self.requests += 1
        if messages and len(messages[0]) > len(self._sent):
            self._sent, self._of, self._reply = messages[0], run_id, ""

    async def on_llm_end(self, response: LLMResult, *, run_id: UUID, **more: Any) -> None:
        """Note a reply."""
        first = response.generations[0][0] if response.generations and response.generations[0] else None
        if run_id == self._of and isinstance(first, ChatGeneration):
            self._reply = _words(first.message)

    async def on_llm_error(self, error: BaseException, *, run_id: UUID, **more: Any) -> None:
        """Note a failure."""
        self.failures += 1

    @property
    def reply(self) -> str:
        """The last reply of the longest conversation."""
        return self._reply

    @property
    def images(self) -> int:
        """Different images that were sent in it [1]."""
        return len({value for turn in self.turns for kind, value in turn.parts if kind == "image"})

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation, its images as data URLs, with the last reply."""
        sent = tuple(Turn(role=_role(one), parts=tuple(_parts(one))) for one in self._sent)
        return (*sent, Turn(role="assistant", parts=(("text", self._reply),))) if self._reply else sent


_ear: ContextVar[Heard | None] = ContextVar("evals_heard", default=None)
register_configure_hook(_ear, inheritable=True)


@contextmanager
def listen() -> Iterator[Heard]:
    """Hear every model call that is made inside the block, by this task and those that it starts."""
    heard = Heard()
    token = _ear.set(heard)
    try:
        yield heard
    finally:
        _ear.reset(token)


def _role(message: BaseMessage) -> Any:
    if isinstance(message, SystemMessage):
        return "system"
    return "assistant" if isinstance(message, AIMessage) else "user"


def _words(message: BaseMessage) -> str:
    return "\n".join(value for kind, value in _parts(message) if kind == "text")


def _parts(message: BaseMessage) -> Iterator[Any]:
    if isinstance(message.content, str):
        yield "text", message.content
        return
    for part in message.content:
        if isinstance(part, str):
            yield "text", part
        elif part.get("type") == "text":
            yield "text", str(part.get("text", ""))
        elif part.get("type") == "image_url":
            yield "image", str(part["image_url"]["url"])
