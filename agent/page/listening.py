"""Taking the port before anything is said about it."""

import errno
import socket
from contextlib import ExitStack

from agent.errors import ConfigurationError

__all__ = ["listen"]


def listen(host: str, port: int) -> list[socket.socket]:
    """Take a port on every address of a host; connections wait until somebody serves them.

    Args:
        host: A name or an address of this machine.
        port: From 1 to 65535.

    Raises:
        ConfigurationError: If the port is in use or not allowed, or the host is not this machine's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise ConfigurationError(f"--host {host} is no name or address of this machine ({error.strerror}).") from error
    taken: list[socket.socket] = []
    lost: OSError | None = None
    with ExitStack() as undone:
        for family, place in dict.fromkeys((family, place) for family, _, _, _, place in found):
            try:
                taken.append(undone.enter_context(socket.create_server(place, family=family)))
            except OSError as error:
                # A machine may know an address of a name without having it, as ::1 where there is no IPv6.
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise _refusal(host, port, error) from error
                lost = error
        if not taken:
            raise _refusal(host, port, lost or OSError()) from lost
        undone.pop_all()
    return taken


def _refusal(host: str, port: int, error: OSError) -> ConfigurationError:
    if error.errno == errno.EADDRINUSE:
        return ConfigurationError(f"Port {port} is in use; give --port with another number.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return ConfigurationError(f"Port {port} may not be taken by this user; give --port with a number over 1023.")
    return ConfigurationError(f"--host {host} is no address of this machine; give one that is.")
