"""JSON Lines: one object a line, with a text and perhaps a title."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from corpora.formats.text import Text, decoded

__all__ = ["read"]

_TEXT = ("text", "contents", "content", "clean_text", "body")
_TITLE = ("title", "heading", "name")
"""Fields looked for, the first that holds words counts."""


def read(data: bytes) -> Iterator[Text]:
    """Give one text for each line that is not empty.

    Raises:
        ValueError: If a line is no JSON object or holds no text.
    """
    for number, line in enumerate(decoded(data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            raise ValueError(f"line {number} is not JSON; repair it") from None
        text = _first(said, _TEXT) if isinstance(said, dict) else ""
        if not text:
            raise ValueError(f"line {number} holds no text; an object needs one of {', '.join(_TEXT)}")
        yield Text(title=_first(said, _TITLE), text=text, anchor=f"line-{number}")


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if isinstance(said.get(name), str) and said[name].strip()), "")
