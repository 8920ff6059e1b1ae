"""The command line: `python -m agent COMMAND`; every file of `agent/commands` with a `COMMAND` is one."""

import pkgutil
from importlib import import_module

import typer

from agent import commands

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="An open clinical assistant that thinks with medical images and cites its guidelines. Research use only.",
)


@app.callback()
def _root() -> None:
    """Keep commands subcommands, however many there are."""


def _register() -> None:
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        command = getattr(import_module(f"{commands.__name__}.{name}"), "COMMAND", None)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        elif command is not None:
            app.command(name)(command)


_register()
