"""The page's own files, read once at the start: what is not among them does not exist, whatever a path says."""

from importlib.resources import files
from typing import NamedTuple

__all__ = ["StaticFile", "static_files"]

_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_PAGES = {"index.html": "/", "docs.html": "/docs"}


class StaticFile(NamedTuple):
    """One file."""

    media: str
    data: bytes


def static_files() -> dict[str, StaticFile]:
    """All files by their path on the server."""
    found = {}
    for one in (files("agent.page") / "static").iterdir():
        media = _MEDIA.get(f".{one.name.rpartition('.')[2]}")
        if media is not None:
            found[_PAGES.get(one.name, f"/static/{one.name}")] = StaticFile(media, one.read_bytes())
    return found
