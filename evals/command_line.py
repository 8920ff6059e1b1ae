"""The command: `python -m evals list | sample | run | grid | resume | report | compare | examine | view`."""

import json
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console

from evals.catalogue import benchmark, names
from evals.errors import EvalsError, RunError

if TYPE_CHECKING:
    from evals.configuration import Configuration
    from evals.engines import Engine
    from evals.running.attempt import Pace

__all__ = ["app", "run"]

T = TypeVar("T", int, float)

app = typer.Typer(
    help="Evaluate the agent against published benchmarks. Research use only.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
RUNS = Path("runs")
"""Where runs are kept unless another folder is named."""
SWITCHES = ("tools", "zoom", "retrieval", "filter", "reformulation", "reretrieval")
"""What a grid leaves out, one after the other, unless it is told otherwise."""


_ALL = ",".join(SWITCHES)


class Engines(StrEnum):
    """Where cases are worked on."""

    here = "here"
    ray = "ray"


class Solvers(StrEnum):
    """Who answers numbers and stances."""

    auto = "auto"
    agent = "agent"
    rules = "rules"


NameArgument = Annotated[str, typer.Argument(help="Name of the benchmark, as `list` shows it.")]
RunArgument = Annotated[Path, typer.Argument(help="Folder of a run, or a log (.eval).")]
DataOption = Annotated[Path, typer.Option(help="Folder of the published files.")]
SplitOption = Annotated[str | None, typer.Option(help="Split; the benchmark's first where not given.")]
ProfileOption = Annotated[str, typer.Option(help="Model profile, by name or path.")]
LimitOption = Annotated[int | None, typer.Option(help="At most so many cases.", min=1)]
PartialOption = Annotated[bool, typer.Option("--partial", help="The folder is known to hold a part of the set.")]
AtOnceOption = Annotated[int, typer.Option("--max-samples", help="Cases worked on at once.", min=1)]
WithoutOption = Annotated[str, typer.Option(help=f"What to do without, separated by commas: {', '.join(SWITCHES)}.")]
StepsOption = Annotated[int | None, typer.Option("--budget-steps", help="Model turns a case may take.", min=1)]
ThresholdOption = Annotated[float | None, typer.Option(help="Confidence from which on an answer stands (0-1).")]
JudgeOption = Annotated[str | None, typer.Option(help="Profile that judges open answers; none unless named.")]
SolverOption = Annotated[Solvers, typer.Option(help="Who answers numbers and stances.")]
EngineOption = Annotated[Engines, typer.Option(help="Work on cases here, or spread over a Ray cluster.")]
WorkersOption = Annotated[int, typer.Option(help="Workers of a cluster, with --engine ray.", min=1)]
OutOption = Annotated[Path | None, typer.Option(help="Folder of the run; ./runs/NAME-TIME where not given.")]


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the benchmarks, with licence, size and whether their layout was confirmed."""
    from evals.reporting.listing import as_records, line_of

    found = [benchmark(name) for name in names()]
    if as_json:
        typer.echo(json.dumps(as_records(found), ensure_ascii=False, indent=2))
        return
    for each in found:
        typer.echo(line_of(each))


@app.command()
def sample(
    name: NameArgument,
    folder: Annotated[Path, typer.Argument(help="Where to write them; made if it is not there, and empty.")],
) -> None:
    """Write a few made-up cases in the published layout of a benchmark, to try a run without its files."""
    benchmark(name).write_made_up(folder)
    typer.echo(f"Made-up cases, whose scores say nothing: python -m evals run {name} --data {folder} --partial")


@app.command("run")
def run_(
    name: NameArgument,
    data: DataOption,
    split: SplitOption = None,
    profile: ProfileOption = "embedded",
    limit: LimitOption = None,
    partial: PartialOption = False,
    max_samples: AtOnceOption = 64,
    without: WithoutOption = "",
    budget_steps: StepsOption = None,
    threshold: ThresholdOption = None,
    judge: JudgeOption = None,
    patient: Annotated[str | None, typer.Option(help="Profile that plays the patient of a dialogue.")] = None,
    solver: SolverOption = Solvers.auto,
    engine: EngineOption = Engines.here,
    workers: WorkersOption = 2,
    out: OutOption = None,
) -> None:
    """Run a benchmark and report it; what is cut off goes on with `resume`."""
    from evals.running import start

    asked = _asked(
        name, data, split, limit=limit, partial=partial, profile=profile, solver=solver.value,
        without=_listed(without), steps=budget_steps, threshold=threshold, judge=judge, patient=patient,
    )  # fmt: skip
    folder = out or RUNS / f"{asked.benchmark}-{time.strftime('%Y%m%d-%H%M%S')}"
    log = start(asked, folder, pace=_pace(max_samples), engine=_engine(engine, workers))
    _show(log)


@app.command()
def grid(
    name: NameArgument,
    data: DataOption,
    split: SplitOption = None,
    profile: ProfileOption = "embedded",
    limit: LimitOption = None,
    partial: PartialOption = False,
    max_samples: AtOnceOption = 64,
    without: WithoutOption = _ALL,
    budget_steps: Annotated[str, typer.Option(help="Budgets to try, separated by commas.")] = "",
    threshold: Annotated[str, typer.Option(help="Thresholds to try, separated by commas.")] = "",
    solver: SolverOption = Solvers.auto,
    out: OutOption = None,
) -> None:
    """Run the whole agent and the agent without one thing each, and print the table with paired differences."""
    from evals.ablations import WHOLE, arms
    from evals.comparing import compare
    from evals.reporting.console import show_grid
    from evals.running import RunFolder, resume, start

    asked = _asked(name, data, split, limit=limit, partial=partial, profile=profile, solver=solver.value)
    folder = out or RUNS / f"{asked.benchmark}-grid-{time.strftime('%Y%m%d-%H%M%S')}"
    logs = {}
    for title, one in arms(asked, _listed(without), _numbers(budget_steps, int), _numbers(threshold, float)).items():
        typer.echo(title, err=True)
        place = folder / title.replace(" ", "-")
        begun = bool(RunFolder(path=place).logs())
        logs[title] = resume(place, pace=_pace(max_samples)) if begun else start(one, place, pace=_pace(max_samples))
    show_grid(_wide(), [(title, compare(logs[WHOLE], log)) for title, log in logs.items()])


@app.command()
def resume(
    path: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run that was cut off.")],
    max_samples: AtOnceOption = 64,
    engine: EngineOption = Engines.here,
    workers: WorkersOption = 2,
) -> None:
    """Go on with a run that was cut off, and report it."""
    from evals.running import resume as go_on

    _show(go_on(path, pace=_pace(max_samples), engine=_engine(engine, workers)))


@app.command()
def report(
    path: RunArgument,
    html: Annotated[Path | None, typer.Option(help="Also write a page with plots, which opens offline.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
) -> None:
    """Show the figures of a run, also of one that is not whole yet."""
    from evals.reporting import report_of
    from evals.reporting.console import show_report

    found = report_of(_log(path))
    if as_json:
        typer.echo(found.as_json())
    else:
        show_report(_wide(), found)
    if html is not None:
        from evals.reporting.page import page_of

        try:
            html.write_text(page_of(found), encoding="utf-8")
        except OSError as error:
            raise RunError(f"{html} cannot be written: {error.strerror}.") from None
        typer.echo(f"The page is in {html}", err=True)


@app.command()
def compare(first: RunArgument, second: RunArgument) -> None:
    """Compare two runs of one benchmark, case by case."""
    from evals.comparing import compare as compared
    from evals.reporting.console import show_comparison

    show_comparison(_wide(), compared(_log(first), _log(second)))


@app.command("examine")
def examine_(path: Annotated[Path, typer.Argument(metavar="FILE")], judge: JudgeOption = None) -> None:
    """Score recorded reports (RadFact) or summaries (cross-examination); by shared words unless a judge is named."""
    from evals.reporting.examined import show_examined

    show_examined(path, judge)


@app.command()
def view(
    path: Annotated[Path, typer.Argument(metavar="[RUN]", help="Folder of a run, or of several.")] = RUNS,
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65_535)] = 7575,
) -> None:
    """Open Inspect's viewer of the logs on this machine: conversations with their pictures, case by case."""
    if not path.exists():
        raise RunError(f"{path} is not there; name the folder of a run.")
    from inspect_ai._view.view import view as served

    typer.echo(f"http://127.0.0.1:{port} shows {path}; Ctrl-C ends it.", err=True)
    served(log_dir=str(path if path.is_dir() else path.parent), host="127.0.0.1", port=port)


def _asked(name: str, data: Path, split: str | None, **more: object) -> "Configuration":
    from evals.configuration import Configuration

    return Configuration.of(name, data, split, **more)


def _pace(at_once: int) -> "Pace":
    from evals.running.attempt import Pace

    return Pace(at_once=at_once)


def _engine(engine: Engines, workers: int) -> "Engine | None":
    if engine is Engines.here:
        return None
    from evals.engines.ray import RayEngine

    return RayEngine(workers=workers)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _numbers(text: str, kind: type[T]) -> list[T]:
    try:
        return [kind(one) for one in _listed(text)]
    except ValueError:
        raise RunError(f"{text!r} is no list of numbers separated by commas.") from None


def _log(path: Path) -> Path:
    """The log that a path stands for: itself, or the newest of a run's folder."""
    if path.is_file():
        return path
    from evals.running import RunFolder

    found = RunFolder(path=path)
    logs = found.logs() if path.is_dir() else []
    if not logs:
        raise RunError(f"{path} is neither a log nor the folder of a run.")
    if found.whole is None and len(logs) > 1:
        raise RunError(f"{path} was cut off {len(logs)} times and is not whole yet: `python -m evals resume {path}`.")
    return found.whole or logs[-1]


def _show(log: Path) -> None:
    from evals.reporting import report_of
    from evals.reporting.console import show_report

    show_report(_wide(), report_of(log))
    typer.echo(f"The log is {log}: python -m evals report {log.parent} --html report.html", err=True)


def _wide() -> Console:
    """A console that breaks no table in a pipe."""
    return Console(soft_wrap=True) if sys.stdout.isatty() else Console(width=160)


def run() -> None:
    """Run the command; an error of this package is one line and exit code 2."""
    try:
        app()
    except EvalsError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name not in ("inspect_ai", "matplotlib", "ray"):
            raise
        extra = "ray" if error.name == "ray" else "evals"
        typer.echo(f"Error: {error.name} is not installed: pip install 'mmedexpert-agent[{extra}]'.", err=True)
        sys.exit(2)
