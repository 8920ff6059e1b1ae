"""A diagnosis in the terminal: steps as they happen, then the answer with its citations."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from agent.comparison import interval
from agent.diagnosis import Diagnosis
from agent.given import in_words
from agent.report import not_judged_line, status_words, which
from agent.shortening import shortened
from agent.trace import Step
from tools.spoken import spoken

__all__ = ["show_diagnosis", "show_step"]

_COLOURS = {"answered": "green", "degraded": "yellow", "insufficient_evidence": "yellow"}
_LONGEST = 300
"""Longest summary of a step shown [characters]; the report has all of it."""


def show_step(console: Console, number: int, step: Step) -> None:
    """One line a step."""
    summary = shortened(step.summary, _LONGEST)
    console.print(f"[dim]{number:>3}[/] [bold]{step.node:<11}[/] {escape(summary)} [dim]{step.seconds:.2f} s[/]")


def show_diagnosis(console: Console, diagnosis: Diagnosis) -> None:
    """The whole answer."""
    colour = _COLOURS.get(diagnosis.status, "red")
    head = f"[bold]{status_words(diagnosis)}[/]\n{escape(diagnosis.reason)}"
    console.print(Panel(head, title=escape(diagnosis.model), border_style=colour))
    for flag in diagnosis.red_flags:
        console.print(f"[bold red]RED FLAG[/] {escape(flag.message)} [dim]{escape(flag.source)}[/]")
    if diagnosis.question:
        console.print(
            f"[bold]Question[/] {escape(diagnosis.question)}\n[bold]Answer[/] {escape(diagnosis.answer or '—')}"
        )
    _differential(console, diagnosis)
    _findings(console, diagnosis)
    _beside(console, diagnosis)
    for test in diagnosis.next_tests:
        console.print(
            f"[bold]Next test[/] {escape(test.name)} [dim]({', '.join(test.citations)}; {escape(test.condition)})[/]"
        )
    if diagnosis.missing:
        console.print("[bold]Would help to know[/] " + escape("; ".join(diagnosis.missing)))
    for one in diagnosis.citations:
        kind = f"our summary of § {one.section}" if one.wording == "summary" else "quoted"
        console.print(
            f"[bold cyan]{one.label}[/] {escape(one.issuer)} {one.year or ''}: {escape(one.title)} "
            f"[dim]{escape(kind)}[/]\n"
            f"    [italic]{escape(one.text)}[/]\n    {escape(one.url)}"
        )
    for sentence in (*diagnosis.notes, *diagnosis.degraded, *diagnosis.dropped):
        console.print(f"[yellow]note[/] {escape(sentence)}")
    sure, usage = diagnosis.confidence, diagnosis.usage
    console.print(
        f"[bold]Confidence[/] {sure.value:.2f}, {'calibrated' if sure.calibrated else 'not calibrated'} "
        f"({sure.method}). {escape(sure.meaning)}"
    )
    console.print(
        f"[dim]{usage.steps} model turns, {usage.calls} tool calls, {usage.retrievals} re-retrievals, "
        f"{usage.images} images, "
        f"{len(diagnosis.rejected)} passages rejected, {usage.seconds:.1f} s. {escape(diagnosis.notice)}[/]"
    )


def _beside(console: Console, diagnosis: Diagnosis) -> None:
    """What changed, and what came with the study."""
    if diagnosis.changes:
        table = Table(title="Changes since earlier studies", expand=True)
        for column in ("what", "images", "then", "now", "basis"):
            table.add_column(column)
        for one in diagnosis.changes:
            now = one.now + (" [dim](within the error)[/]" if one.is_beyond_error is False else "")
            images = f"{one.prior} ({interval(one.days)}) and {one.image}"
            table.add_row(escape(one.name), images, escape(one.then), now, escape(one.basis))
        console.print(table)
    for given in diagnosis.given:
        head = f"[bold]{given.kind.capitalize()} {given.number}[/] that came with the study: {escape(given.title)}"
        said = "; ".join(in_words(given))
        console.print(f"{head}, {escape(given.about)}.{' ' + escape(said) + '.' if said else ''}")


def _differential(console: Console, diagnosis: Diagnosis) -> None:
    if not diagnosis.differential:
        console.print("No hypothesis is supported by the passages kept.")
        return
    table = Table(title="Differential", show_lines=True, expand=True)
    for column in ("condition", "p", "for", "against"):
        table.add_column(column, ratio=None if column == "p" else 2)
    for one in diagnosis.differential:
        name = escape(one.name) + (" [red]urgent[/]" if one.urgent else "")
        share = f"{one.probability:.0%}" if one.probability is not None else ""
        claims = [
            "\n".join(f"{escape(claim.text)} [cyan]{' '.join(claim.citations)}[/]" for claim in claims)
            for claims in (one.supports, one.refutes)
        ]
        table.add_row(name, share, *claims)
    console.print(table)


def _findings(console: Console, diagnosis: Diagnosis) -> None:
    table = Table(title="Findings", expand=True)
    for column in ("finding", "presence", "source", "box [pixels]"):
        table.add_column(column)
    for one in diagnosis.findings:
        side = f", {one.laterality}" if one.laterality else ""
        box = ", ".join(f"{value:.0f}" for value in one.region.as_tuple()) if one.region else ""
        table.add_row(
            escape(one.name), one.presence + side, f"{which(one, diagnosis) or one.source} {one.certainty:.2f}", box
        )
    for measured in diagnosis.measurements:
        table.add_row(escape(measured.name), escape(spoken(measured)), which(measured, diagnosis) or "measurement", "")
    if diagnosis.findings or diagnosis.measurements:
        console.print(table)
    limits = not_judged_line(diagnosis)
    if limits:
        console.print(f"[yellow]{escape(limits)}[/]")
