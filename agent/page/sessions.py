"""Signed-in browsers: a random id in a cookie that no script can read, kept as its digest on this side."""

import hashlib
import secrets
from collections import OrderedDict
from time import monotonic

from agent.page.limits import Limits

__all__ = ["Sessions", "cookie_name"]

_ID_BYTES = 32
"""256 random bits."""


def cookie_name(port: int) -> str:
    """Cookies do not tell ports apart: two servers on one machine take different names."""
    return f"mmedexpert-{port}"


class Sessions:
    """Who is signed in, and until when."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._people: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    def open(self, person: str) -> str:
        """Sign somebody in and return the id for their cookie."""
        name = secrets.token_urlsafe(_ID_BYTES)
        self._people[_digest(name)] = (person, monotonic() + self._limits.session_seconds)
        while len(self._people) > self._limits.sessions:
            self._people.popitem(last=False)
        return name

    def person(self, name: str) -> str | None:
        """Who is signed in under an id."""
        found = self._people.get(_digest(name))
        if found is None or found[1] < monotonic():
            return None
        return found[0]

    def close(self, name: str) -> None:
        """Sign out."""
        self._people.pop(_digest(name), None)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
