"""Exchanges with a model server over HTTP: limits, retries, and foreign errors translated at this border."""

import asyncio
import io
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import aiohttp

from agent.errors import ModelError, ModelUnreachable
from agent.models.circuit import Circuit
from agent.models.exchange import Exchange
from agent.models.incoming import Incoming, Lost, too_slow
from agent.models.refusals import PASSING, refusal, retry_after
from agent.models.sessions import Sessions

__all__ = ["Connection", "Limits"]

T = TypeVar("T")

MAX_COMPLAINT = 65_536
"""How much of an error page is looked at [bytes]."""
LARGE = 2**20
"""A body from this size on is handed over in pieces [bytes]: aiohttp warns that one piece holds up its loop."""
LONGEST_PAUSE = 8.0
"""Longest pause that we choose before a retry [s] (ours); a server's Retry-After may be longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one call may take."""

    connect: float
    """Until the connection stands [s]."""
    first_byte: float
    """Until a stream's first byte [s]; a reply in one piece does not tell."""
    total: float
    """Until the reply is whole, retries and pauses included [s]."""
    retries: int
    """Further tries after the first."""
    backoff: float
    """Pause before the first retry [s]; doubles each time."""

    def pause(self, number: int) -> float:
        """Pause after the try of that number, from 1 [s].

        Half of it is drawn by chance, so that calls that failed together do not come back together. Source: M. Brooker,
        "Exponential Backoff And Jitter", AWS Architecture Blog 2015, "equal jitter".
        """
        whole: float = min(self.backoff * 2 ** (number - 1), LONGEST_PAUSE)
        return whole / 2 + random.uniform(0, whole / 2)  # noqa: S311 - no secret


class _Passing(Exception):
    """What a later try may not see."""

    def __init__(self, problem: ModelError, *, alive: bool = False, pause: float | None = None) -> None:
        super().__init__()
        self.problem = problem
        """The error where no try is left."""
        self.alive = alive
        """Whether the server is well and only busy."""
        self.pause = pause
        """When it asks to be asked again [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One resource of a server, and the limits of a call to it."""

    url: str
    """Full address of the resource."""
    headers: Mapping[str, str]
    """Headers of every request."""
    limits: Limits
    """How long, and how often."""
    sessions: Sessions
    """Where connections are shared."""
    circuit: Circuit
    """Whether the server is called at present."""
    method: Literal["GET", "POST"] = "POST"
    exchange: Exchange = field(default_factory=Exchange)
    """Counts what is sent."""
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    """When the call began, on the clock of the running loop [s]; what has to be asked again shares the limits."""

    async def whole(self, body: bytes | None = None) -> bytes:
        """Send a request and read the whole reply; a reply that breaks off is asked for again.

        Raises:
            ModelUnreachable: If nobody answers, the server refuses or keeps failing, or its circuit is open.
            ModelTimeout: If the time is up.
            ContextOverflow: If the conversation is too long for the model.
            MalformedReply: If the reply keeps breaking off, or is longer than any.
        """
        deadline = self.began + self.limits.total

        async def once() -> bytes:
            response = await self._reached(body)
            async with response:
                return await Incoming(response=response, deadline=deadline, allowed=self.limits.total).whole()

        try:
            async with asyncio.timeout_at(deadline):
                return await self._tried(once, deadline)
        except TimeoutError as error:
            self.circuit.fail()
            raise too_slow(self.limits.total) from error

    @asynccontextmanager
    async def stream(self, body: bytes) -> AsyncIterator[Incoming]:
        """Send a request; the block gets a reply that has begun.

        Only what happens before that is tried again: once a reply has begun it is taken as it is.

        Raises:
            ModelUnreachable, ModelTimeout, ContextOverflow, MalformedReply: As for `whole`; also `ModelTimeout` where
                the first byte does not come in its time.
        """
        deadline = self.began + self.limits.total
        first = self.began + min(self.limits.first_byte, self.limits.total)

        async def once() -> Incoming:
            response = await self._reached(body)
            incoming = Incoming(response=response, deadline=deadline, allowed=self.limits.total)
            try:
                await incoming.begin()
            except BaseException:
                response.close()
                raise
            return incoming

        try:
            async with asyncio.timeout_at(first):
                incoming = await self._tried(once, first)
        except TimeoutError as error:
            self.circuit.fail()
            raise too_slow(min(self.limits.first_byte, self.limits.total), "begin its reply") from error
        async with incoming.response:
            yield incoming

    async def _tried(self, once: Callable[[], Awaitable[T]], deadline: float) -> T:
        probe = self.circuit.enter()
        try:
            return await self._repeated(once, deadline)
        finally:
            self.circuit.leave(probe=probe)

    async def _repeated(self, once: Callable[[], Awaitable[T]], deadline: float) -> T:
        tries = self.limits.retries + 1
        for number in range(1, tries + 1):
            try:
                read = await once()
            except Lost as lost:
                passing = _Passing(lost)
            except _Passing as known:
                passing = known
            except ModelError:
                # A refusal, too, is an answer.
                self.circuit.succeed()
                raise
            else:
                self.circuit.succeed()
                return read
            pause = self.limits.pause(number) if passing.pause is None else passing.pause
            if number == tries or asyncio.get_running_loop().time() + pause >= deadline:
                self.circuit.succeed() if passing.alive else self.circuit.fail()
                raise passing.problem
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def _reached(self, body: bytes | None) -> aiohttp.ClientResponse:
        """A response with status 200; raises `_Passing` where another try may help."""
        self.exchange.tries += 1
        session = await self.sessions.session()
        try:
            response = await session.request(
                self.method,
                self.url,
                data=body if body is None or len(body) < LARGE else io.BytesIO(body),
                headers=self.headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.limits.connect),
            )
        except (aiohttp.ClientError, ConnectionError) as error:
            problem = ModelUnreachable(f"No model server answers at {self.url!r}: start it, or correct the address.")
            problem.__cause__ = error
            raise _Passing(problem) from error
        finally:
            self.exchange.bytes_sent += len(body or b"")
        if response.status == 200:
            return response
        async with response:
            raise await self._refused(response)

    async def _refused(self, response: aiohttp.ClientResponse) -> ModelError | _Passing:
        status = response.status
        if status not in PASSING:
            try:
                complaint = await response.content.read(MAX_COMPLAINT)
            except (aiohttp.ClientError, ConnectionError):
                complaint = b""
            return refusal(status, complaint)
        if status == 429:
            busy = ModelUnreachable("The model's server is too busy (status 429): ask for less at a time, or later.")
            return _Passing(busy, alive=True, pause=retry_after(response.headers.get("Retry-After")))
        failing = ModelUnreachable(f"The model's server keeps answering with status {status}; see the server's log.")
        return _Passing(failing, pause=retry_after(response.headers.get("Retry-After")))
