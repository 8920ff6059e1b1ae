"""Prompts: one Markdown file each, versioned in its first line, strictly rendered."""

import re
from functools import cache
from pathlib import Path

__all__ = ["render", "versions"]

_FOLDER = Path(__file__).parent
_HOLE = re.compile(r"\{\{(\w+)\}\}")
_VERSION = re.compile(r"<!-- version: (\S+) -->\n")


@cache
def _read(name: str) -> tuple[str, str]:
    text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    version = _VERSION.match(text)
    if version is None:
        raise ValueError(f"Prompt {name!r} does not begin with its version.")
    return version.group(1), text[version.end() :].strip("\n")


def render(name: str, /, **values: str) -> str:
    """Fill a prompt.

    Raises:
        KeyError: If a value is missing or not asked for.
    """
    _, text = _read(name)
    holes = set(_HOLE.findall(text))
    if holes != set(values):
        raise KeyError(f"Prompt {name!r} wants {sorted(holes)}, got {sorted(values)}.")
    return _HOLE.sub(lambda match: values[match.group(1)], text)


def versions() -> dict[str, str]:
    """The version of every prompt, by name."""
    return {path.stem: _read(path.stem)[0] for path in sorted(_FOLDER.glob("*.md"))}
