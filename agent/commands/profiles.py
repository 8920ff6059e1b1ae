"""`python -m agent profiles [NAME]`: which models there are, and what is known about one."""

import json as encoder
import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.commands.exits import EXIT_BAD_INPUT, fail
from agent.errors import ConfigurationError
from agent.models.profile import Profile, load_profile, profile_names

__all__ = ["COMMAND", "profiles"]


def profiles(
    name: Annotated[
        str | None, typer.Argument(help="A profile, or the path of a .toml file of your own.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """List the model profiles, or show one in full: each fact with its source, or that it is unverified.

    Examples:
      python -m agent profiles
      python -m agent profiles mmedexpert-r1
      python -m agent profiles ./our-model-7b.toml --json
    """
    try:
        chosen = [load_profile(one) for one in ([name] if name is not None else profile_names())]
    except ConfigurationError as error:
        fail(str(error), EXIT_BAD_INPUT)
    if json:
        documents = [_document(one) for one in chosen]
        document = documents if name is None else documents[0]
        sys.stdout.write(encoder.dumps(document, indent=2, ensure_ascii=False) + "\n")
    elif name is None:
        _show_all(Console(), chosen)
    else:
        _show_one(Console(), chosen[0])


def _document(profile: Profile) -> dict[str, Any]:
    return {**profile.model_dump(mode="json"), "verified": profile.verified, "facts": list(profile.facts)}


def _show_all(console: Console, chosen: list[Profile]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Title", "Parameters", "Weights", "Unverified"):
        table.add_column(heading, no_wrap=heading != "Title", justify="right" if heading == "Parameters" else "left")
    for one in chosen:
        ours = one.kind != "served"
        table.add_row(
            f"[bold]{escape(one.name)}[/]{' [yellow]*[/]' if one.terms else ''}",
            escape(one.title),
            _size(one),
            "none" if ours else "released" if one.released else "[yellow]not public[/]",
            f"[yellow]{len(one.unverified)}[/]" if one.unverified else "0",
        )
    console.print(table)
    console.print(
        "[yellow]*[/] Its licence forbids or asks for something. `python -m agent profiles NAME` tells all of one.",
        style="dim",
        soft_wrap=True,
    )


def _size(profile: Profile) -> str:
    return "—" if profile.parameters is None else f"{profile.parameters:g}·10⁹"


def _show_one(console: Console, profile: Profile) -> None:
    """Every field with its value, and where it was read; what is left at its default says so."""
    console.print(f"[bold]{escape(profile.name)}[/] {escape(profile.title)}", soft_wrap=True)
    console.print(f"[dim]{escape(profile.source)}[/]", soft_wrap=True)
    if profile.terms:
        console.print(f"[yellow]licence[/] {escape(profile.licence)}: {escape(profile.terms)}", soft_wrap=True)
    if not profile.released:
        console.print("[yellow]weights[/] are not public", soft_wrap=True)
    table = Table("Field", box=None, pad_edge=False)
    table.add_column("Value", overflow="fold")
    table.add_column("Where it was read", overflow="fold")
    for field, value in {**profile.model_dump(mode="json"), "experts": _experts(profile)}.items():
        if field not in {"name", "title", "source", "sources", "unverified"}:
            table.add_row(field, escape(_written(value)), _origin(profile, field))
    console.print(table)
    console.print(
        f"[yellow]unverified[/] {escape(', '.join(profile.unverified))}"
        if profile.unverified
        else "Every fact was confirmed.",
        soft_wrap=True,
    )


def _experts(profile: Profile) -> str:
    return "\n".join(
        f"{one.specialty}: {' '.join(one.modalities) or 'any modality'}; {' '.join(one.body_parts) or 'any body part'}"
        for one in profile.experts
    )


def _written(value: object) -> str:
    if isinstance(value, str):
        return value or "—"
    return "—" if value is None else encoder.dumps(value, ensure_ascii=False)


def _origin(profile: Profile, field: str) -> str:
    if field in profile.unverified:
        return "[yellow]unverified[/]"
    if field in profile.sources:
        return f"[dim]{escape(profile.sources[field])}[/]"
    if field not in profile.model_fields_set:
        return "[dim]default[/]"
    return "[yellow]no source[/]" if field in profile.facts and profile.kind == "served" else "[dim]ours[/]"


COMMAND = profiles
