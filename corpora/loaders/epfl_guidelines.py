"""The guidelines that EPFL collected: one article a line."""

from collections.abc import Iterator
from pathlib import Path

from corpora.document import Document, Provenance
from corpora.loaders.loader import Item, Loader, files_below, json_lines, words

__all__ = ["LOADER", "read"]


def read(path: Path, name: str) -> Iterator[Item]:
    """Give one document for each article; it has no date, so its year is unknown.

    Raises:
        CorpusError: If the file does not follow the layout.
    """
    for file in files_below(path, "*.jsonl"):
        for number, said in json_lines(file):
            where = f"{file.name}, line {number}"
            source = words(said, "source", where)
            yield Document(
                id=f"{name}/{words(said, 'id', where)}".replace("#", "_"),
                text=words(said, "clean_text", where),
                source=Provenance(
                    title=str(said.get("title") or "") or f"Guideline of {source}",
                    issuer=source.upper() if source.islower() and len(source) <= 4 else source,
                    year=None,
                    url=str(said.get("url") or ""),
                    licence="as its issuer states; Common Crawl terms for the collection",
                ),
            )


LOADER = Loader(
    name="epfl_guidelines",
    layout="JSON Lines with id, source, title, clean_text, raw_text, url, overview",
    described="https://huggingface.co/datasets/epfl-llm/guidelines",
    read=read,
)
