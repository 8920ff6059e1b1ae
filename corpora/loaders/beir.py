"""Retrieval test sets in the layout of BEIR: `corpus.jsonl`."""

from collections.abc import Iterator
from pathlib import Path

from corpora.document import Passage, Provenance
from corpora.loaders.loader import Item, Loader, files_below, json_lines, words

__all__ = ["LOADER", "read"]


def read(path: Path, name: str) -> Iterator[Item]:
    """Give one passage, title and text, for each document of the set.

    Raises:
        CorpusError: If the file does not follow the layout.
    """
    for file in files_below(path, "corpus.jsonl"):
        for number, said in json_lines(file):
            where = f"{file.name}, line {number}"
            document = words(said, "_id", where).replace("#", "_")
            title, text = str(said.get("title") or ""), words(said, "text", where)
            yield Passage(
                id=f"{name}/{document}#text",
                document=f"{name}/{document}",
                text=f"{title}\n{text}".strip(),
                source=Provenance(title=title or document, issuer=name, year=None, url=str(said.get("url") or "")),
            )


LOADER = Loader(
    name="beir",
    layout="corpus.jsonl with _id, title, text; queries.jsonl and qrels beside it are for evaluation",
    described="https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset",
    read=read,
)
