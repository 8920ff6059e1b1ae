"""Reading a reply's body within what is left of the time."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import aiohttp

from agent.errors import MalformedReply, ModelTimeout

__all__ = ["Incoming", "Lost", "too_slow"]

MAX_REPLY = 32 * 2**20
"""Longest reply that is read [bytes]; 8192 tokens with 20 alternatives each are some 12 MB."""


class Lost(MalformedReply):
    """The connection broke within a reply."""


def too_slow(allowed: float, what: str = "finish its reply") -> ModelTimeout:
    """The error of a reply that took longer than allowed [s]."""
    return ModelTimeout(
        f"The model's server did not {what} within {allowed:g} s; allow more time, or ask for a shorter reply."
    )


@dataclass(slots=True, kw_only=True)
class Incoming:
    """A reply whose body is being read."""

    response: aiohttp.ClientResponse
    """A response with status 200."""
    deadline: float
    """When the time is up, on the clock of the running loop [s]."""
    allowed: float
    """How long that was altogether [s]."""
    first: bytes = b""
    """What was read of it already."""

    async def begin(self) -> None:
        """Wait for the first bytes.

        Raises:
            Lost: If the connection breaks before.
        """
        self.first = await self._next()

    async def whole(self) -> bytes:
        """Read the body; the caller limits the time.

        Raises:
            Lost: If the connection breaks within it.
            MalformedReply: If it is longer than any reply.
        """
        parts: list[bytes] = []
        read = 0
        while part := await self._next():
            parts.append(part)
            read += len(part)
            _bounded(read)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def lines(self) -> AsyncGenerator[str, None]:
        """Read the body line by line, of any length; the end of the body ends the last line.

        Raises:
            ModelTimeout: If the time is up.
            MalformedReply: If the connection breaks within it or it is longer than any reply.
        """
        rest, part, read = b"", self.first or await self._in_time(), 0
        while part:
            read += len(part)
            _bounded(read)
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                yield line.decode("utf-8", "replace").rstrip("\r")
            part = await self._in_time()
        if rest:
            yield rest.decode("utf-8", "replace")

    async def _in_time(self) -> bytes:
        # The limit is around each wait, never around a `yield`: it must not cancel what a consumer does in between.
        try:
            async with asyncio.timeout_at(self.deadline):
                return await self._next()
        except TimeoutError as error:
            raise too_slow(self.allowed) from error

    async def _next(self) -> bytes:
        try:
            return await self.response.content.readany()
        except (aiohttp.ClientError, ConnectionError) as error:
            raise Lost("The connection to the model's server broke within the reply.") from error


def _bounded(read: int) -> None:
    if read > MAX_REPLY:
        raise MalformedReply(f"The reply is longer than {MAX_REPLY} bytes; is this a model server?")
