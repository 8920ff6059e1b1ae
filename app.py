"""The page in the browser: `python app.py`, then open the address that it prints. Research and education only."""

from pathlib import Path
from typing import Annotated

import typer

from agent.commands.exits import EXIT_BAD_INPUT, EXIT_FAILED, fail
from agent.errors import AgentError, ConfigurationError
from agent.settings import Settings
from corpora import DEFAULT_ENCODER

_AUDIT = Path("out") / "audit"
"""Where reviews are recorded unless the environment or an option names another folder."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def page(
    host: Annotated[str, typer.Option(help="Address to listen on; others than loopback need --token-file.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8765,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            help="A model to offer: a name that `python -m agent profiles` lists, or a .toml file; repeat it."
        ),
    ] = None,
    guidelines: Annotated[
        list[Path] | None, typer.Option(help="Folder with guidelines of your own; may be repeated.")
    ] = None,
    encoder: Annotated[
        str | None, typer.Option(help="Dense search beside BM25: minilm (extra), lsa, or a folder of a model.")
    ] = DEFAULT_ENCODER,
    token_file: Annotated[
        Path | None,
        typer.Option(help="Lines NAME TOKEN, one a person, readable by you only.", show_default=False),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="A further name under which people call this machine; repeat it.")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="Certificate for TLS, with --key.", show_default=False)
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Key of the certificate.", show_default=False)] = None,
    audit: Annotated[
        Path | None, typer.Option(help=f"Folder of the audit log.  [default: {_AUDIT}]", show_default=False)
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Where uploads lie while the page runs; erased at its end.", show_default=False),
    ] = None,
) -> None:
    """Serve the page for people at this machine.

    Examples:
      python app.py
      python app.py --profile embedded --profile qwen3-vl-8b --port 9000
      python app.py --host 10.0.0.5 --token-file tokens.txt --certificate page.pem --key page.key
    """
    try:
        from agent.page.options import Options
        from agent.page.server import serve
    except ModuleNotFoundError as error:
        fail(f"The page needs the extra `app` ({error.name} is missing): pip install 'mmedexpert-agent[app]'.", 2)
    try:
        serve(
            Options(
                host=host,
                port=port,
                profiles=tuple(profile or ("embedded",)),
                guidelines=tuple(guidelines or ()),
                encoder=encoder,
                token_file=token_file,
                names=tuple(name or ()),
                certificate=certificate,
                key=key,
                audit=audit or (None if Settings.from_environment().audit else _AUDIT),
                folder=folder,
            )
        )
    except ConfigurationError as error:
        fail(str(error), EXIT_BAD_INPUT)
    except AgentError as error:
        fail(str(error), EXIT_FAILED)


if __name__ == "__main__":
    app()
