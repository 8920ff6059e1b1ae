import os
import sys
import tempfile

import numpy as np
import pytest

from tools.isolation import buffers
from tools.isolation.buffers import fill, fill_bytes, view

LARGE = np.random.default_rng(0).integers(0, 255, 9 * 1024**2, dtype=np.uint8)


def test_nothing_needs_no_buffer() -> None:
    assert fill([]) is None


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 100, LARGE.tobytes()], ids=len)
def test_bytes_are_seen_and_cannot_be_changed(data: bytes) -> None:
    seen = view(fill_bytes(data), limit=len(data))
    assert seen == data
    assert seen.readonly


def test_arrays_stand_on_their_alignment() -> None:
    descriptor = fill([np.arange(3, dtype=np.uint16), np.zeros((0, 4), np.uint8), np.arange(2, dtype=np.float32)])
    assert descriptor is not None
    seen = view(descriptor, limit=1024)
    assert np.frombuffer(seen, np.uint16, 3, 0).tolist() == [0, 1, 2]
    assert np.frombuffer(seen, np.float32, 2, 64).tolist() == [0, 1]


def test_a_buffer_over_the_limit_is_refused_and_closed() -> None:
    descriptor = fill_bytes(b"12345")
    with pytest.raises(ValueError, match="at most 4"):
        view(descriptor, limit=4)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux seals")
def test_a_sealed_buffer_can_neither_shrink_nor_change() -> None:
    descriptor = fill_bytes(b"12345")
    with pytest.raises(PermissionError):
        os.ftruncate(descriptor, 0)
    with pytest.raises(PermissionError):
        os.pwrite(descriptor, b"x", 0)
    os.close(descriptor)


def test_what_is_not_sealed_is_copied_and_not_mapped() -> None:
    """Whoever holds the other end could shrink it under a mapping, which ends the process."""
    with tempfile.TemporaryFile() as file:
        file.write(LARGE.tobytes())
        file.flush()
        seen = view(os.dup(file.fileno()), limit=LARGE.nbytes)
        file.truncate(0)
    assert np.array_equal(np.frombuffer(seen, np.uint8), LARGE)


def test_without_seals_it_works_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffers, "_IS_LINUX", False)
    descriptor = fill([LARGE])
    assert descriptor is not None
    assert np.array_equal(np.frombuffer(view(descriptor, limit=LARGE.nbytes), np.uint8), LARGE)
