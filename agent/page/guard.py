"""What is looked at before a request is answered: to which name, from which site, how large."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.page.errors import ForeignRequest, PageError, TooLarge, WrongKind, body_of
from agent.page.headers import HEADERS
from agent.page.limits import Limits

__all__ = ["Guard", "Names"]

_SAFE = frozenset({"GET", "HEAD"})
_FORM = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Under which names the server answers."""

    hosts: frozenset[str]
    """Values of the Host header, with the port where it is not the scheme's own."""
    scheme: str = "http"

    @classmethod
    def of(cls, names: tuple[str, ...], port: int, scheme: str) -> "Names":
        """The names with the port, and without it where it is the usual one."""
        usual = {"http": 80, "https": 443}[scheme]
        shown = tuple(f"[{name}]" if ":" in name else name.casefold() for name in names)
        plain = shown if port == usual else ()
        return cls(hosts=frozenset((*(f"{name}:{port}" for name in shown), *plain)), scheme=scheme)

    def knows(self, origin: str) -> bool:
        """Whether an Origin is one of ours."""
        parts = urlsplit(origin)
        return parts.scheme == self.scheme and parts.netloc.casefold() in self.hosts and not parts.path.strip("/")


class Guard:
    """Turns foreign and outsized requests away, and gives every answer its headers (an ASGI middleware)."""

    def __init__(self, app: ASGIApp, *, names: Names, limits: Limits) -> None:
        self._app, self._names, self._limits = app, names, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # a websocket: there is none here
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in HEADERS}
                kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
        except PageError as error:
            refusal = JSONResponse(body_of(error.code, str(error)), error.status)
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, self._counted(receive, headers), send_with_headers)

    def _check(self, scope: Scope, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].casefold() not in self._names.hosts:
            raise ForeignRequest("The server does not go by this name; use the address that it printed.")
        for origin in headers.getlist("origin"):
            if not self._names.knows(origin):
                raise ForeignRequest("The request came from another site, which is not answered.")
        site = headers.get("sec-fetch-site", "none")
        arrives = scope["method"] in _SAFE and headers.get("sec-fetch-mode") == "navigate" and scope["path"] == "/"
        if site not in ("same-origin", "none") and not arrives:
            raise ForeignRequest("The request came from another site, which is not answered.")
        if headers.get("content-encoding", "identity").casefold() != "identity":
            raise WrongKind("A body is taken as it is, not compressed; send it without Content-Encoding.")
        stated = headers.get("content-length", "0")
        if not stated.isdecimal() or int(stated) > self._most(headers):
            raise TooLarge(f"At most {self._most(headers):,} bytes are taken here; send less.")

    def _most(self, headers: Headers) -> int:
        is_form = headers.get("content-type", "").startswith(_FORM)
        # What stands around the files of a form counts too; the files themselves are counted where they are written.
        return self._limits.upload_bytes + self._limits.body_bytes if is_form else self._limits.body_bytes

    def _counted(self, receive: Receive, headers: Headers) -> Receive:
        """The body, as far as it is taken, whatever length was stated."""
        most, got = self._most(headers), 0

        async def counted() -> Any:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise HTTPException(413, f"At most {most:,} bytes are taken here; send less.")
            return message

        return counted
