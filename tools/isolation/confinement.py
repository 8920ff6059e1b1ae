"""What a child process takes from itself before it touches a file: network, programs, writing, memory and time."""

import contextlib
import ctypes
import gc
import math
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Confinement", "Network", "confine", "is_confined", "limit", "relax"]

Network = Literal["namespace", "guard"]

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
"""Source: Linux, include/uapi/linux/sched.h."""

_NICENESS = 5
"""Below the caller's own work, above idle jobs."""

_PATIENCE = 2.0
"""How much longer than its parent a child waits before it ends itself [s]; it matters where the parent was killed."""

_REFUSED = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendmsg_to",
        "socket.sendto",
        "subprocess.Popen",
        "urllib.Request",
    }
)
"""Audit events that no decoder needs. Source: Python's table of audit events."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


_HOLDS: list[bool] = []
"""Not empty once this process was confined; nothing takes that back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What could be taken away on this system."""

    network: Network
    """`namespace`: the kernel shows no network at all. `guard`: Python refuses, native code is trusted not to."""
    memory: bool
    """True where the kernel limits memory (Linux); elsewhere the clock alone stops a file that swells."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What could not be taken away, in words that follow "run"."""
        found = []
        if not self.memory:
            found.append("without a limit on their memory, so that only the clock stops a file that swells")
        if self.network == "guard":
            found.append("with the network barred by Python alone, not by the kernel")
        return tuple(found)


def confine() -> Confinement:
    """Give up what reading does not need; for the rest of this process."""
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the patient's image
    network: Network = "namespace" if _leave_network() else "guard"
    sys.addaudithook(_guard)
    _HOLDS.append(True)
    gc.freeze()  # what is loaded stays; later collections look at the last file only
    return Confinement(network=network, memory=sys.platform == "linux")


def is_confined() -> bool:
    """True in a child process that gave up network, programs and writing."""
    return bool(_HOLDS)


def limit(memory: int, seconds: float) -> None:
    """Limit what is done from now on.

    Args:
        memory: More address space than now [bytes].
        seconds: More processor time than now, and wall clock [s]; beyond it the kernel ends this process. The parent
            stops it before, where it is still there to do so.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    signal.setitimer(signal.ITIMER_REAL, seconds + _PATIENCE)
    whole = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (whole, resource.RLIM_INFINITY))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory, resource.RLIM_INFINITY))


def relax() -> None:
    """Stop the wall clock of the last job."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def _address_space() -> int:
    with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 - read before every job
        return int(file.read(64).split()[0]) * resource.getpagesize()


def _leave_network() -> bool:
    """Enter a network namespace of our own, which holds nothing, not even a loopback that is up."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    # Root needs no user namespace; anybody else gets the right in one, where the system allows that.
    return bool(unshare(_CLONE_NEWNET) == 0 or unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and not set("wax+").isdisjoint(mode)
        if writes or (isinstance(flags, int) and flags & _WRITING):
            raise PermissionError("Nothing is written here.")
    elif event in _REFUSED:
        raise PermissionError(f"{event} is refused here.")
