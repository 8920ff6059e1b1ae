"""`python -m agent doctor`: is everything there that a case needs, and what to do where it is not."""

import json as encoder
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from agent.commands.exits import EXIT_BAD_INPUT, EXIT_FAILED, fail
from agent.errors import ConfigurationError
from agent.models.profile import Profile, load_profile
from agent.serving.checkup import Check
from agent.serving.checkup_machine import check_disk, check_faiss, check_gpu, check_guidelines, check_python
from agent.serving.checkup_server import check_server, check_vllm
from agent.settings import Settings

__all__ = ["COMMAND", "doctor"]

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor(
    profile: Annotated[
        str,
        typer.Option(
            help="Which model is to be used: a name that `profiles` lists, or the path of a .toml file of your own."
        ),
    ] = "embedded",
    vllm: Annotated[
        Path | None, typer.Option(help="Folder of vLLM's own environment; without it, `vllm` on the PATH.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Check this machine, the guidelines and the model's server; each line says what to do.

    Exit codes: 0 nothing failed, 2 bad input, 4 something did.

    Examples:
      python -m agent doctor
      python -m agent doctor --profile qwen2.5-vl-7b --vllm ~/vllm
    """
    try:
        facts = load_profile(profile)
    except ConfigurationError as error:
        fail(str(error), EXIT_BAD_INPUT)
    console = Console()
    found: list[Check] = []
    for check in _checks(facts, vllm):
        found.append(check)
        if not json:
            _show(console, check)
    if json:
        document = {"profile": facts.name, "checks": [asdict(check) for check in found]}
        sys.stdout.write(encoder.dumps(document, indent=2, ensure_ascii=False) + "\n")
    if any(check.status == "fail" for check in found):
        raise typer.Exit(EXIT_FAILED)


def _checks(profile: Profile, vllm: Path | None) -> Iterator[Check]:
    """One after the other, so that each is shown as soon as it is known."""
    served = profile.kind == "served"
    yield check_python()
    yield check_gpu(needed=served)
    yield check_faiss()
    yield check_guidelines()
    yield check_disk()
    if served:
        yield check_vllm(vllm)
        yield from check_server(profile, Settings.from_environment())


def _show(console: Console, check: Check) -> None:
    colour = _COLOURS[check.status]
    console.print(
        f"[{colour}]{check.status:<5}[/] [bold]{check.name:<11}[/] {escape(check.found)}",
        highlight=False,
        soft_wrap=True,
    )
    if check.remedy:
        console.print(f"{'':17} [dim]{escape(check.remedy)}[/]", highlight=False, soft_wrap=True)


COMMAND = doctor
