"""A model behind an OpenAI-compatible chat-completions endpoint, such as vLLM's."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Annotated, Any
from urllib.parse import urlsplit

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr, SecretStr, field_validator

from agent.errors import ConfigurationError, MalformedReply
from agent.models.completion import read_completion, read_piece
from agent.models.connection import Connection, Incoming, Limits, Sessions
from agent.models.wire import encode, to_wire

__all__ = ["ChatVLLM"]


class ChatVLLM(BaseChatModel):
    """Ask a chat-completions endpoint.

    Nothing of a conversation is logged or put into an error. Proxies of the environment are not used and redirects are
    not followed, so a request goes to `base_url` and nowhere else.

    Example:
        >>> model = ChatVLLM(base_url="http://127.0.0.1:8000/v1", model="medical-vlm", logprobs=True)
        >>> model.base_url
        'http://127.0.0.1:8000/v1'
    """

    base_url: str
    """Address of the API, up to and with `/v1`."""
    model: str
    """Name under which the server serves the model."""
    api_key: SecretStr | None = None
    """Sent as a bearer token where given."""
    temperature: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    max_tokens: Annotated[int, Field(gt=0)] | None = None
    """Longest reply [tokens]; None leaves it to the server."""
    stop: list[str] | None = None
    """Texts before which a reply ends."""
    logprobs: bool = False
    """Ask for the probability of every token."""
    top_logprobs: Annotated[int, Field(ge=0, le=20)] = 5
    """Alternatives for each token, sent with `logprobs`; five options are the most that common benchmarks have."""
    seed: int | None = None
    """Seed of the server's sampling."""
    extra: dict[str, Any] = Field(default_factory=dict)
    """Further fields of the request, for what one server offers beyond the protocol."""
    connect_timeout: Annotated[float, Field(gt=0)] = 5.0
    """Until a connection stands [s]: a server on this machine or beside it answers far sooner."""
    total_timeout: Annotated[float, Field(gt=0)] = 90.0
    """Until the reply is whole, retries included [s]: 2048 tokens at 25 tokens/s."""
    retries: Annotated[int, Field(ge=0, le=2)] = 2
    """Further tries after a lost connection, 429 or a passing 5xx."""
    backoff: Annotated[float, Field(ge=0)] = 0.5
    """Pause before the first retry [s]; doubles, and gives way to the server's Retry-After."""

    _sessions: Sessions = PrivateAttr(default_factory=Sessions)

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigurationError(f"{value!r} is no address of a model server; write http://host:port/v1.")
        if parts.username is not None or parts.query or parts.fragment:
            raise ConfigurationError("The model server's address holds a user, query or fragment; a key is `api_key`.")
        return value.rstrip("/")

    @property
    def _llm_type(self) -> str:
        return "mmedexpert-served"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"base_url": self.base_url, **self._settings()}

    @property
    def lc_secrets(self) -> dict[str, str]:
        """Fields that a serialised model must not carry."""
        return {"api_key": "MMEDEXPERT_API_KEY"}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        def ask() -> ChatResult:
            return asyncio.run(self._agenerate(messages, stop=stop, **kwargs))

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return ask()
        # Inside a running loop (Jupyter, an async server) a plain call waits for a loop of its own in another thread.
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(ask).result()

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async with self._connection().post(self._body(messages, stop, kwargs)) as incoming:
            message = read_completion(await incoming.whole())
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        asked = {**kwargs, "stream": True, "stream_options": {"include_usage": True}}
        body = self._body(messages, stop, asked)
        async with self._connection().post(body) as incoming, aclosing(_pieces(incoming)) as pieces:
            async for piece in pieces:
                yield ChatGenerationChunk(message=piece)

    def _body(self, messages: list[BaseMessage], stop: list[str] | None, asked: dict[str, Any]) -> bytes:
        payload = {"model": self.model, "messages": to_wire(messages), **self._settings(), **self.extra, **asked}
        if stop is not None:
            payload["stop"] = stop
        return encode(payload)

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {"model": self.model, "temperature": self.temperature}
        for name in ("max_tokens", "stop", "seed"):
            value = getattr(self, name)
            if value is not None:
                settings[name] = value
        if self.logprobs:
            settings |= {"logprobs": True, "top_logprobs": self.top_logprobs}
        return settings

    def _connection(self) -> Connection:
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        if self.api_key is not None:
            headers["Authorization"] = f"Bearer {self.api_key.get_secret_value()}"
        return Connection(
            url=f"{self.base_url}/chat/completions",
            headers=headers,
            limits=Limits(
                connect=self.connect_timeout, total=self.total_timeout, retries=self.retries, backoff=self.backoff
            ),
            sessions=self._sessions,
        )


async def _pieces(incoming: Incoming) -> AsyncGenerator[AIMessageChunk, None]:
    """The chunks of a streamed reply; raises where it ends before the server has said that it is whole."""
    whole = False
    async with aclosing(incoming.lines()) as lines:
        async for line in lines:
            if not line.startswith("data:"):
                if line and not whole and not _is_event_line(line):
                    raise MalformedReply("The server answers a streamed request with something else than events.")
                continue
            data = line.removeprefix("data:").strip()
            if data == "[DONE]":
                break
            piece = read_piece(data)
            whole = whole or "finish_reason" in piece.response_metadata
            yield piece
    if not whole:
        raise MalformedReply("The stream ended before the reply was whole; what came of it must not be used.")


def _is_event_line(line: str) -> bool:
    """Whether a line belongs to an event stream. Source: HTML Living Standard, "Server-sent events", event stream."""
    return line.startswith((":", "event:", "id:", "retry:"))
