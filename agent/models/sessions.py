"""One HTTP session for each event loop, open as long as the loop lives and closed with it."""

import asyncio
from collections.abc import AsyncGenerator
from threading import Lock
from weakref import WeakKeyDictionary

import aiohttp

__all__ = ["Sessions"]

KEPT_ALIVE = 4.0
"""How long an idle connection is kept [s]: less than the five seconds after which vLLM's server closes one
(`VLLM_HTTP_TIMEOUT_KEEP_ALIVE`), so that no request is sent into a connection that is just being closed."""


class Sessions:
    """The sessions of one client.

    A session stays open between calls, so that a turn does not pay for a new connection. It lives in an asynchronous
    generator: an event loop closes its generators when it ends, and the collector closes those of a client that is let
    go. So nothing is left open, and nobody has to remember to close a model.
    """

    def __init__(self) -> None:
        self._open: WeakKeyDictionary[
            asyncio.AbstractEventLoop, tuple[aiohttp.ClientSession, AsyncGenerator[aiohttp.ClientSession, None]]
        ]
        self._open = WeakKeyDictionary()
        self._lock = Lock()

    async def session(self) -> aiohttp.ClientSession:
        """The session of the running loop, opened on first use."""
        loop = asyncio.get_running_loop()
        # Only code of this loop asks for this loop's session, and nothing below gives way to other code of it.
        held = self._open.get(loop)
        if held is not None and not held[0].closed:
            return held[0]
        life = _life()
        session = await anext(life)
        with self._lock:
            self._open[loop] = session, life
        return session

    async def close(self) -> None:
        """Close the session of the running loop; the next call opens another."""
        with self._lock:
            held = self._open.pop(asyncio.get_running_loop(), None)
        if held is not None:
            await held[1].aclose()


async def _life() -> AsyncGenerator[aiohttp.ClientSession, None]:
    # The number of calls in flight is the caller's decision; proxies of the environment are not asked (trust_env).
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_ALIVE),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
    try:
        yield session
    finally:
        await session.close()
