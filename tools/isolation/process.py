"""One child process as its parent sees it: started bare, asked for one job at a time, killed when it overruns."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tools import errors
from tools.errors import ToolError
from tools.isolation.buffers import view
from tools.isolation.codec import Malformed, decode
from tools.isolation.confinement import Confinement
from tools.isolation.wire import Closed, Message, receive, send

__all__ = [
    "Allowance",
    "Child",
    "ChildDied",
    "ChildFailed",
    "ChildFault",
    "ChildOutOfMemory",
    "ChildTimedOut",
    "Footprint",
]

_START_SECONDS = 60.0
"""A first start from a cold disk may take this long [s]; a usual one takes half a second."""

_END_SECONDS = 5.0
"""A child whose socket was closed ends within this time [s] or is killed."""

_JOBS_BEFORE_REST = 1_000
"""A child is replaced after so many jobs: half a second of start is nothing beside them, and no leak grows old."""

_GROWTH_BYTES = 256 * 1024**2
"""A child that keeps more than this above what it started with [bytes] is replaced."""

_ROOT = str(Path(__file__).resolve().parents[2])

_BOOT = "import sys; sys.path[:] = sys.argv[2:]; from tools.isolation.child import main; main(int(sys.argv[1]))"

_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    # Large pages for large buffers, where the C library is GNU's: files and pixels cost a third less time.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    # One thread each: a namespace of its own can only be entered by a process with a single one, and every thread
    # reserves address space that the memory limit counts.
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "4",
}
_LOADER = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
"""All that a child gets of its parent's environment: some Pythons do not start without."""


class ChildFailed(Exception):
    """A child did not bring its job to an end; the text says why, with nothing of the data."""


class ChildTimedOut(ChildFailed):
    """The time was used up."""


class ChildOutOfMemory(ChildFailed):
    """The memory was used up."""


class ChildDied(ChildFailed):
    """The process ended, broke down, or answered nonsense."""


class ChildFault(ChildDied):
    """The job raised an error that is not ours; the text names its class and where it was raised."""


