"""Children in which parsing a file does what a hostile file could make a parser do, by a word in the file."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tools.isolation import process
from tools.isolation.pool import POOL

__all__ = ["WAYS", "hostile_children"]

WAYS = {"crash": b"CRASH-IT", "hang": b"HANG-IT", "swell": b"SWELL-IT"}

_BOOT = """
import os, signal, sys
sys.path[:] = sys.argv[2:]
from tools.isolation import child
import tools.reading.dicom_file as file
real = file.read_partial

def read_partial(stream, **more):
    data = stream.getvalue()
    if b"CRASH-IT" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    while b"HANG-IT" in data:
        pass
    if b"SWELL-IT" in data:
        return bytes(64 * 1024**3)
    return real(stream, **more)

file.read_partial = read_partial
child.main(int(sys.argv[1]))
"""


@contextmanager
def hostile_children(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the pool start such children, and none in this process parse anything."""
    POOL.close()
    patch.setattr(process, "_BOOT", _BOOT)
    patch.setattr("tools.reading.dicom_file.read_partial", _refuse)
    patch.setattr("tools.reading.dicom_file.read_dataset", _refuse)
    try:
        yield
    finally:
        POOL.close()


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a file was parsed in the calling process")
