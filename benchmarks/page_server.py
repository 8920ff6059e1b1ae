"""The page, served from a thread of this process, and a browser to look at it with."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from agent.page.application import make_application
from agent.page.assistants import Offer
from agent.page.options import Options
from agent.page.parts import Parts
from agent.page.tokens import Tokens

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What a Chromium is called on the systems we know."""
_WAIT = 60.0
"""How long a server may take to listen [s]."""


class Served(NamedTuple):
    """A server that answers."""

    address: str
    parts: Parts

    def entrance(self, token: str) -> str:
        """The address that signs a browser in."""
        return f"{self.address}/#token={token}"


def find_browser() -> str | None:
    """A Chromium on this machine, None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(people: Mapping[str, str], offers: dict[str, Offer] | None = None, **more: Any) -> Iterator[Served]:
    """Serve the page on loopback while the block runs.

    Args:
        people: Tokens by name.
        offers: Agents in place of the embedded default's.
        more: Of `Options`.
    """
    options = Options(port=free_port(), **more)
    parts = options.parts(Tokens.of(dict(people)), offers)
    config = uvicorn.Config(
        make_application(parts, options.served_names()),
        host=options.host,
        port=options.port,
        log_level="error",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    started = time.monotonic()
    while not server.started and thread.is_alive() and time.monotonic() - started < _WAIT:
        time.sleep(0.02)
    try:
        yield Served(f"http://127.0.0.1:{options.port}", parts)
    finally:
        server.should_exit = True
        thread.join(15)


@contextmanager
def browser(executable: str | None = None) -> Iterator[Any]:
    """A headless Chromium; no name but loopback leads anywhere.

    Args:
        executable: Its path; None looks for one.
    """
    from playwright.sync_api import sync_playwright

    path = executable or find_browser()
    if path is None:
        raise SystemExit(f"No browser is there; install one of {', '.join(BROWSERS)}.")
    # Every name but loopback leads nowhere, so that not even a lookup leaves the machine.
    rules = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", f"--host-resolver-rules={rules}", "--disable-gpu"]
        )
        try:
            yield chromium
        finally:
            chromium.close()


def watched(context: Any, outbound: list[str]) -> None:
    """Note what a browser context asks of other addresses than loopback."""

    def note(request: Any) -> None:
        address = str(request.url)
        if not address.startswith(("http://127.0.0.1:", "blob:http://127.0.0.1:", "file:")):
            outbound.append(address)

    context.on("request", note)


def sample_file(name: str = "chest_pneumonia") -> Path:
    """A shipped study."""
    from tools import samples

    return samples.path(name)
