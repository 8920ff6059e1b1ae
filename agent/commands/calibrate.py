"""`python -m agent calibrate OUTCOMES --profile NAME`: what confidences were worth, and a correction for them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.calibration import (
    Calibration,
    Outcomes,
    brier_score,
    chance_error,
    cross_validated,
    expected_calibration_error,
    fit,
    negative_log_likelihood,
    read_outcomes,
    reliability,
    risk_coverage_area,
    save_calibration,
)
from agent.calibration.fitting import FOLDS, Method
from agent.commands.exits import EXIT_BAD_INPUT, fail
from agent.errors import ConfigurationError, InputError
from agent.models.profile import load_profile

__all__ = ["COMMAND", "calibrate"]

_FEWEST = 30
"""Outcomes below which nothing is fitted unasked [1] (ours): the standard error of an accuracy is 0.09 at 30."""
_WIDE = 30
"""Width of a bar of the text diagram [characters]."""
_SHOWN_BINS = 10
"""Bins of the text diagram [1]: what fits on a screen; the errors are worked out over 15."""


class Choice(StrEnum):
    """What may be asked for."""

    auto = "auto"
    temperature = "temperature"
    isotonic = "isotonic"


class _Given(NamedTuple):
    outcomes: Outcomes
    estimator: str | None
    confidences: NDArray[np.float64]
    correct: NDArray[np.float64]
    left_out: int


def calibrate(
    outcomes: Annotated[
        Path, typer.Argument(help="JSON lines or CSV: confidence (0-1), correct (0/1); see the text above.")
    ],
    profile: Annotated[str, typer.Option(help="The model profile that the outcomes come from.")],
    method: Annotated[Choice, typer.Option(help="How to correct; auto takes what does best on unseen folds.")] = (
        Choice.auto
    ),
    estimator: Annotated[
        str | None, typer.Option(help="Only outcomes of this Confidence.method, where the file holds several.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write the calibration.")] = Path("calibration.json"),
    force: Annotated[
        bool, typer.Option("--force", help=f"Fit on fewer than {_FEWEST} outcomes, or of one class.")
    ] = False,
) -> None:
    """Calibrate confidences on outcomes.

    The file has a line for each answer whose truth is known, with columns confidence and correct, and where known
    method, profile, case_id and group (what belongs together, such as a patient: never parted in the
    cross-validation).

    Exit codes: 0 a calibration was written, 2 bad input.

    Example:
      python -m agent calibrate outcomes.jsonl --profile embedded --out calibration.json
    """
    console = Console()
    try:
        name = load_profile(profile).name
        given = _given(read_outcomes(outcomes), name, estimator)
        _enough(given, force=force)
        chosen, why = _method(method, given)
        made, after, unseen = _made(chosen, given, name)
        save_calibration(made, out)
    except (InputError, ConfigurationError) as error:
        fail(str(error), EXIT_BAD_INPUT)
    _show(console, given, {"before": given.confidences, "after": after, "after, unseen": unseen}, made)
    console.print(f"[bold]method[/] {_words(made)}: {why}", highlight=False, soft_wrap=True)
    if given.estimator is None:
        console.print(
            "[yellow]The outcomes do not say which estimator (column method) gave the confidences: it will be applied "
            "to every one of this profile.[/]",
            soft_wrap=True,
        )
    console.print(f"[bold]written[/] {escape(str(out))}", highlight=False, soft_wrap=True)
    console.print(
        f"[bold]use it[/] python -m agent diagnose … --profile {escape(profile)} --calibration {escape(str(out))}, "
        f"Agent(profile={escape(repr(profile))}, calibration={escape(repr(str(out)))}), or MMEDEXPERT_CALIBRATION",
        highlight=False,
        soft_wrap=True,
    )


def _given(read: Outcomes, profile: str, estimator: str | None) -> _Given:
    """The outcomes that are of this profile and of one estimator."""
    rows = [one for one in read.rows if one.profile in (None, profile)]
    if not rows:
        others = ", ".join(sorted({str(one.profile) for one in read.rows}))
        raise InputError(f"No outcome is of profile {profile!r}; the file has: {others}.")
    methods = sorted({one.method for one in rows if one.method})
    if estimator is not None:
        if methods and estimator not in methods:
            raise InputError(f"No outcome is of estimator {estimator!r}; the file has: {', '.join(methods)}.")
        rows = [one for one in rows if one.method in (None, estimator)]
    elif len(methods) > 1 or (methods and any(one.method is None for one in rows)):
        raise InputError(
            f"The outcomes come from several estimators ({', '.join(methods)}, or none named), whose scales differ; "
            "choose one with --estimator."
        )
    kept = Outcomes(rows=tuple(rows), sha256=read.sha256)
    return _Given(
        outcomes=kept,
        estimator=estimator if estimator is not None else methods[0] if methods else None,
        confidences=np.array([one.confidence for one in rows], np.float64),
        correct=np.array([one.correct for one in rows], np.float64),
        left_out=len(read.rows) - len(rows),
    )


def _enough(given: _Given, *, force: bool) -> None:
    many, right = given.correct.size, int(given.correct.sum())
    if force:
        return
    if many < _FEWEST:
        raise InputError(f"{many} outcomes are too few to calibrate on; give {_FEWEST} or more, or say --force.")
    if right in (0, many):
        kind = "correct" if right else "wrong"
        raise InputError(f"All {many} outcomes are {kind}; a calibration needs both kinds, or say --force.")


def _method(asked: Choice, given: _Given) -> tuple[Method, str]:
    """The method to use and why: `auto` goes by the likelihood of outcomes that the fit has not seen."""
    if asked is Choice.temperature:
        return "temperature", "as asked for"
    if asked is Choice.isotonic:
        return "isotonic", "as asked for"
    if len(set(given.outcomes.groups())) < 2:
        return "none", "one group of outcomes cannot be cross-validated"
    every: tuple[Method, ...] = ("none", "temperature", "isotonic")
    costs = {
        one: cross_validated(one, given.confidences, given.correct, groups=given.outcomes.groups())[1] for one in every
    }
    best = min(every, key=lambda one: costs[one])
    listed = ", ".join(f"{one} {costs[one]:.4f}" for one in every)
    return best, f"least negative log-likelihood over {FOLDS} unseen folds ({listed})"


def _made(
    method: Method, given: _Given, profile: str
) -> tuple[Calibration, NDArray[np.float64], NDArray[np.float64] | None]:
    p, y = given.confidences, given.correct
    fitted = fit(method, p, y)
    after = fitted.apply(p)
    groups = given.outcomes.groups()
    unseen = cross_validated(method, p, y, groups=groups)[0] if len(set(groups)) > 1 else None
    made = Calibration(
        method=method,
        temperature=fitted.temperature,
        knots=fitted.knots,
        profile=profile,
        estimator=given.estimator,
        outcomes=int(y.size),
        source_sha256=given.outcomes.sha256,
        ece_before=expected_calibration_error(p, y),
        ece_after=expected_calibration_error(after, y),
        ece_cross_validated=expected_calibration_error(unseen, y) if unseen is not None else None,
    )
    return made, after, unseen


def _show(console: Console, given: _Given, stages: dict[str, NDArray[np.float64] | None], made: Calibration) -> None:
    y = given.correct
    aside = f" ({given.left_out} of other profiles or estimators left out)" if given.left_out else ""
    console.print(
        f"[bold]{y.size} outcomes[/]{aside} of {escape(made.profile)}, {escape(made.estimator or 'any estimator')}; "
        f"accuracy {y.mean():.3f}; file {made.source_sha256[:12]}",
        highlight=False,
        soft_wrap=True,
    )
    table = Table(min_width=70)
    for column in ("", "confidence", "ECE", "ECE mass", "Brier", "NLL", "AURC"):
        table.add_column(column, justify="left" if not column else "right")
    for name, p in stages.items():
        if p is None:
            continue
        figures = (
            float(p.mean()),
            expected_calibration_error(p, y),
            expected_calibration_error(p, y, by="mass"),
            brier_score(p, y),
            negative_log_likelihood(p, y),
            risk_coverage_area(p, y),
        )
        table.add_row(name, *(f"{one:.4f}" for one in figures))
    console.print(table)
    console.print(
        "[dim]confidence: mean; ECE: 15 bins of equal width, mass: of equal counts; AURC: area under risk-coverage; "
        f"after: on what it was fitted on; unseen: {FOLDS} folds, each corrected by the others.[/]",
        highlight=False,
        soft_wrap=True,
    )
    console.print(
        f"[dim]exact confidences would show an ECE of {chance_error(given.confidences):.4f} by chance at this size.[/]",
        highlight=False,
    )
    _diagram(console, "before", given.confidences, y)
    if stages["after, unseen"] is not None:
        _diagram(console, "after, unseen", stages["after, unseen"], y)


def _diagram(console: Console, name: str, p: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Accuracy a bin as a bar, the mean confidence as a mark: a calibrated bar ends at its mark."""
    console.print(f"[bold]{name}[/]: bar = accuracy, | = mean confidence")
    for one in reliability(p, y, bins=_SHOWN_BINS):
        line = list("█" * round(one.accuracy * _WIDE) + "·" * (_WIDE - round(one.accuracy * _WIDE)))
        if not one.outcomes:
            line = list(" " * _WIDE)
        else:
            line[min(_WIDE - 1, round(one.confidence * _WIDE))] = "|"
        figures = f"{one.confidence:.2f} → {one.accuracy:.2f}" if one.outcomes else "-"
        console.print(
            f"{one.low:.1f}-{one.high:.1f} {''.join(line)} {one.outcomes:5d}  {figures}", highlight=False, markup=False
        )


def _words(made: Calibration) -> str:
    if made.method == "temperature":
        return f"temperature {made.temperature:.3f}"
    return f"isotonic, {len(made.knots)} knots" if made.method == "isotonic" else "none"


COMMAND = calibrate
