"""Files that were left out, named where only whoever handed them over reads it."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tools.study import Omitted

__all__ = ["name_left_out", "printable"]

_MOST = 20
"""Files that are named [1]: a screen has room for them. Ours."""


def name_left_out(omitted: Sequence[Omitted]) -> None:
    """Name files on a terminal; nowhere else, since names may tell who the patient is and output ends up in logs."""
    if not omitted or not sys.stderr.isatty():
        return
    lines = [f"  {printable(one.file)}: {one.reason}" for one in omitted[:_MOST]]
    if len(omitted) > _MOST:
        lines.append(f"  and {len(omitted) - _MOST:,} more")
    print("\n".join(["Left out (named on a terminal only):", *lines]), file=sys.stderr)  # noqa: T201


def printable(file: Path) -> str:
    """A path that a terminal shows and does not obey."""
    return "".join(mark if mark.isprintable() else "?" for mark in str(file))
