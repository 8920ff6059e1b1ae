"""The command: `python -m corpora list | search | build | verify`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from corpora import catalogue
from corpora.corpus import DEFAULT_K
from corpora.errors import CorpusError
from corpora.progress_bars import Bars
from corpora.store import verify_index

__all__ = ["app", "run"]

app = typer.Typer(help="Find passages of guidelines and other texts. Research use only.", no_args_is_help=True)
EncoderOption = Annotated[
    str | None, typer.Option(help="lsa, minilm, none or the folder of a model, instead of the corpus's own.")
]
NameArgument = Annotated[str, typer.Argument(help="Name of the corpus, as `list` shows it.")]


@app.command("list")
def list_() -> None:
    """List the corpora of the catalogue."""
    for name in catalogue.names():
        said = catalogue.entry(name)
        corpus = catalogue.build(name, encoder="none")
        typer.echo(f"{name}: {said.title}. {len(corpus)} passages. {said.licence}. Checksum {corpus.checksum}")


@app.command()
def search(
    name: NameArgument,
    query: Annotated[str, typer.Argument(help="What to look for, in words.")],
    k: Annotated[int, typer.Option("-k", help="Most hits shown.", min=1)] = DEFAULT_K,
    encoder: EncoderOption = None,
) -> None:
    """Search a corpus and print the hits, best first."""
    result = catalogue.build(name, encoder=encoder).search(query, k)
    for sentence in result.degraded:
        typer.echo(f"Note: {sentence}", err=True)
    if not result.hits:
        typer.echo("Nothing found. Use other or more words.")
    for place, hit in enumerate(result.hits, 1):
        passage = hit.passage
        ranks = ", ".join(f"{retriever} {rank}" for retriever, rank in hit.ranks)
        kind = "our summary of" if passage.wording == "summary" else "from"
        replaced = f" Superseded by {passage.superseded_by}." if passage.superseded_by else ""
        where = f"{passage.source.title}, {passage.source.section}".rstrip(", ")
        typer.echo(f"{place}. {passage.id}  ({ranks})\n   {passage.text}\n   — {kind} {where}.{replaced}")


@app.command()
def build(
    name: NameArgument,
    out: Annotated[Path | None, typer.Argument(help="Folder of the index; ./index/NAME where not given.")] = None,
    encoder: EncoderOption = None,
) -> None:
    """Index a corpus and save it; the index that was there stays in use until the new one is complete."""
    folder = out or Path("index") / name
    with Bars() as bars:
        catalogue.build_index(name, folder, encoder=encoder, report=bars)
    typer.echo(f"Corpus {name!r} is indexed in {folder}")


@app.command()
def verify(path: Annotated[Path, typer.Argument(help="Folder of a saved index.")]) -> None:
    """Check every file of a saved index."""
    manifest = verify_index(path)
    encoder = manifest.encoder or "none"
    typer.echo(f"{path} is sound: corpus {manifest.name}, {manifest.passages} passages, encoder {encoder}")


def run() -> None:
    """Run the command; an error of this package is one line and exit code 2."""
    try:
        app()
    except CorpusError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)
