"""`python -m guidelines`: list guidelines and classifications, show one, check them all."""

from pathlib import Path
from typing import Annotated

import typer

from guidelines.check import check, terms_of, unknown_findings
from guidelines.classification import Classification
from guidelines.classification_page import page_of
from guidelines.criterion import Criterion
from guidelines.errors import GuidelineError
from guidelines.files import did_you_mean
from guidelines.guideline import Guideline
from guidelines.library import Library

__all__ = ["app", "run"]

app = typer.Typer(
    help="Guidelines, also of your own folders, and classifications: list them, show one, check format and facts.",
    no_args_is_help=True,
    add_completion=False,
)

Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--folder",
        "-f",
        help="Folder of your own: guidelines (*.md), perhaps with findings/*.toml; may be given several times.",
        file_okay=False,
        exists=True,
    ),
]


def _library(folders: list[Path] | None) -> Library:
    try:
        library = Library.load(*(folders or ()))
        for problem in unknown_findings(library, terms_of(*(folders or ()))):
            typer.echo(f"Note: {problem}", err=True)
        return library
    except GuidelineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command("list")
def list_guidelines(folder: Folders = None) -> None:
    """List guidelines and, after them, classifications: id, year, area and title."""
    for one in (*_library(folder), *map(Classification.load, Classification.names())):
        typer.echo(f"{one.id:<32} {one.year}  {one.specialty:<16} {one.title}")


@app.command()
def show(
    guideline_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a guideline or classification, as `list` prints it.")
    ],
    folder: Folders = None,
) -> None:
    """Show one: where it is from, what a guideline recommends, or the categories and table of a classification."""
    library, classifications = _library(folder), Classification.names()
    if guideline_id in classifications:
        typer.echo("\n".join(page_of(Classification.load(guideline_id))))
        return
    try:
        guideline = library.guideline(guideline_id)
    except GuidelineError:
        hint = did_you_mean(guideline_id, (*(one.id for one in library), *classifications))
        typer.echo(f"There is no guideline or classification {guideline_id!r}.{hint}", err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(_page(guideline, library)))


def _page(guideline: Guideline, library: Library) -> list[str]:
    lines = [
        guideline.title,
        f"{guideline.issuer}, {guideline.year}; {guideline.url}",
        f"For: {guideline.population.text or 'not stated'}. Grading: {guideline.grading}. Checked {guideline.checked}.",
    ]
    for item in guideline.recommendations:
        lines += ["", f"{guideline.id}#{item.anchor}  {item.heading}"]
        lines += [f"  ({item.section}; strength: {item.strength}; certainty: {item.certainty})", f"  {item.text}"]
        lines += [f"  - {_criterion(one)}" for one in library.criteria_at(guideline.id, item.anchor)]
        lines += [
            f"  = {rule.name}: {rule.points_at_least:g} points or more: {rule.meaning}"
            for rule in library.rules_at(guideline.id, item.anchor)
        ]
    return lines


def _criterion(criterion: Criterion) -> str:
    limit = f" {criterion.operator} {criterion.value:g} {criterion.unit}" if criterion.value is not None else ""
    weight = criterion.weight
    numbers = {"LR+": weight.positive, "LR-": weight.negative, "points": weight.points}
    shown = ", ".join(f"{name} {number:g}" for name, number in numbers.items() if number is not None)
    return f"{criterion.finding}{limit} -> {criterion.condition}: {shown or weight.kind}"


@app.command("check")
def check_guidelines(folder: Folders = None) -> None:
    """Check format, references, units and codes; one line for each problem, exit code 1 if there is any."""
    report = check(*(folder or ()))
    for problem in report.problems:
        typer.echo(problem)
    if report.problems:
        raise typer.Exit(1)
    counts = f"{report.guidelines} guidelines, {report.recommendations} recommendations, {report.criteria} criteria"
    typer.echo(f"{counts}, {report.classifications} classifications: no problems")


def run() -> None:
    """Run the command."""
    app(prog_name="python -m guidelines")
