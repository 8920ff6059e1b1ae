"""Plots of a report as SVG texts, to be put into a page."""

import io
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from evals.metrics.clustered import Mean
from evals.reporting.confidence import Calibrated
from evals.reporting.figures import Report

__all__ = ["plots_of"]

_INK, _MUTED, _RULE = "#1b4965", "#8d99ae", "#d00000"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evals",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_MOST = 20
"""Groups of a plot [1]; more cannot be read."""


def plots_of(report: Report) -> dict[str, str]:
    """Draw what a report has: title to SVG text without an XML head, the same for the same report."""
    out: dict[str, str] = {}
    if report.calibration is not None:
        out["Reliability: what confidences were worth"] = _drawn(_reliability, report.calibration)
        out["Risk and coverage: errors among the surest answers"] = _drawn(_coverage, report.calibration)
    for key, groups in report.groups.items():
        if 1 < len(groups) <= _MOST:
            out[f"Score by {key}"] = _drawn(_bars, groups)
    out["How cases ended"] = _drawn(_outcomes, report.outcomes)
    out["Cost of a case"] = _drawn(_cost, report.measures)
    return out


def _drawn(draw: Any, what: Any) -> str:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.6, 3.2), layout="constrained")
        draw(figure.subplots(), what)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue().partition("<svg")[1] + stream.getvalue().partition("<svg")[2]


def _reliability(axes: Any, one: Calibrated) -> None:
    axes.plot([0, 1], [0, 1], color=_MUTED, linestyle="--", linewidth=1)
    full = [each for each in one.bins if each[2]]
    axes.scatter(
        [each[3] for each in full], [each[4] for each in full], s=[20 + 3 * each[2] ** 0.5 for each in full], color=_INK
    )
    axes.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="right", title=f"ECE {one.ece:.3f}, {one.answers} answers"
    )


def _coverage(axes: Any, one: Calibrated) -> None:
    axes.step([each[0] for each in one.curve], [each[1] for each in one.curve], color=_INK, where="post", marker=".")
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="share of all cases answered",
        ylabel="wrong among them",
        title=f"AURC {one.aurc:.3f}",
    )


def _bars(axes: Any, groups: Mapping[str, Mean]) -> None:
    names = list(groups)[::-1]
    means = [groups[name].mean for name in names]
    errors = [
        [max(0.0, one.mean - one.low) for one in map(groups.__getitem__, names)],
        [max(0.0, one.high - one.mean) for one in map(groups.__getitem__, names)],
    ]
    axes.barh(
        [f"{name} ({groups[name].items})" for name in names], means, xerr=errors, color=_INK, ecolor=_MUTED, capsize=2
    )
    axes.set(xlim=(0, 1), xlabel="strict score, 95 % interval")


def _outcomes(axes: Any, outcomes: Mapping[str, int]) -> None:
    names = list(outcomes)[::-1]
    colours = [_INK if name == "answered" else _MUTED if name == "abstained" else _RULE for name in names]
    axes.barh(names, [outcomes[name] for name in names], color=colours)
    axes.set(xlabel="cases")


def _cost(axes: Any, measures: Mapping[str, float]) -> None:
    names = [name for name in ("steps", "calls", "retrievals", "images", "seconds") if name in measures][::-1]
    axes.barh(names, [measures[name] for name in names], color=_INK)
    axes.set(xlabel=f"mean of a case; {measures.get('tokens', 0):,.0f} tokens")
