import os
import socket
import struct
import time
from collections.abc import Iterator

import pytest

from tools.isolation.buffers import fill_bytes, view
from tools.isolation.codec import Malformed
from tools.isolation.wire import Closed, receive, send

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_a_document_arrives_with_its_descriptors(pair: Pair) -> None:
    descriptor = fill_bytes(b"pixels")
    send(pair[0], {"a": [1, None]}, (descriptor,))
    os.close(descriptor)
    body, descriptors = receive(pair[1])
    assert body == {"a": [1, None]}
    assert bytes(view(descriptors[0], limit=6)) == b"pixels"
    assert len(descriptors) == 1


def test_messages_do_not_run_together(pair: Pair) -> None:
    for number in range(3):
        send(pair[0], number)
    assert [receive(pair[1]).body for _ in range(3)] == [0, 1, 2]


def test_an_end_in_the_middle_is_told(pair: Pair) -> None:
    pair[0].sendall(struct.pack(">I", 10) + b"12")
    pair[0].close()
    with pytest.raises(Closed):
        receive(pair[1])


def test_waiting_ends(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        receive(pair[1], time.monotonic())


def test_sending_to_nobody_is_told(pair: Pair) -> None:
    pair[1].close()
    with pytest.raises(Closed):
        send(pair[0], {})


@pytest.mark.parametrize("sent", [struct.pack(">I", 2**31), struct.pack(">I", 3) + b"{x}"])
def test_what_is_no_message_is_refused_and_its_descriptors_closed(pair: Pair, sent: bytes) -> None:
    reader, writer = os.pipe()
    socket.send_fds(pair[0], [sent], [writer])
    os.close(writer)
    with pytest.raises(Malformed):
        receive(pair[1])
    assert os.read(reader, 1) == b""  # no writer is left open
    os.close(reader)