class Allowance(NamedTuple):
    """What one job may use."""

    memory: int
    """Address space [bytes]."""
    seconds: float
    """Wall clock and processor time, each [s]."""
    answer: int
    """Bytes of arrays that may come back [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """Resident memory of a child [bytes]."""

    now: int
    peak: int


class Child:
    """A child process; not for two threads at once."""

    def __init__(self) -> None:
        """Start it and wait until it is ready.

        Raises:
            ChildDied: If it does not start.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, *_options(), "-c", _BOOT, str(theirs.fileno()), *_search_path()],
                pass_fds=(theirs.fileno(),),
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._link = ours
        self._jobs = 0
        self._is_sound = True
        try:
            ready = receive(ours, time.monotonic() + _START_SECONDS)
            _close_all(ready)
            self.confinement: Confinement = decode(Confinement, {"$": "Confinement", **ready.body}, memoryview(b""))
        except (Closed, TimeoutError, Malformed, TypeError) as error:
            self.kill()
            raise ChildDied("A process of its own for the file could not be started.") from error
        self._first = self.footprint().now

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_reusable(self) -> bool:
        """False once it should be replaced by a fresh one."""
        return self._is_sound and self._jobs < _JOBS_BEFORE_REST and self.footprint().now - self._first < _GROWTH_BYTES

    def ask(
        self, job: str, arguments: Mapping[str, Any], descriptors: tuple[int, ...], expected: Any, allowance: Allowance
    ) -> Any:
        """Have a job done.

        Args:
            job: Name of the job.
            arguments: JSON values.
            descriptors: Open files for the job; they stay open here.
            expected: Type of the answer.
            allowance: What the job may use.

        Raises:
            ToolError: As the job raised it.
            ChildFailed: If the job did not come to an end; the child is gone, or must not be used again.
        """
        self._jobs += 1
        order = {"job": job, "arguments": arguments, "memory": allowance.memory, "seconds": allowance.seconds}
        until = time.monotonic() + allowance.seconds
        try:
            self._link.settimeout(allowance.seconds)
            send(self._link, order, descriptors)
            message = receive(self._link, until)
        except TimeoutError as error:
            self.kill()
            raise ChildTimedOut(f"It took longer than {allowance.seconds:g} s.") from error
        except Closed as error:
            raise self._death(allowance) from error
        except BaseException:
            self.kill()  # whoever interrupts leaves an answer under way
            raise
        try:
            return self._answer(message, expected, allowance)
        except (Malformed, ValueError, TypeError, KeyError) as error:
            self.kill()
            raise ChildDied("The process of its own answered nonsense.") from error

    def _answer(self, message: Message, expected: Any, allowance: Allowance) -> Any:
        body, descriptors = message
        if not isinstance(body, dict) or len(descriptors) > 1 or (descriptors and "error" in body):
            _close_all(message)
            raise Malformed("No answer.")
        if "error" in body:
            raise self._failure(body["error"], body.get("text", ""))
        data = view(descriptors[0], allowance.answer) if descriptors else memoryview(b"")
        return decode(expected, body["value"], data)

    def _failure(self, name: object, text: object) -> Exception:
        """What the child says went wrong, by a closed table."""
        if name == "memory":
            self._is_sound = False  # libraries that ran out of memory are not trusted again
            return ChildOutOfMemory("It needed more memory than is allowed.")
        if not isinstance(text, str) or not isinstance(name, str):
            raise Malformed("No error.")
        if name in errors.__all__:
            kind: type[ToolError] = getattr(errors, name)
            return kind("".join(one if one.isprintable() else " " for one in text))
        self._is_sound = False
        if name == "fault":
            return ChildFault("".join(one if one.isprintable() else " " for one in text))
        return ChildDied("It broke down.")

    def _death(self, allowance: Allowance) -> ChildFailed:
        """Why the child is gone, as far as its end tells."""
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        self.kill()
        if code in (-signal.SIGXCPU, -signal.SIGALRM):
            return ChildTimedOut(f"It took longer than {allowance.seconds:g} s.")
        if code == -signal.SIGKILL:  # not by us: the kernel was out of memory
            return ChildOutOfMemory("It was ended by the system, which was out of memory.")
        return ChildDied("Its process ended.")

    def footprint(self) -> Footprint:
        """Its resident memory; zero where the system does not tell (Linux does)."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text("ascii", "replace").splitlines()
        except OSError:
            return Footprint(now=0, peak=0)
        found = {name: line.split()[1] for line in lines if (name := line.partition(":")[0]) in ("VmRSS", "VmHWM")}
        return Footprint(now=int(found.get("VmRSS", 0)) * 1024, peak=int(found.get("VmHWM", 0)) * 1024)

    def close(self) -> None:
        """Let it end by itself, and see that it does."""
        self._link.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it now."""
        self._is_sound = False
        self._link.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def abandon(self) -> None:
        """Forget it in a copy of the process that started it; it goes on serving that one."""
        self._link.close()
        self._process.returncode = 0  # not ours to wait for


def _close_all(message: Message) -> None:
    for one in message.descriptors:
        os.close(one)


def _options() -> list[str]:
    """A bare interpreter that writes nothing; it finds compiled modules where its parent keeps them."""
    kept = [] if sys.pycache_prefix is None else ["-X", f"pycache_prefix={sys.pycache_prefix}"]
    return ["-I", "-S", "-B", *kept]


def _search_path() -> list[str]:
    """Where the parent finds modules; not the current folder, which can be anybody's."""
    found = [one for one in sys.path if one]
    return found if _ROOT in found else [_ROOT, *found]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _LOADER if name in os.environ}  # noqa: TID251 - no setting of ours
    return {**_ENVIRONMENT, **kept}
