"""The command: `python -m corpora list | search | build | add | verify`."""

import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from corpora import catalogue, predecessor
from corpora.building import build_corpus
from corpora.corpus import DEFAULT_K, Corpus
from corpora.document import Document
from corpora.errors import CorpusError
from corpora.ingest import SUFFIXES, read_files
from corpora.progress_bars import Bars
from corpora.store import open_corpus, verify_index

__all__ = ["app", "run"]

_SKIPPED = 1
"""Exit code where something was left out, as of `python -m tools deidentify`."""
_KINDS = 10
"""Suffixes that are named, so that they fit a line or two; the rest is counted together. Our own choice."""
INDEXES = Path("index")
"""Where indexes are kept unless another folder is named."""

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
        if said.shipped:
            corpus = catalogue.build(name, encoder="none")
            there = f"{len(corpus)} passages. {said.licence}. Checksum {corpus.checksum}"
        else:
            there = f"Not shipped, {said.licence}. Get it from {said.source}, then: build {name} --from PATH"
        typer.echo(f"{name}: {said.title}. {there}")


@app.command()
def search(
    name: NameArgument,
    query: Annotated[str, typer.Argument(help="What to look for, in words.")],
    k: Annotated[int, typer.Option("-k", help="Most hits shown.", min=1)] = DEFAULT_K,
    encoder: EncoderOption = None,
    index: Annotated[Path | None, typer.Option(help="Folder of a saved index, instead of NAME's own.")] = None,
) -> None:
    """Search a corpus and print the hits, best first: one that was built or added, else one that ships."""
    result = _opened(name, encoder, index).search(query, k)
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
    source: Annotated[
        Path | None, typer.Option("--from", help="Where the texts lie, for a corpus that is not shipped.")
    ] = None,
) -> None:
    """Index a corpus and save it; the index that was there stays in use until the new one is complete."""
    folder = out or INDEXES / name
    with Bars() as bars:
        catalogue.build_index(name, folder, encoder=encoder, path=source, report=bars)
    typer.echo(f"Corpus {name!r} is indexed in {folder}")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What to call it: letters, digits, dashes.")],
    paths: Annotated[list[Path], typer.Argument(help="PDF, HTML, Word, Markdown, text and JSON Lines, or folders.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the index; ./index/NAME where not given.")] = None,
    encoder: EncoderOption = None,
) -> None:
    """Index files and folders of your own; then `search NAME` finds in them, and `open_corpus(FOLDER)` in Python.

    Name everything at once: an index of that name that is there is replaced, not added to, once the new one is
    complete. What it held is said first.

    A file or folder that cannot be read, and a file without text, is skipped and named at the end. Files of kinds that
    are not read are counted there; hidden ones are passed over. Exit codes: 0 all that can be read is indexed,
    1 something was skipped, 2 nothing was indexed and an index that was there stays.
    """
    if name in catalogue.names() or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", name):
        raise CorpusError(f"{name!r} is taken by the catalogue or no plain name; choose another.")
    folder = out or INDEXES / name
    if replaced := predecessor.told(folder, name):
        typer.echo(replaced, err=True)
    skipped: dict[str, str] = {}
    others: Counter[str] = Counter()

    def skip(path: str, reason: str) -> None:
        alike = (f"{path} ({number})" for number in itertools.count(2))  # of that name in another folder
        skipped[next(one for one in itertools.chain((path,), alike) if one not in skipped)] = reason

    with Bars() as bars:
        done = itertools.count()
        items = read_files(
            paths,
            name,
            on_file=lambda _: bars("read files", next(done), None),
            on_skipped=skip,
            on_other_kind=lambda path: others.update([path.suffix.lower()]),
        )
        build_corpus(
            _some(items, skipped, others),
            folder,
            name=name,
            encoder=None if encoder == "none" else encoder,
            report=bars,
            skipped=skipped,
        )
    typer.echo(f"Corpus {name!r} is indexed in {folder}: python -m corpora search {name} 'your question'")
    if others:
        typer.echo(_counted(others), err=True)
    if skipped:
        typer.echo(_told(skipped), err=True)
        raise typer.Exit(_SKIPPED)


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="Folder of a saved index, or the name it was built under.")],
) -> None:
    """Check every file of a saved index."""
    if not path.is_dir() and (INDEXES / path).is_dir():
        path = INDEXES / path
    manifest = verify_index(path)
    encoder = manifest.encoder or "none"
    typer.echo(f"{path} is sound: corpus {manifest.name}, {manifest.passages} passages, encoder {encoder}")
    if manifest.skipped:
        typer.echo(_told(manifest.skipped))


def _some(items: Iterable[Document], skipped: Mapping[str, str], others: Counter[str]) -> Iterator[Document]:
    """The same items; an index of nothing is none, and would take the place of the one that was there."""
    is_empty = True
    for item in items:
        is_empty = False
        yield item
    if is_empty:
        why = _told(skipped) if skipped else f"There is no {', '.join(SUFFIXES)} file; name others."
        if others:
            why = f"{_counted(others)}\n{why}" if skipped else f"{_counted(others)}. {why}"
        raise CorpusError(f"Nothing was indexed. {why}")


def _told(skipped: Mapping[str, str]) -> str:
    """How many files were skipped, which, and why; a line each."""
    files = "1 file was" if len(skipped) == 1 else f"{len(skipped):,} files were"
    return "\n".join([f"{files} skipped:", *(f"  {path}: {reason}" for path, reason in sorted(skipped.items()))])


def _counted(others: Counter[str]) -> str:
    """How many files are of kinds that are not read, by suffix, the most frequent first; one line."""
    files = (
        "1 file of a kind that is not read"
        if others.total() == 1
        else f"{others.total():,} files of kinds that are not read"
    )
    kinds = sorted(others.items(), key=lambda kind: (-kind[1], kind[0]))
    shown = [
        f"{suffix if suffix.isprintable() else ascii(suffix)} {count:,}" if suffix else f"no suffix {count:,}"
        for suffix, count in kinds[:_KINDS]
    ]
    rest = sum(count for _, count in kinds[_KINDS:])
    if rest:
        shown.append(f"others {rest:,}")
    return f"{files}: {', '.join(shown)}"


def _opened(name: str, encoder: str | None, index: Path | None) -> Corpus:
    """Open the saved index named, make the corpus that ships, or open what was built or added under that name."""
    if index is not None:
        return open_corpus(index)
    known = name in catalogue.names()
    if not known and not (INDEXES / name).is_dir():
        catalogue.entry(name)  # says what there is
    if known and catalogue.entry(name).shipped:
        return catalogue.build(name, encoder=encoder)
    return open_corpus(INDEXES / name)


def run() -> None:
    """Run the command; an error of this package is one line and exit code 2."""
    try:
        app()
    except CorpusError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)
