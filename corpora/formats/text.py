"""What a file of any format becomes: a title and Markdown."""

import re
from dataclasses import dataclass

__all__ = ["MAX_CHARACTERS", "Text", "decoded", "first_heading"]

MAX_CHARACTERS = 50_000_000
"""Longest text of one file [characters]; a textbook is about 5 million. Our own choice."""
_TITLE = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a file."""

    title: str
    """As the file names itself; empty where it does not."""
    text: str
    """Markdown: headings are lines that begin with `#`."""
    anchor: str = ""
    """Where in the file it stands, such as `line-7`; empty where the file is one text."""


def first_heading(text: str) -> str:
    """Return the first heading of a Markdown text without its signs, or nothing."""
    found = _TITLE.search(text)
    return found[1] if found else ""


def decoded(data: bytes) -> str:
    """Return UTF-8 text with line feeds as line ends.

    Raises:
        ValueError: If it is not UTF-8, holds a NUL or is longer than `MAX_CHARACTERS`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8; save it as UTF-8") from None
    if "\0" in text:
        raise ValueError("it holds NUL bytes, so it is no text; name the file by its true kind")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"it has {len(text)} characters, at most {MAX_CHARACTERS} are read; split it")
    return text.replace("\r\n", "\n").replace("\r", "\n")
