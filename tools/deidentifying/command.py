"""`python -m tools deidentify IN OUT`: a clean study, with a summary in numbers."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.deidentifying.object import DECLARED, SUSPECTED
from tools.deidentifying.options import Options
from tools.deidentifying.pseudonyms import salt_of
from tools.deidentifying.study import Summary, deidentify_folder
from tools.errors import BadArguments
from tools.left_out import name_left_out

__all__ = ["run"]

DONE, LOOK, NOTHING = 0, 1, 2
"""Exit codes: all is written; something was left out or is to be looked at; nothing was written."""
_EVERY = 20
"""Files between two lines of progress where the output is no terminal."""


def run(options: argparse.Namespace) -> int:
    """Run the command and print the summary.

    Raises:
        ToolError: If the arguments cannot be used.
    """
    salt_file: Path | None = options.salt_file
    inside = options.target.resolve()
    if salt_file is not None and (salt_file.resolve() == inside or inside in salt_file.resolve().parents):
        problem = "The salt file must not lie in the clean study: whoever has both gets the dates back."
        raise BadArguments(problem).about(salt_file)
    summary = deidentify_folder(
        options.source,
        options.target,
        salt=salt_of(salt_file),
        options=Options(
            keep_dates=options.keep_dates,
            keep_characteristics=options.keep_characteristics,
            mask_text=options.mask_text,
        ),
        progress=_progress,
    )
    print(_told(summary))  # noqa: T201
    name_left_out(summary.omitted)
    if not summary.written:
        return NOTHING
    return LOOK if summary.left_out or summary.pixels[SUSPECTED] or summary.pixels[DECLARED] else DONE


def _progress(done: int, of: int) -> None:
    is_terminal = sys.stderr.isatty()
    if is_terminal or done == of or done % _EVERY == 0:
        print(f"{done} of {of} files", file=sys.stderr, end="\r" if is_terminal and done < of else "\n")  # noqa: T201


def _told(summary: Summary) -> str:
    parts = [f"{summary.read} files read, {summary.written} written"]
    for title, counts in (
        ("Header elements", summary.elements),
        ("Pixels", summary.pixels),
        ("Left out", summary.left_out),
    ):
        if counts:
            parts += [f"{title}:", *_lines(counts)]
    parts.append("Not certified: look at the result before you hand it on (docs/deidentify.md).")
    return "\n".join(parts)


def _lines(counts: Mapping[str, int]) -> list[str]:
    return [f"  {count:>8,}  {name}" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
