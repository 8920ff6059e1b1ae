"""Google docstrings, read: what a function does and what each argument means."""

import inspect
import re
from dataclasses import dataclass

from tools.errors import BadArguments

__all__ = ["Docstring", "read_docstring"]

_SECTION = re.compile(r"^(Args|Returns|Raises|Example|Examples|Note|Notes|Source|Yields):\s*(.*)$")
_ARGUMENT = re.compile(r"^ {4}(\w+)(?: \([^)]*\))?: (.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Docstring:
    """The parts of a docstring that a model is shown."""

    summary: str
    """Everything before the first section, as one paragraph."""
    arguments: dict[str, str]
    """Meaning of each argument, one line each."""


def read_docstring(text: str | None) -> Docstring:
    """Read a Google docstring.

    Args:
        text: The raw docstring of a function.

    Returns:
        Its summary and the meaning of each argument.

    Raises:
        BadArguments: If there is no docstring.
    """
    if not text or not text.strip():
        raise BadArguments("A tool needs a docstring: its first line is what a model reads.")
    summary: list[str] = []
    arguments: dict[str, str] = {}
    section, current = "", ""
    for line in inspect.cleandoc(text).splitlines():
        if opened := _SECTION.match(line):
            section, current = opened.group(1), ""
        elif not section:
            summary.append(line.strip())
        elif section == "Args" and (argument := _ARGUMENT.match(line)):
            current = argument.group(1)
            arguments[current] = argument.group(2).strip()
        elif section == "Args" and current and line.strip():
            arguments[current] += " " + line.strip()
    return Docstring(summary=" ".join(part for part in summary if part), arguments=arguments)
