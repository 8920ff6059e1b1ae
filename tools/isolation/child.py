"""The child process: one job after the other, each under limits, its outcome sent back as data."""

import gc
import os
import socket
import sys
import traceback
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from numpy.typing import NDArray

from tools import errors
from tools.errors import ToolError
from tools.isolation.buffers import fill
from tools.isolation.codec import encode
from tools.isolation.confinement import confine, limit, relax
from tools.isolation.wire import Closed, Message, receive, send

__all__ = ["main"]

_LONGEST_TEXT = 2_000
"""Of an error's text [characters]; our own stay below."""

_NOT_LOADED = ("requests", "urllib3")
"""What pydicom loads to fetch files, where it is installed: a third of a start, and of no use without a network."""

_FRAMES_TOLD = 4
"""The last calls before an error that are told [1]."""


def main(descriptor: int) -> None:
    """Serve the parent at the other end of a socket until it closes it.

    Args:
        descriptor: Of the socket.
    """
    with socket.socket(fileno=descriptor) as link:
        confined = confine()
        for name in _NOT_LOADED:
            sys.modules[name] = None  # type: ignore[assignment] # Python's own way to bar an import
        # Loaded after the network is gone, and before the first job's clock runs.
        from tools.isolation.jobs import JOBS

        gc.freeze()
        send(link, asdict(confined))
        while True:
            try:
                message = receive(link)
            except Closed:
                return
            _serve(link, message, JOBS)
            gc.collect()  # while the parent works on the answer


def _serve(link: socket.socket, message: Message, jobs: Mapping[str, Any]) -> None:
    order = message.body
    arrays: list[NDArray[Any]] = []
    limit(order["memory"], order["seconds"])
    try:
        answer = {"value": encode(jobs[order["job"]](order["arguments"], message.descriptors), arrays)}
        buffer = fill(arrays)
    except BaseException as error:  # a panic of Rust code is no Exception, and one file must not end the others
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        answer, buffer = _told(error), None
    relax()
    arrays.clear()
    try:
        send(link, answer, () if buffer is None else (buffer,))
    finally:
        if buffer is not None:
            os.close(buffer)


def _told(error: BaseException) -> dict[str, Any]:
    """An error by name and text where it is one of ours; of any other, the name of its class and where it was."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, MemoryError):
            return {"error": "memory"}
        seen = seen.__cause__
    if isinstance(error, ToolError):
        name = next(one.__name__ for one in type(error).__mro__ if one.__name__ in errors.__all__)
        return {"error": name, "text": str(error)[:_LONGEST_TEXT]}
    return {"error": "fault", "text": f"{type(error).__qualname__} at {_place(error)}"[:_LONGEST_TEXT]}


def _place(error: BaseException) -> str:
    """Where it was raised, in names of code only."""
    frames = [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
    return " > ".join(frames[-_FRAMES_TOLD:])


if __name__ == "__main__":
    main(int(sys.argv[1]))
