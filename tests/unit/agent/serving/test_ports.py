import os
import socket
import sys

import pytest

from agent.serving.ports import answers, free_port, group_listeners, group_members, listeners

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's tables are Linux's")


@linux
@pytest.mark.parametrize(
    ("family", "host", "local"),
    [
        (socket.AF_INET, "127.0.0.1", True),
        (socket.AF_INET, "0.0.0.0", False),
        (socket.AF_INET6, "::1", True),
        (socket.AF_INET6, "::", False),
    ],
)
def test_a_listening_socket_is_found_with_its_address(family: socket.AddressFamily, host: str, local: bool) -> None:
    with socket.socket(family) as one:
        try:
            one.bind((host, 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        port = one.getsockname()[1]
        assert port not in {other.port for other in listeners() or ()}
        one.listen()

        found = [other for other in listeners() or () if other.port == port]
        assert [(str(other.address), other.local) for other in found] == [(host, local)]
        assert found[0] in group_listeners(os.getpgid(0))

    assert port not in {other.port for other in listeners() or ()}


@linux
def test_a_mapped_loopback_address_is_local() -> None:
    with socket.socket(socket.AF_INET6) as one:
        try:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            one.bind(("::ffff:127.0.0.1", 0))
        except OSError:
            pytest.skip("this machine maps no addresses")
        one.listen()
        port = one.getsockname()[1]

        assert [other.local for other in listeners() or () if other.port == port] == [True]


@linux
def test_members_of_a_group_are_its_own() -> None:
    assert os.getpid() in group_members(os.getpgid(0))
    assert group_members(2**22 + 1) == ()


def test_a_free_port_answers_once_somebody_listens() -> None:
    port = free_port()

    assert not answers("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)):
        assert answers("127.0.0.1", port)
