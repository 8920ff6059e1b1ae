"""The errors of the page, each with its HTTP status and a code for programs.

AgentError
└── PageError
    ├── NotSignedIn        401  no token, or not one of ours
    ├── ForeignRequest     403  from another site, or under another name than ours
    ├── NotThere           404  no such case, study or file of yours
    ├── NotYet             409  the case has not come that far, or is busy
    ├── TooLarge           413  more than is taken
    ├── WrongKind          415  a body of another kind
    ├── TooSlow            408  the upload came too slowly
    ├── Unusable           422  what was sent cannot be used
    ├── TooMany            429  too many cases or requests of one person
    └── Full               503  every place is taken

A message is one sentence or two: what happened, what is allowed, what to do; never a name, a path or a history
(but the unknown headings of a table are named to whoever sent it; no log has them).
"""

import secrets
from typing import Any

from agent.errors import AgentError

__all__ = [
    "ForeignRequest",
    "Full",
    "NotSignedIn",
    "NotThere",
    "NotYet",
    "PageError",
    "TooLarge",
    "TooMany",
    "TooSlow",
    "Unusable",
    "WrongKind",
    "body_of",
]


class PageError(AgentError):
    """A request that cannot be answered as it was meant."""

    status = 400
    code = "bad-request"


class NotSignedIn(PageError):
    """No token came with the request, or one that this server does not know."""

    status, code = 401, "not-signed-in"


class ForeignRequest(PageError):
    """The request came from another site, or was sent to another name."""

    status, code = 403, "foreign-request"


class NotThere(PageError):
    """There is no such thing, or it is somebody else's: the two are not told apart."""

    status, code = 404, "not-found"


class NotYet(PageError):
    """The case is not in a state in which this can be done."""

    status, code = 409, "not-yet"


class TooLarge(PageError):
    """More bytes, files or fields than are taken."""

    status, code = 413, "too-large"


class WrongKind(PageError):
    """The body is of a kind that is not read."""

    status, code = 415, "wrong-kind"


class TooSlow(PageError):
    """The upload came more slowly than is waited for."""

    status, code = 408, "too-slow"


class Unusable(PageError):
    """What was sent is understood and cannot be used."""

    status, code = 422, "unusable"


class TooMany(PageError):
    """One person asks for more than their share."""

    status, code = 429, "too-many"


class Full(PageError):
    """Every place in the queue is taken."""

    status, code = 503, "busy"


def body_of(code: str, message: str, reference: str | None = None) -> dict[str, Any]:
    """An error as JSON: a code, one sentence, and an id under which the server's log names it."""
    return {"error": {"code": code, "id": reference or f"e-{secrets.token_hex(4)}", "message": message}}
