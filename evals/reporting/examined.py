"""What recorded texts are worth, on the console."""

from pathlib import Path

import typer

from agent import ConfigurationError
from agent.models.build import build_model
from agent.models.profile import load_profile
from agent.settings import Settings
from evals.errors import RunError
from evals.examine import examine, pairs_in
from guidelines import Vocabulary

__all__ = ["show_examined"]


def show_examined(path: Path, judge: str | None) -> None:
    """Examine the texts of a file and print their figures.

    Raises:
        DatasetError: If the file has another layout.
        RunError: If the judge cannot be made.
    """
    pairs = list(pairs_in(path))
    try:
        model = build_model(load_profile(judge), Settings.from_environment(), Vocabulary.load()) if judge else None
    except ConfigurationError as error:
        raise RunError(str(error)) from error
    found = examine(pairs, model)
    by = f"judged by {judge}" if judge else "by shared words: a lower bound"
    typer.echo(f"{found.rule}, {found.texts} texts, {by}")
    typer.echo(f"score                {found.score:.3f}")
    for name, value in found.figures.items():
        typer.echo(f"{name:20} {value:.3f}")
    typer.echo(f"judge failed at      {found.judge_failed} of {found.texts}")
