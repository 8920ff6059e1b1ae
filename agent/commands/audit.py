"""`python -m agent audit verify|export|forget|list|show`: the audit log."""

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from agent.audit import RETENTION_DAYS, Audit, AuditEntry, Verdict
from agent.commands.exits import EXIT_BAD_INPUT, EXIT_FAILED, fail
from agent.errors import AgentError, ConfigurationError, InputError
from agent.settings import Settings

__all__ = ["COMMAND", "export", "forget", "list_", "show", "verify"]

COMMAND = typer.Typer(no_args_is_help=True, help="The hash-chained record of each case.")

Folder = Annotated[
    Path | None,
    typer.Option("--audit", help="Folder of the log; MMEDEXPERT_AUDIT where not given.", show_default=False),
]
Key = Annotated[Path | None, typer.Option(help="File with the key of a keyed log.", show_default=False)]
CaseId = Annotated[str, typer.Argument(help="The case's id.", show_default=False)]


def _opened(folder: Path | None, key: Path | None) -> Audit:
    settings = Settings.from_environment()
    place = folder or (Path(settings.audit) if settings.audit is not None else None)
    if place is None:
        raise InputError("Name the folder of the audit log with --audit, or set MMEDEXPERT_AUDIT.")
    if place.suffix != ".sqlite" and place.is_file():
        raise InputError(f"The audit log is a folder or a .sqlite file; {str(place)!r} is another file.")
    key = key or (Path(settings.audit_key) if settings.audit_key is not None else None)
    return Audit(place, key=key, interface="cli")


def _ended(error: AgentError) -> NoReturn:
    fail(str(error), EXIT_BAD_INPUT if isinstance(error, InputError | ConfigurationError) else EXIT_FAILED)


@COMMAND.command()
def verify(
    audit: Folder = None,
    key: Key = None,
    expect_head: Annotated[str | None, typer.Option(help="A head hash noted earlier.", show_default=False)] = None,
    exported: Annotated[
        Path | None, typer.Option(help="Check this exported file in place of the log.", show_default=False)
    ] = None,
) -> None:
    """Check every hash, every tombstone, the head and the file; print the head to note it elsewhere.

    Exit codes: 0 as it was written, 2 bad input, 4 something was changed, is missing or cannot be read.
    """
    try:
        log = Audit(exported.parent, key=key) if exported is not None and audit is None else _opened(audit, key)
        verdict = log.verify_export(exported, expect_head) if exported is not None else log.verify(expect_head)
    except AgentError as error:
        _ended(error)
    _told(verdict)
    raise typer.Exit(0 if verdict.ok else EXIT_FAILED)


def _told(verdict: Verdict) -> None:
    console = Console()
    for problem in verdict.problems:
        console.print(f"[red]changed[/] {escape(str(problem))}", soft_wrap=True)
    keyed = "keyed" if verdict.keyed else "not keyed: who may write the file may make it anew, unless the head is noted"
    console.print(f"{verdict.entries} entries, {verdict.forgotten} of them forgotten ({keyed}).", soft_wrap=True)
    console.print(f"head {verdict.head}", soft_wrap=True, highlight=False)


@COMMAND.command()
def export(
    out: Annotated[Path | None, typer.Option(help="File; the standard output where not given.")] = None,
    audit: Folder = None,
    key: Key = None,
) -> None:
    """Write the log as JSON Lines: its origin, every entry, its head."""
    try:
        log = _opened(audit, key)
        count = log.export(out if out is not None else sys.stdout)
    except AgentError as error:
        _ended(error)
    if out is not None:
        Console().print(f"{count} entries written.")


