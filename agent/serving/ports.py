"""Who listens where on this machine: looked up in the kernel's own tables, on Linux.

Source: proc(5), `/proc/net/tcp` and `/proc/PID/fd`.
"""

import socket
import struct
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

__all__ = ["Listener", "answers", "free_port", "group_listeners", "group_members", "listeners"]

_LISTEN = "0A"
"""TCP_LISTEN in `include/net/tcp_states.h`."""
_PROC = Path("/proc")


class Listener(NamedTuple):
    """A socket that waits for connections."""

    address: IPv4Address | IPv6Address
    port: int
    inode: str
    """Number of the socket, as the processes that hold it name it."""

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        mapped = self.address.ipv4_mapped if isinstance(self.address, IPv6Address) else None
        return (mapped or self.address).is_loopback


def listeners() -> tuple[Listener, ...] | None:
    """Every listening TCP socket; None where the system does not tell."""
    found: list[Listener] = []
    for name in ("tcp", "tcp6"):
        table = _PROC / "net" / name
        if not table.exists():
            if name == "tcp":
                return None
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTEN:
                address, _, port = fields[1].partition(":")
                found.append(Listener(_address(address), int(port, 16), fields[9]))
    return tuple(found)


def group_members(group: int) -> tuple[int, ...]:
    """Numbers of the living processes of a process group."""
    members = []
    for folder in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            # The name of the program, in brackets, may hold anything; what is looked for stands behind the last one.
            state, _, its_group = (
                (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
            )
            if int(its_group) == group and state not in "ZX":
                members.append(int(folder.name))
    return tuple(sorted(members))


def group_listeners(group: int) -> tuple[Listener, ...]:
    """The listening sockets of a process group's members."""
    held: set[str] = set()
    for member in group_members(group):
        with suppress(OSError):
            for link in (_PROC / str(member) / "fd").iterdir():
                with suppress(OSError):
                    held.add(str(link.readlink()))
    return tuple(one for one in listeners() or () if f"socket:[{one.inode}]" in held)


def answers(host: str, port: int, seconds: float = 1.0) -> bool:
    """Whether somebody accepts connections there."""
    with suppress(OSError), socket.create_connection((host, port), timeout=seconds):
        return True
    return False


def free_port() -> int:
    """A port on which nobody listens at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


def _address(digits: str) -> IPv4Address | IPv6Address:
    """The kernel prints each 32-bit word of an address as a number in its own byte order."""
    words = (int(digits[at : at + 8], 16) for at in range(0, len(digits), 8))
    return ip_address(b"".join(struct.pack("=I", word) for word in words))
