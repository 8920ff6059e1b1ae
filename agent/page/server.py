"""Running the server: one address, one line that says where, and nothing about anybody in its log."""

import logging
from contextlib import ExitStack
from urllib.parse import quote

import uvicorn
from rich.console import Console
from rich.markup import escape
from starlette.types import ASGIApp

from agent.errors import AgentError
from agent.page.application import make_application
from agent.page.faults import Discreet
from agent.page.listening import listen
from agent.page.options import Options, is_loopback

__all__ = ["serve", "start_line"]

_CLOSE_SECONDS = 5
"""How long the end of the server waits for open answers [s]."""
_KEEP_ALIVE_SECONDS = 20
_CONNECTIONS = 512
"""Connections at once [1]: 200 people with an event stream each, and their requests. Ours."""


def start_line(options: Options, token: str | None) -> str:
    """Where the page is; the token stands behind `#`, which browsers never send."""
    host = options.names[0] if options.names else options.host
    host = f"[{host}]" if ":" in host else host  # IPv6
    address = f"{options.scheme}://{host}:{options.port}/"
    return address if token is None else f"{address}#token={quote(token)}"


def serve(options: Options) -> None:
    """Serve until stopped.

    Raises:
        ConfigurationError: If something of the options cannot be used.
        AuditError: If the audit log cannot be written to.
    """
    tokens, token = options.tokens()
    sockets = listen(options.host, options.port)  # an address that is printed is one that answers
    with ExitStack() as opened:
        for one in sockets:
            opened.enter_context(one)
        parts = options.parts(tokens)
        opened.callback(parts.workplace.close)
        server = uvicorn.Server(_config(options, make_application(parts, options.served_names())))
        console = Console()
        try:
            _greet(console, options, token)
            server.run(sockets)
        except KeyboardInterrupt:
            console.print("Ended; every upload is erased.")
            return
        if not server.started:
            raise AgentError("The server could not be started; the lines above say why.")


def _greet(console: Console, options: Options, token: str | None) -> None:
    console.print(f"[bold]The page is at[/] {escape(start_line(options, token))}", soft_wrap=True, highlight=False)
    if token is None:
        console.print("Sign in with your token from the token file.")
    if not is_loopback(options.host) and options.certificate is None:
        console.print(
            "[yellow]note[/] Without TLS, tokens and pictures travel in the clear: put a proxy with TLS in front, "
            "or give --certificate and --key."
        )
    console.print("Research and education only. Ctrl-C ends it and erases every upload.")


def _config(options: Options, application: ASGIApp) -> uvicorn.Config:
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(levelname)s %(name)s %(message)s"))
    for name in ("uvicorn.error", "mmedexpert.page"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.WARNING)
    return uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_CLOSE_SECONDS,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
