"""Read one file in a child process, or do something else with it there."""

import os
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Any

from tools.errors import DecoderCrashed, FileTooLarge, MemoryExceeded, MissingFile, TimedOut
from tools.isolation.buffers import fill_bytes
from tools.isolation.pool import POOL, Pool
from tools.isolation.process import Allowance, Child, ChildDied, ChildFailed, ChildOutOfMemory, ChildTimedOut
from tools.reading.content import Content
from tools.reading.identity import Identity
from tools.reading.limits import CHILD_BYTES, CHILD_SECONDS, MAX_FILE_BYTES, MAX_OBJECT_BYTES, SECONDS_PER_BYTE

__all__ = ["ask_isolated", "identify_isolated", "read_isolated"]

_ANSWER_BYTES = 4 * MAX_OBJECT_BYTES
"""Pixels that may come back [bytes]: 8 bits that were rescaled become 32."""

_OPEN_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
"""Opening must not wait, whatever the path turns out to be."""


def read_isolated(source: Path | bytes, *, pool: Pool = POOL) -> Content:
    """Read a file in a child process, which gets nothing but the open file.

    Args:
        source: The file, or its bytes.
        pool: Where the child comes from.

    Raises:
        MissingFile: If it is missing, no regular file, or cannot be opened.
        FileTooLarge: If it is larger than any file that is read.
        TimedOut: If it took too long.
        MemoryExceeded: If it needed too much memory.
        DecoderCrashed: If a decoder broke down.
        UnreadableImage: As reading itself refuses the file.
    """
    found: Content = ask_isolated(source, "read", {}, Content, pool=pool)
    return found


def ask_isolated(
    source: Path | bytes,
    job: str,
    arguments: Mapping[str, Any],
    expected: Any,
    *,
    more_seconds: float = 0.0,
    pool: Pool = POOL,
) -> Any:
    """Have a job done on a file in a child process, within the limits of reading it.

    Args:
        source: The file, or its bytes.
        job: One of `JOBS`.
        arguments: What the job takes besides, as JSON values.
        expected: Type of the answer.
        more_seconds: Time beyond that of reading [s].
        pool: Where the child comes from.

    Raises:
        UnreadableImage: As `read_isolated`.
    """
    descriptor = fill_bytes(source) if isinstance(source, bytes) else _opened(source)
    try:
        return _asked(descriptor, job, arguments, expected, more_seconds, pool)
    finally:
        os.close(descriptor)


def identify_isolated(path: Path, *, pool: Pool = POOL) -> Identity | None:
    """Read what identifies a DICOM file in a child process.

    Args:
        path: The file.
        pool: Where the child comes from.

    Returns:
        None if the file is not a DICOM file with its preamble, or its header cannot be read within the limits.
    """
    try:
        descriptor = _opened(path)
    except MissingFile:
        return None
    allowance = Allowance(memory=CHILD_BYTES, seconds=CHILD_SECONDS, answer=0)

    def work(child: Child) -> Identity | None:
        found: Identity | None = child.ask("identify", {}, (descriptor,), Identity | None, allowance)
        return found

    try:
        return pool.use(work)
    except ChildFailed:
        return None
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        return os.open(path, _OPEN_FLAGS)
    except (OSError, ValueError) as error:
        raise MissingFile("There is no such file, or it cannot be opened.") from error


def _asked(
    descriptor: int, job: str, arguments: Mapping[str, Any], expected: Any, more_seconds: float, pool: Pool
) -> Any:
    status = os.fstat(descriptor)
    if not S_ISREG(status.st_mode):
        raise MissingFile("There is no such file, or it cannot be opened.")
    size = status.st_size
    if size > MAX_FILE_BYTES:
        raise FileTooLarge(f"The file has {size:,} bytes, and at most {MAX_FILE_BYTES:,} are read.")
    allowance = Allowance(
        # The bytes of the file come on top, and are no more than the file has.
        memory=CHILD_BYTES + size,
        seconds=CHILD_SECONDS + size * SECONDS_PER_BYTE + more_seconds,
        answer=_ANSWER_BYTES,
    )

    try:
        return pool.use(lambda child: child.ask(job, arguments, (descriptor,), expected, allowance))
    except ChildTimedOut as error:
        raise TimedOut(
            f"Reading the file took longer than {allowance.seconds:.0f} s and was stopped; hand over a smaller one."
        ) from error
    except ChildOutOfMemory as error:
        raise MemoryExceeded(
            f"Reading the file needed more than {allowance.memory:,} bytes of memory and was stopped; "
            "hand over a smaller one."
        ) from error
    except ChildDied as error:
        raise DecoderCrashed(
            "A decoder broke down on the file, in a process of its own; the file is damaged, or made to do that."
        ) from error
