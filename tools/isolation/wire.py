"""Messages between parent and child: a bounded JSON document with file descriptors beside it, over a Unix socket."""

import array
import os
import socket
import struct
import time
from typing import Any, NamedTuple

import orjson

from tools.isolation.codec import Malformed

__all__ = ["MAX_DESCRIPTORS", "Closed", "Message", "receive", "send"]

MAX_DESCRIPTORS = 34
"""Files or buffers of one message: the images that a tool call may name, its data and one more."""

_MAX_MESSAGE_BYTES = 64 * 1024**2
"""Length of one document [bytes]: 4,000 frames with all their facts and notes take a tenth of it."""

_LENGTH = struct.Struct(">I")


class Closed(ConnectionError):
    """The other side is gone."""


class Message(NamedTuple):
    """What arrived; whoever receives it closes the descriptors."""

    body: Any
    """JSON values."""
    descriptors: tuple[int, ...]


def send(link: socket.socket, body: Any, descriptors: tuple[int, ...] = ()) -> None:
    """Send a document; the descriptors stay open here.

    Raises:
        Closed: If the other side is gone.
    """
    data = orjson.dumps(body)
    data = _LENGTH.pack(len(data)) + data
    try:
        sent = socket.send_fds(link, [data], list(descriptors)) if descriptors else link.send(data)
        link.sendall(data[sent:])
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed("The process at the other end is gone.") from error


def receive(link: socket.socket, until: float | None = None) -> Message:
    """Wait for a document.

    Args:
        link: The socket.
        until: Reading of the monotonic clock at which to give up [s]; None waits for ever.

    Raises:
        Closed: If the other side is gone.
        TimeoutError: If nothing whole arrived in time.
        Malformed: If what arrived is no message.
    """
    descriptors: list[int] = []
    try:
        (length,) = _LENGTH.unpack(_exactly(link, _LENGTH.size, until, descriptors))
        if length > _MAX_MESSAGE_BYTES:
            raise Malformed(f"A message of {length:,} bytes is not read.")
        try:
            body = orjson.loads(_exactly(link, length, until, descriptors))
        except orjson.JSONDecodeError as error:
            raise Malformed("The message is no JSON.") from error
    except BaseException:
        for one in descriptors:
            os.close(one)
        raise
    return Message(body, tuple(descriptors))


def _exactly(link: socket.socket, count: int, until: float | None, descriptors: list[int]) -> bytearray:
    data = bytearray()
    while len(data) < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            link.settimeout(left)
        try:
            part, more = _received(link, min(count - len(data), 1024**2))
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed("The process at the other end is gone.") from error
        descriptors += more
        if not part:
            raise Closed("The process at the other end is gone.")
        data += part
    return data


def _received(link: socket.socket, count: int) -> tuple[bytes, list[int]]:
    """Like `socket.recv_fds`, which leaves descriptors open in programs started meanwhile."""
    flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
    found = array.array("i")
    part, more, _, _ = link.recvmsg(count, socket.CMSG_LEN(MAX_DESCRIPTORS * found.itemsize), flags)
    for level, kind, data in more:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return part, list(found)
