"""Asking a server on this machine one small question, without proxies, redirects or surprises."""

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

__all__ = ["PATIENCE", "Answer", "fetch"]

PATIENCE = 5.0
"""How long each step of a small question may take [s], our own choice: a busy vLLM answers one in milliseconds."""

_MOST = 4 << 20
"""Longest answer that is read [bytes]; the metrics of a busy vLLM are some 100 kB."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    """HTTP status; 0 where none came."""
    text: str
    trouble: Literal["", "absent", "silent", "strange"] = ""
    """Why there is none: nobody listens; somebody does and says nothing in time; what came is not HTTP."""

    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


def fetch(url: str, *, key: str | None = None, body: Any = None, seconds: float = PATIENCE) -> Answer:
    """Ask; never raises for what a server or a network does.

    Args:
        url: `http://` or `https://`.
        key: Sent as a bearer token where given.
        body: Posted as JSON where given.
        seconds: How long to wait for each step [s].
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    posted = None
    if body is not None:
        posted, headers["Content-Type"] = json.dumps(body), "application/json"
    try:
        connection.connect()
    except ssl.SSLError:
        return Answer(0, "", "strange")
    except OSError:
        return Answer(0, "", "absent")
    try:
        connection.request("GET" if body is None else "POST", parts.path or "/", posted, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(_MOST).decode("utf-8", "replace"))
    except TimeoutError:
        return Answer(0, "", "silent")
    except (OSError, HTTPException):
        return Answer(0, "", "strange")
    finally:
        connection.close()
