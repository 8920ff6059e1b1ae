"""What holds for every test: nothing leaves the machine, checkpoints are strict, chance is fixed."""

import os
import random
import sys
from ipaddress import ip_address

import pytest
from hypothesis import settings

# Read when LangGraph is imported, hence before any test module is: a checkpoint may hold registered types only.
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
# Libraries that would look something up, or report something, are told not to.
os.environ.update(LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false", HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")

settings.register_profile("local", deadline=None, max_examples=50)
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

_SOCKET_EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
"""Audit events that name another machine, with the place of its name. Source: Python's audit events table."""


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host is None or host in {"", "localhost"}:
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    place = _SOCKET_EVENTS.get(event)
    if place is None:
        return
    named = arguments[place]
    if event in {"socket.connect", "socket.sendto"}:
        if not isinstance(named, tuple):  # the path of a Unix socket
            return
        named = named[0]
    if not _is_local(named):
        # Not an OSError: a client's retries must not swallow it.
        raise pytest.fail.Exception(f"A test reached for the network: {event} {named!r}.")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _fixed_chance() -> None:
    random.seed(20261120)
