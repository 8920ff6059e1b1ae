"""One background event loop for the plain methods: they work in a script, inside a running loop and in Jupyter."""

import asyncio
import atexit
import os
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from queue import Queue
from typing import Any, TypeVar

__all__ = ["iterate", "run"]

T = TypeVar("T")

_WORKERS = 4
"""Threads that read studies and run tools [1]; the work is arithmetic, more than the cores would only take turns."""

_FAREWELL = 2.0
"""How long the end of the program waits for open connections to be closed [s]."""


_lock = threading.Lock()
_current: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """The one loop of this process, started on first use."""
    with _lock:
        if not _current:
            loop = asyncio.new_event_loop()
            # Each worker thread keeps its own pool of freed memory: their number bounds what a long batch holds on to.
            workers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="mmedexpert-work")
            loop.set_default_executor(workers)
            threading.Thread(target=loop.run_forever, name="mmedexpert-agent", daemon=True).start()
            _current.append(loop)
        return _current[0]


def _stop() -> None:
    """End the loop before the interpreter takes its modules apart; connections that it holds open are closed."""
    for loop in _current:
        closing = asyncio.run_coroutine_threadsafe(loop.shutdown_asyncgens(), loop)
        wait([closing], timeout=_FAREWELL)
        loop.call_soon_threadsafe(loop.stop)


def _forget_after_fork() -> None:
    """A child process inherits the loop but not its thread; it starts one of its own."""
    global _lock  # noqa: PLW0603 - the inherited lock may be held by a thread that is not there
    _lock = threading.Lock()
    _current.clear()


atexit.register(_stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the background loop and wait for it; Ctrl-C cancels it."""
    future: Future[T] = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return future.result()
    except KeyboardInterrupt:
        future.cancel()
        raise


def iterate(items: AsyncIterator[T]) -> Iterator[T]:
    """Iterate an asynchronous iterator from plain code, item by item as they come."""
    queue: Queue[tuple[bool, Any]] = Queue()

    async def pump() -> None:
        try:
            async for item in items:
                queue.put((True, item))
        finally:
            queue.put((False, None))

    future = asyncio.run_coroutine_threadsafe(pump(), _loop())
    try:
        while (found := queue.get())[0]:
            yield found[1]
        future.result()
    finally:
        future.cancel()
