"""One HTTP exchange with a model server: sessions, limits, retries, and foreign errors translated at this border."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from weakref import WeakKeyDictionary

import aiohttp

from agent.errors import ContextOverflow, MalformedReply, ModelError, ModelTimeout, ModelUnreachable

__all__ = ["Connection", "Incoming", "Limits", "Sessions"]

MAX_REPLY = 32 * 2**20
"""Longest reply that is read [bytes]; 8192 tokens with 20 alternatives each are some 12 MB."""
MAX_COMPLAINT = 65_536
"""How much of an error page is looked at [bytes]."""
PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that a later try may not see. Source: RFC 9110 sec. 15.6, RFC 6585 sec. 4."""
_TOO_LONG = re.compile(
    rb"context[ _]length|maximum context|max_model_len|too many tokens|longer than the maximum", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one call may take."""

    connect: float
    """Until the connection stands [s]."""
    total: float
    """Until the reply is whole, retries and pauses included [s]."""
    retries: int
    """Further tries after the first."""
    backoff: float
    """Pause before the first retry [s]; doubles each time."""


class Sessions:
    """One HTTP session for each event loop, open while anybody uses it.

    Calls in flight share connections, and the last one to end closes them: nothing is left open for a loop that ends,
    and nobody has to remember to close a model.
    """

    def __init__(self) -> None:
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[aiohttp.ClientSession, int]]
        self._open = WeakKeyDictionary()

    @asynccontextmanager
    async def use(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The session of the running loop."""
        loop = asyncio.get_running_loop()
        session, users = self._open.get(loop) or (_session(), 0)
        self._open[loop] = session, users + 1
        try:
            yield session
        finally:
            session, users = self._open[loop]
            if users > 1:
                self._open[loop] = session, users - 1
            else:
                del self._open[loop]
                await session.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A reply whose body is still to be read, within what is left of the time."""

    response: aiohttp.ClientResponse
    """A response with status 200."""
    deadline: float
    """When the time is up, on the clock of the running loop [s]."""
    allowed: float
    """How long that was altogether [s]."""

    async def whole(self) -> bytes:
        """Read the body.

        Raises:
            ModelTimeout: If the time is up.
            MalformedReply: If the connection breaks within it or it is longer than any reply.
        """
        return b"".join([part async for part in self._parts()])

    async def lines(self) -> AsyncGenerator[str, None]:
        """Read the body line by line, of any length; the end of the body ends the last line.

        Raises:
            ModelTimeout: If the time is up.
            MalformedReply: If the connection breaks within it or it is longer than any reply.
        """
        rest = b""
        async for part in self._parts():
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                yield line.decode("utf-8", "replace").rstrip("\r")
        if rest:
            yield rest.decode("utf-8", "replace")

    async def _parts(self) -> AsyncIterator[bytes]:
        read = 0
        while part := await self._part():
            read += len(part)
            if read > MAX_REPLY:
                raise MalformedReply(f"The reply is longer than {MAX_REPLY} bytes; is this a model server?")
            yield part

    async def _part(self) -> bytes:
        # The limit is around each wait, never around a `yield`: it must not cancel what a consumer does in between.
        try:
            async with asyncio.timeout_at(self.deadline):
                return await self.response.content.readany()
        except aiohttp.ClientError as error:
            raise MalformedReply("The connection to the model's server broke within the reply.") from error
        except TimeoutError as error:
            raise _too_slow(self.allowed) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where to, and within which limits."""

    url: str
    """Full address of the resource."""
    headers: Mapping[str, str]
    """Headers of every request."""
    limits: Limits
    """How long, and how often."""
    sessions: Sessions
    """Where connections are shared."""

    @asynccontextmanager
    async def post(self, body: bytes) -> AsyncIterator[Incoming]:
        """Send a request; the block gets a reply that has begun.

        Only what happens before that is tried again: once a reply has begun it is taken as it is.

        Raises:
            ModelUnreachable: If nobody answers, or the server refuses or keeps failing.
            ModelTimeout: If the time is up.
            ContextOverflow: If the conversation is too long for the model.
        """
        deadline = asyncio.get_running_loop().time() + self.limits.total
        async with self.sessions.use() as session:
            try:
                async with asyncio.timeout_at(deadline):
                    response = await self._reach(session, body, deadline)
            except TimeoutError as error:
                raise _too_slow(self.limits.total) from error
            async with response:
                yield Incoming(response=response, deadline=deadline, allowed=self.limits.total)

    async def _reach(self, session: aiohttp.ClientSession, body: bytes, deadline: float) -> aiohttp.ClientResponse:
        tries = self.limits.retries + 1
        for number in range(1, tries + 1):
            pause = self.limits.backoff * 2 ** (number - 1)
            try:
                response = await session.post(
                    self.url,
                    data=body,
                    headers=self.headers,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.limits.connect),
                )
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
                problem = ModelUnreachable(
                    f"No model server answers at {self.url!r}: start it, or correct the address."
                )
                problem.__cause__ = error
            else:
                if response.status == 200:
                    return response
                async with response:
                    problem = await self._refusal(response)
                    asked = _retry_after(response.headers.get("Retry-After"))
                    pause = pause if asked is None else asked
            if number == tries or asyncio.get_running_loop().time() + pause >= deadline:
                raise problem
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def _refusal(self, response: aiohttp.ClientResponse) -> ModelUnreachable:
        """What an error status means; raises at once where another try cannot help."""
        status = response.status
        if status in PASSING:
            return ModelUnreachable(f"The model's server keeps answering with status {status}; see the server's log.")
        raise _final(status, await response.content.read(MAX_COMPLAINT))


def _too_slow(allowed: float) -> ModelTimeout:
    return ModelTimeout(
        f"The model's server did not finish its reply within {allowed:g} s; "
        "allow more time, or ask for a shorter reply."
    )


def _final(status: int, complaint: bytes) -> ModelError:
    if status == 413 or (status in {400, 422} and _TOO_LONG.search(complaint)):
        return ContextOverflow(
            f"The conversation does not fit into the model's context (status {status}): "
            "send fewer or smaller images, or serve the model with a longer context."
        )
    remedy = {
        401: "give it a key that it accepts",
        403: "give it a key that it accepts",
        404: "check the address and the name of the model (GET /models lists what is served)",
    }.get(status, "see the server's log")
    return ModelUnreachable(f"The model's server refuses the request with status {status}: {remedy}.")


def _retry_after(value: str | None) -> float | None:
    """Read a Retry-After header [s]; None without one. Source: RFC 9110 sec. 10.2.3: seconds or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _session() -> aiohttp.ClientSession:
    # The number of calls in flight is the caller's decision; proxies of the environment are not asked (trust_env).
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trust_env=False)
