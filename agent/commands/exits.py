"""How a command ends: exit codes, and one sentence on the error stream."""

from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

__all__ = ["EXIT_BAD_INPUT", "EXIT_FAILED", "EXIT_REFUSED", "fail"]

EXIT_BAD_INPUT, EXIT_REFUSED, EXIT_FAILED = 2, 3, 4
"""Bad input; refused; failed (server, budget). 0 is an answer or an honest abstention."""


def fail(sentence: str, code: int) -> NoReturn:
    """Print what went wrong and what to do, and end."""
    Console(stderr=True).print(f"[red]error[/] {escape(sentence)}", highlight=False, soft_wrap=True)
    raise typer.Exit(code)
