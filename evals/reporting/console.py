"""Figures in the terminal."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.comparing import Comparison
from evals.metrics.clustered import Mean
from evals.reporting.figures import Report

__all__ = ["show_comparison", "show_grid", "show_report"]

_RIGHT = "answered"


def show_report(console: Console, report: Report) -> None:
    """The whole report."""
    done = sum(report.outcomes.values())
    of = f" of {report.expected:,}: not whole yet" if report.expected and report.expected != done else ""
    console.print(f"[bold]{escape(report.title)}[/] {_about(report.configuration)}, {done:,} cases{of}")
    table = Table("figure", "value [95 %]", "cases", "clusters")
    _row(table, "strict score", report.strict)
    for name, one in report.parts.items():
        _row(table, f"  {name}", one)
    if report.macro_f1 is not None:
        table.add_row("  macro-F1", f"{report.macro_f1:.3f}", "", "")
    console.print(table)
    _show_official(console, report)
    _show_outcomes(console, report)
    for key, groups in report.groups.items():
        table = Table(escape(key), "score [95 %]", "cases")
        for name, one in groups.items():
            table.add_row(escape(name), _interval(one), f"{one.items:,}")
        console.print(table)
    _show_calibration(console, report)
    _show_use(console, report)
    for note in report.notes:
        console.print(f"[dim]{escape(note)}[/]")


def show_comparison(console: Console, found: Comparison) -> None:
    """Two runs side by side."""
    table = Table("run", "score [95 %]", "tokens a case", "seconds a case")
    for side in (found.first, found.second):
        table.add_row(escape(side.name), str(side.score), f"{side.tokens:,.0f}", f"{side.seconds:.2f}")
    console.print(table)
    console.print(
        f"difference (second - first) {found.difference}, {found.cases:,} cases in both, {found.left_out:,} left out"
    )
    if found.test is not None:
        console.print(
            f"McNemar, exact: only the first right {found.test.first_only}, only the second {found.test.second_only}, "
            f"p = {found.test.p:.4g}"
        )


def show_grid(console: Console, rows: Iterable[tuple[str, Comparison]]) -> None:
    """Every arm against the whole agent."""
    table = Table("arm", "score [95 %]", "difference [95 %]", "p (McNemar)", "tokens", "seconds")
    for name, found in rows:
        p = f"{found.test.p:.4g}" if found.test is not None else "–"
        table.add_row(
            escape(name),
            str(found.second.score),
            str(found.difference),
            p,
            f"{found.second.tokens:,.0f}",
            f"{found.second.seconds:.2f}",
        )
    console.print(table)


def _about(configuration: Mapping[str, object]) -> str:
    said = [str(configuration.get("profile", "")), str(configuration.get("split", ""))]
    said += [f"without {one}" for one in configuration.get("without") or ()]  # type: ignore[attr-defined]
    return escape(", ".join(one for one in said if one))


def _row(table: Table, name: str, one: Mean) -> None:
    table.add_row(escape(name), _interval(one), f"{one.items:,}", f"{one.clusters:,}")


def _interval(one: Mean) -> str:
    return str(one) if one.low < one.high else f"{one.mean:.3f}"


def _show_official(console: Console, report: Report) -> None:
    if report.official is None:
        console.print("No published rule could be confirmed for this set; the strict score is the only one.")
        return
    table = Table("published rule", "value", title="As published, defects included")
    for name, value in report.official.figures.items():
        table.add_row(escape(name), f"{value:.4g}")
    console.print(table)
    for defect in report.official.defects:
        console.print(f"[yellow]defect[/] {escape(defect)}")
    console.print(f"[dim]{escape(report.official.source)}[/]")


def _show_outcomes(console: Console, report: Report) -> None:
    total = sum(report.outcomes.values())
    said = ", ".join(f"{name} {count:,} ({count / total:.1%})" for name, count in report.outcomes.items())
    console.print(f"[bold]outcomes[/] {said}; only [bold]{_RIGHT}[/] can be right, all count")


def _show_calibration(console: Console, report: Report) -> None:
    one = report.calibration
    if one is not None:
        console.print(
            f"[bold]confidence[/] of {one.answers:,} answers: ECE {one.ece:.3f} (by chance {one.ece_by_chance:.3f}), "
            f"Brier {one.brier:.3f}, AURC {one.aurc:.3f}"
        )


def _show_use(console: Console, report: Report) -> None:
    use = report.use
    console.print(
        f"[bold]cost[/] {use.tokens:,.0f} tokens, {use.seconds:.2f} s a case (median {use.seconds_median:.2f}, "
        f"90 % {use.seconds_p90:.2f})"
    )
    console.print(
        f"[bold]tools[/] used in {use.tool_rate:.1%} of cases; their score {_of(use.right_with_tools)}, that of the "
        f"others {_of(use.right_without_tools)} (cases choose their tools: what tools are worth, `evals grid` says)"
    )
    console.print(
        f"[bold]citations[/] that resolve: {_of(use.citation_validity)}; claims that cite: {_of(use.claim_support)}"
    )
    if report.agreement:
        console.print(
            f"[bold]judge[/] against people on {report.agreement['items']:.0f}: same {report.agreement['share']:.3f}, "
            f"kappa {report.agreement['kappa']:.3f}"
        )


def _of(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
