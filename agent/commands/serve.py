"""`python -m agent serve --profile NAME`: run a model server for it, safely, until Ctrl-C."""

import signal
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.markup import escape
from rich.status import Status

from agent.commands.exits import EXIT_BAD_INPUT, EXIT_FAILED, EXIT_REFUSED, fail
from agent.errors import AgentError, ConfigurationError
from agent.models.profile import Profile, load_profile
from agent.serving import Options, Server, UnsafeSetting, make_plan, serving
from agent.serving.launch import PATIENCE
from agent.serving.ports import free_port
from agent.serving.shell import as_shell
from agent.settings import Settings

__all__ = ["COMMAND", "serve"]

_SHOWN = 100
"""Longest part of vLLM's last line that is shown while it starts [characters]."""


def serve(
    profile: Annotated[
        str, typer.Option(help="Which model: a name that `profiles` lists, or the path of a .toml file of your own.")
    ],
    checkpoint: Annotated[
        Path | None, typer.Option(help="Folder with the weights; without it, the profile's from the hub's local cache.")
    ] = None,
    vllm: Annotated[
        Path | None, typer.Option(help="Folder of vLLM's own environment; without it, `vllm` on the PATH.")
    ] = None,
    lora: Annotated[
        list[str] | None, typer.Option(help="SPECIALTY=FOLDER of a LoRA adapter; repeat it for each.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8000,
    key: Annotated[
        str | None,
        typer.Option(help="Key that clients must send, or @FILE; without it MMEDEXPERT_API_KEY, else a new one."),
    ] = None,
    max_len: Annotated[int | None, typer.Option(help="Longest conversation with its reply, in tokens.")] = None,
    images: Annotated[int, typer.Option(help="Most images of one conversation.")] = Options().images,
    dtype: Annotated[str, typer.Option(help="Number format of the weights, as vLLM names it.")] = "auto",
    quantization: Annotated[str | None, typer.Option(help="As vLLM names it, such as awq or fp8.")] = None,
    tensor_parallel: Annotated[int, typer.Option(help="GPUs that share each layer.")] = 1,
    data_parallel: Annotated[int, typer.Option(help="Copies of the model side by side.")] = 1,
    expose: Annotated[bool, typer.Option("--expose", help="Listen where other machines can reach it.")] = False,
    wait: Annotated[float, typer.Option(help="How long it may take to come up, in seconds.")] = PATIENCE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the command for a shell and start nothing.")
    ] = False,
    extra: Annotated[
        list[str] | None, typer.Argument(help="After `--`: further flags for vLLM.", show_default=False)
    ] = None,
) -> None:
    """Serve a model with vLLM, on this machine only and with a key, until Ctrl-C.

    Exit codes: 0 stopped by you, 2 bad input, 3 refused as unsafe, 4 failed.

    Examples:
      python -m agent serve --profile qwen2.5-vl-7b --vllm ~/vllm
      python -m agent serve --profile mmedexpert-r1 --checkpoint weights/ --lora chest=adapters/chest
      python -m agent serve --profile qwen2.5-vl-3b --checkpoint weights/ -- --gpu-memory-utilization 0.8
    """
    console = Console(stderr=True)
    try:
        if not wait > 0:
            raise ConfigurationError(f"--wait must be more than 0 seconds, got {wait:g}.")
        facts = load_profile(profile)
        options = Options(
            checkpoint=checkpoint,
            vllm=vllm,
            adapters=_adapters(lora or []),
            host=host,
            port=port if port or not dry_run else free_port(),
            key=_key(key),
            max_len=max_len,
            dtype=dtype,
            quantization=quantization,
            tensor_parallel=tensor_parallel,
            data_parallel=data_parallel,
            images=images,
            exposed=expose,
            extra=tuple(extra or ()),
        )
        if dry_run:
            typer.echo(as_shell(make_plan(facts, options), vllm))
            console.print("The key is not shown: set MMEDEXPERT_API_KEY before you run it.", soft_wrap=True)
            return
        _remind(console, facts)
        # Whoever asks politely for the end gets the same clean one as Ctrl-C; `nohup` has asked not to be hung up on.
        signal.signal(signal.SIGTERM, _interrupt)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, _interrupt)
        with (
            console.status("starting vLLM …") as status,
            serving(facts, options, patience=wait, progress=partial(_tell, status)) as server,
        ):
            status.stop()
            _announce(console, server)
            _hold(server)
    except UnsafeSetting as error:
        fail(str(error), EXIT_REFUSED)
    except ConfigurationError as error:
        fail(str(error), EXIT_BAD_INPUT)
    except AgentError as error:
        fail(str(error), EXIT_FAILED)
    except KeyboardInterrupt:
        console.print("Stopped.")


def _adapters(given: list[str]) -> dict[str, Path]:
    adapters: dict[str, Path] = {}
    for one in given:
        specialty, equals, folder = one.partition("=")
        if not (specialty and equals and folder):
            raise ConfigurationError(f"--lora takes SPECIALTY=FOLDER, got {one!r}.")
        if specialty in adapters:
            raise ConfigurationError(f"--lora names {specialty!r} twice.")
        adapters[specialty] = Path(folder).expanduser()
    return adapters


def _key(given: str | None) -> SecretStr | None:
    """The key that was given; from a file or the environment it stays out of the list of processes."""
    if given is None:
        inherited = Settings.from_environment().api_key
        return SecretStr(inherited) if inherited else None
    if not given.startswith("@"):
        return SecretStr(given)
    try:
        return SecretStr(Path(given[1:]).expanduser().read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The key file {given[1:]!r} cannot be read.") from error


def _remind(console: Console, facts: Profile) -> None:
    """What a person should know about a model before it runs."""
    said = [facts.terms] if facts.terms else []
    if facts.remote_code:
        said.append("Its makers load it with code of their own, which is never run: vLLM must know its architecture.")
    for sentence in said:
        console.print(f"[yellow]note[/] {escape(sentence)}", highlight=False, soft_wrap=True)


def _tell(status: Status, gone: float, line: str) -> None:
    status.update(f"starting vLLM … {gone:.0f} s  [dim]{escape(line[-_SHOWN:])}[/]")


def _announce(console: Console, server: Server) -> None:
    plan = server.plan
    names = ", ".join((plan.served_as, *plan.experts))
    console.print(
        f"[green]ready[/] {escape(names)} at {plan.base_url}. Ctrl-C stops it. For the agent:", highlight=False
    )
    # On the output stream, so that they can be piped into a file that a shell reads.
    typer.echo(f"export MMEDEXPERT_BASE_URL={plan.base_url}")
    typer.echo(f"export MMEDEXPERT_API_KEY={plan.key.get_secret_value()}")
    for note in server.notes:
        console.print(f"[yellow]note[/] {escape(note)}", highlight=False, soft_wrap=True)


def _hold(server: Server) -> None:
    """Stay until the server ends by itself, which it should not."""
    status = server.program.wait(None)
    last = "\n".join(server.program.last_lines(15))
    fail(f"vLLM ended with status {status}; the end of its log:\n{last}", EXIT_FAILED)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


COMMAND = serve