@COMMAND.command()
def forget(
    case_id: Annotated[str | None, typer.Argument(help="The case's id.", show_default=False)] = None,
    older_than: Annotated[int | None, typer.Option(help="Days after which every record is erased.")] = None,
    force: Annotated[bool, typer.Option("--force", help=f"Also where that is less than {RETENTION_DAYS}.")] = False,
    audit: Folder = None,
    key: Key = None,
) -> None:
    """Erase what is recorded of a case, or of all old ones; tombstones keep the chain valid.

    Exit codes: 0 erased, 2 bad input or no record of the case, 4 the log cannot be read or written.
    """
    try:
        if (case_id is None) == (older_than is None):
            raise InputError("Name a case, or give --older-than DAYS, and not both.")
        log = _opened(audit, key)
        if case_id is not None and not log.entries(case_id):
            raise InputError(f"The audit log holds no record of case {case_id!r}; `audit list` shows which it has.")
        count = log.forget(case_id) if case_id is not None else log.forget_older(older_than or 0, force=force)
    except AgentError as error:
        _ended(error)
    Console().print(f"{count} record(s) erased; tombstones keep the chain valid.")


@COMMAND.command("list")
def list_(audit: Folder = None, key: Key = None) -> None:
    """List the entries, one a line."""
    console = Console()
    # No table: it would break ids, which are copied from here, to fit the terminal.
    line = "{:>4}  {:<19}  {:<9}  {:<32}  {}"
    try:
        entries = _opened(audit, key).entries()
        console.print(line.format("#", "written", "kind", "case", "outcome"), style="bold", soft_wrap=True)
        for one in entries:
            said = line.format(one.seq, one.written[:19], one.kind, one.case_id or "—", _outcome(one))
            console.print(escape(said), soft_wrap=True, highlight=False)
    except AgentError as error:
        _ended(error)


def _outcome(entry: AuditEntry) -> str:
    body = entry.body
    if entry.content is None:
        return "forgotten"
    match entry.kind:
        case "human":
            return f"{body.get('verdict')} by {body.get('by')}"
        case "output":
            return ", ".join(sorted(body.get("rendered", {})))
        case "forgotten":
            return "erased " + ", ".join(map(str, body.get("entries", ())))
        case _:
            return str(body.get("output", {}).get("status") or body.get("ended", ""))


@COMMAND.command()
def show(case_id: CaseId, audit: Folder = None, key: Key = None) -> None:
    """Print what happened in a case, in order."""
    console = Console()
    try:
        entries = _opened(audit, key).entries(case_id)
        if not entries:
            raise InputError(f"The audit log holds no case {case_id!r}.")
        for entry in entries:
            console.print(f"[bold]#{entry.seq}[/] {entry.written} [bold]{entry.kind}[/] {escape(_outcome(entry))}")
            if entry.kind == "case" and entry.content is not None:
                _timeline(console, entry.body)
    except AgentError as error:
        _ended(error)


def _timeline(console: Console, body: dict[str, Any]) -> None:
    who, system = body.get("who", {}), body.get("system", {})
    console.print(f"  {who.get('user')} ({who.get('interface')}), {who.get('started')} to {who.get('ended')}")
    console.print(
        f"  model {escape(str(system.get('model')))}, library {str(system.get('library'))[:12]}", highlight=False
    )
    for one in body.get("input", {}).get("files", ()):
        console.print(f"  file {one.get('sha256')} {one.get('modality') or ''}", soft_wrap=True, highlight=False)
    for number, step in enumerate(body.get("steps", ()), start=1):
        console.print(f"  [dim]{number:>3}[/] {step['node']:<11} {_detail(step)} [dim]{step['seconds']:.2f} s[/]")
    for one in body.get("evidence", {}).get("kept", ()):
        console.print(f"  {one['label']:<4} {escape(one['passage'])} [dim]{one['stance']} {one['relevance']:.2f}[/]")
    rule, output = body.get("decisions", {}).get("rule"), body.get("output", {})
    console.print(f"  {output.get('status') or body.get('ended')} (rule {rule}), confidence {output.get('confidence')}")


def _detail(step: dict[str, Any]) -> str:
    """The numbers and codes of a step on one line."""
    calls = [str(one.get("name")) for one in step["detail"].get("calls", ()) if isinstance(one.get("name"), str)]
    plain = {name: one for name, one in step["detail"].items() if isinstance(one, str | int | float)}
    counted = {name: len(one) for name, one in step["detail"].items() if isinstance(one, list)}
    said = [*calls, *(f"{name} {value}" for name, value in {**plain, **counted}.items() if name != "calls")]
    return escape(step["kind"] + (": " + ", ".join(said) if said else ""))
