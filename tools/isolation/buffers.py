"""Memory that two processes share through a file descriptor, without a name that a third could open.

On Linux it is sealed before it is handed over: a writer that shrank it later would otherwise end its reader with a bus
error. Where there are no seals, the reader copies instead of mapping.
"""

import fcntl
import mmap
import os
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.isolation.codec import padded

__all__ = ["fill", "fill_bytes", "view"]

_MAPPED_FROM = 8 * 1024**2
"""Smaller buffers are copied [bytes]: every mapping keeps a descriptor open, and a study has thousands of slices."""

_IS_LINUX = sys.platform == "linux"


def fill(arrays: Sequence[NDArray[Any]]) -> int | None:
    """Write arrays one behind the other, each on its alignment, and give the descriptor; None where there are none."""
    if not arrays:
        return None
    descriptor = _new()
    at = 0
    for array in arrays:
        _write(descriptor, array.reshape(-1).view(np.uint8).data if array.nbytes else memoryview(b""), at)
        at += padded(array.nbytes)
    os.ftruncate(descriptor, at)
    return _sealed(descriptor)


def fill_bytes(data: bytes) -> int:
    """Write bytes and give the descriptor."""
    descriptor = _new()
    _write(descriptor, memoryview(data), 0)
    return _sealed(descriptor)


def view(descriptor: int, limit: int) -> memoryview:
    """Read a buffer that came from elsewhere, and close its descriptor.

    Args:
        descriptor: Of any kind; only a sealed one is mapped.
        limit: Most that is read [bytes].

    Returns:
        Its bytes; read-only.

    Raises:
        ValueError: If it is larger than the limit, or shorter than it said.
    """
    try:
        size = os.fstat(descriptor).st_size
        if size > limit:
            raise ValueError(f"The buffer has {size:,} bytes, and at most {limit:,} are read.")
        if size >= _MAPPED_FROM and _is_sealed(descriptor):
            return memoryview(mmap.mmap(descriptor, size, access=mmap.ACCESS_READ))
        copy = np.empty(size, np.uint8)
        rest = copy.data
        while rest:
            count = os.preadv(descriptor, [rest[: 2**30]], size - len(rest))
            if count == 0:
                raise ValueError("The buffer is shorter than it said.")
            rest = rest[count:]
        return copy.data.toreadonly()
    finally:
        os.close(descriptor)


def _new() -> int:
    if _IS_LINUX:
        return os.memfd_create("mmedexpert", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile() as file:  # has no name from the start
        return os.dup(file.fileno())


def _write(descriptor: int, data: memoryview, at: int) -> None:
    while data:
        count = os.pwrite(descriptor, data[: 2**30], at)
        data, at = data[count:], at + count


def _sealed(descriptor: int) -> int:
    if _IS_LINUX:
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS | fcntl.F_SEAL_SEAL)
    return descriptor


def _is_sealed(descriptor: int) -> bool:
    if not _IS_LINUX:
        return False
    try:
        return fcntl.fcntl(descriptor, fcntl.F_GET_SEALS) & _SEALS == _SEALS
    except OSError:  # no memory file at all
        return False


_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE if _IS_LINUX else 0
