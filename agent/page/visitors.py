"""Who is asking: by a cookie from the browser, by a token from a program."""

from dataclasses import dataclass

from starlette.requests import Request

from agent.page.errors import ForeignRequest, NotSignedIn
from agent.page.sessions import Sessions
from agent.page.tokens import Tokens

__all__ = ["Door"]

_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where people are recognised."""

    tokens: Tokens
    sessions: Sessions
    cookie: str
    """Name of the cookie."""
    is_secure: bool = False
    """Whether the cookie may travel over TLS only."""

    def person(self, request: Request) -> str:
        """The name of whoever asks.

        Raises:
            NotSignedIn: If nobody known does.
            ForeignRequest: If a browser changes something without saying from which site.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind:
            person = self.tokens.person(token.strip()) if kind.casefold() == "bearer" else None
            if person is None:
                raise NotSignedIn("The token is not one of this server's; use the one that it printed at its start.")
            return person
        person = self.sessions.person(request.cookies.get(self.cookie, ""))
        if person is None:
            raise NotSignedIn("Sign in first: open the address that the server printed, or send the token.")
        # A strict cookie and the look at Origin keep other sites out already; a browser that says neither is refused.
        says = "origin" in request.headers or request.headers.get("sec-fetch-site") == "same-origin"
        if request.method not in _SAFE and not says:
            raise ForeignRequest("The request does not say which page it comes from; use the page itself, or a token.")
        return person
