"""A model behind an OpenAI-compatible chat-completions endpoint, such as vLLM's."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Annotated, Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr, SecretStr, field_validator

from agent.errors import MalformedReply
from agent.models.address import check_address
from agent.models.catalogue import Served, cause, read_catalogue, same_model
from agent.models.completion import parsed, read_completion
from agent.models.connection import Connection, Limits
from agent.models.exchange import Exchange, Totals
from agent.models.images_sent import Shipment
from agent.models.pieces import Pieces
from agent.models.refusals import ImagesDropped, NotOffered
from agent.models.remote import Remote, Remotes
from agent.models.request import checked, request_body
from agent.models.unheard import UnheardChatModel
from agent.models.wire import encode

__all__ = ["ChatVLLM"]


class ChatVLLM(UnheardChatModel):
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
    first_byte_timeout: Annotated[float, Field(gt=0)] = 30.0
    """Until a streamed reply begins [s]: the server reads some 30 images and a long history before its first word."""
    total_timeout: Annotated[float, Field(gt=0)] = 90.0
    """Until the reply is whole, retries included [s]: 2048 tokens at 25 tokens/s."""
    retries: Annotated[int, Field(ge=0, le=2)] = 2
    """Further tries after a lost connection, 429 or a passing 5xx."""
    backoff: Annotated[float, Field(ge=0)] = 0.5
    """Pause before the first retry [s], half of it by chance; doubles, and gives way to the server's Retry-After."""
    images_by_uuid: bool = False
    """Send an image once and name it afterwards, where the server keeps images (vLLM does)."""

    _remotes: Remotes = PrivateAttr(default_factory=Remotes)

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return check_address(value)

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
        remote, exchange = self._remote, Exchange()
        asked = self._asked(stop, kwargs)
        with remote.ledger.entry(exchange):
            completion = read_completion(await self._exchanged(remote, exchange, messages, asked))
            await self._check(completion.model, asked["model"])
            exchange.count(completion.usage)
        for message in completion.messages:
            message.response_metadata["exchange"] = exchange.record()
        return ChatResult(generations=[ChatGeneration(message=message) for message in completion.messages])

    async def _exchanged(
        self, remote: Remote, exchange: Exchange, messages: list[BaseMessage], asked: dict[str, Any]
    ) -> bytes:
        """Send a request; once more with all of its images where the server has dropped one."""
        connection = self._connection(remote, exchange)
        shipment = Shipment(remote.images) if self.images_by_uuid else None
        try:
            body = await connection.whole(request_body(messages, asked, exchange, shipment))
        except ImagesDropped:
            if shipment is None or not shipment.by_name:
                raise
            shipment = shipment.again(exchange)
            body = await connection.whole(request_body(messages, asked, exchange, shipment))
        if shipment is not None:
            shipment.arrived()
        return body

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        remote, exchange = self._remote, Exchange()
        asked = {**self._asked(stop, kwargs), "stream": True, "stream_options": {"include_usage": True}}
        connection = self._connection(remote, exchange)
        shipment = Shipment(remote.images) if self.images_by_uuid else None
        with remote.ledger.entry(exchange):
            try:
                async for piece in self._streamed(connection, messages, asked, shipment):
                    yield ChatGenerationChunk(message=piece)
            except ImagesDropped:
                # The server says so before it begins a reply, so nothing of one has been passed on.
                if shipment is None or not shipment.by_name:
                    raise
                shipment = shipment.again(exchange)
                async for piece in self._streamed(connection, messages, asked, shipment):
                    yield ChatGenerationChunk(message=piece)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"exchange": exchange.record()}))

    async def _streamed(
        self,
        connection: Connection,
        messages: list[BaseMessage],
        asked: dict[str, Any],
        shipment: Shipment | None,
    ) -> AsyncGenerator[AIMessageChunk, None]:
        pieces = Pieces()
        async with connection.stream(request_body(messages, asked, connection.exchange, shipment)) as incoming:
            if shipment is not None:
                shipment.arrived()
            async with aclosing(pieces.read(incoming.lines())) as read:
                async for piece in read:
                    if pieces.model is not None and pieces.model != asked["model"]:
                        await self._check(pieces.model, asked["model"])
                    yield piece
        connection.exchange.count(pieces.usage)

    async def served(self) -> tuple[Served, ...]:
        """The names that the server answers to, base model first; asked for anew after some seconds.

        Raises:
            ModelError: If the server does not say.
        """
        remote = self._remote
        known = remote.served
        if known is None:
            connection = self._connection(remote, Exchange(), path="/models", method="GET")
            known = remote.served = read_catalogue(await connection.whole())
        return known

    async def tokenize(self, text: str) -> tuple[int, ...]:
        """The ids of a text as the served model reads it, no special tokens added.

        Raises:
            ModelError: If the server does not say.
        """
        body = encode({"model": self.model, "prompt": text, "add_special_tokens": False})
        address = self.base_url.removesuffix("/v1")
        connection = self._connection(self._remote, Exchange(), path="/tokenize", base=address)
        tokens = parsed(await connection.whole(body), "The list of tokens").get("tokens")
        if not isinstance(tokens, list) or not all(type(token) is int for token in tokens):
            raise MalformedReply("The server's /tokenize lists no tokens; is this vLLM?")
        return tuple(tokens)

    async def harmless(self, messages: Sequence[BaseMessage]) -> tuple[list[BaseMessage], tuple[str, ...]]:
        """The conversation without control tokens of this model in it; see `ControlTokens.harmless`."""
        try:
            return await self._remote.control_tokens.harmless(messages, self.tokenize)
        except NotOffered as error:
            raise await cause(error, self.served, self.model) from error

    def totals(self) -> Totals:
        """What all calls of this client to its server cost so far."""
        return self._remote.ledger.totals()

    async def aclose(self) -> None:
        """Close the connections of the running loop at once; they close with the loop otherwise."""
        await self._remote.sessions.close()

    async def _check(self, replied: str, asked: str) -> None:
        """See that the model that was asked is the one that replied."""
        if replied == asked:
            return
        if not same_model(await self.served(), asked, replied):
            raise MalformedReply(
                f"The server replied with the model {replied!r}, not with {asked!r}, so the reply is not used; "
                "see what is served at this address (GET /models)."
            )

    def _asked(self, stop: list[str] | None, kwargs: dict[str, Any]) -> dict[str, Any]:
        asked = {**self._settings(), **self.extra, **kwargs}
        if stop is not None:
            asked["stop"] = stop
        return checked(asked)

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {"model": self.model, "temperature": self.temperature}
        for name in ("max_tokens", "stop", "seed"):
            value = getattr(self, name)
            if value is not None:
                settings[name] = value
        if self.logprobs:
            settings |= {"logprobs": True, "top_logprobs": self.top_logprobs}
        return settings

    @property
    def _remote(self) -> Remote:
        return self._remotes.at(self.base_url, self._key)

    @property
    def _key(self) -> str:
        return "" if self.api_key is None else self.api_key.get_secret_value()

    def _connection(
        self,
        remote: Remote,
        exchange: Exchange,
        *,
        path: str = "/chat/completions",
        base: str | None = None,
        method: Literal["GET", "POST"] = "POST",
    ) -> Connection:
        # Compressing a reply of a few kB costs both sides more than sending it to the next room.
        headers = {"Accept": "application/json, text/event-stream", "Accept-Encoding": "identity"}
        if method == "POST":
            headers["Content-Type"] = "application/json"
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return Connection(
            url=f"{base if base is not None else self.base_url}{path}",
            headers=headers,
            limits=Limits(
                connect=self.connect_timeout,
                first_byte=self.first_byte_timeout,
                total=self.total_timeout,
                retries=self.retries,
                backoff=self.backoff,
            ),
            sessions=remote.sessions,
            circuit=remote.circuit,
            exchange=exchange,
            method=method,
        )
