"""The snippet corpora of MedRAG: PubMed, StatPearls, textbooks, Wikipedia."""

from collections.abc import Iterator
from pathlib import Path

from corpora.document import Passage, Provenance
from corpora.loaders.loader import Item, Loader, files_below, json_lines, words

__all__ = ["LOADER", "read"]


def read(path: Path, name: str) -> Iterator[Item]:
    """Give one passage for each snippet, in the order of files and lines.

    Raises:
        CorpusError: If a file does not follow the layout.
    """
    for file in files_below(path, "*.jsonl"):
        for number, said in json_lines(file):
            where = f"{file.name}, line {number}"
            snippet = words(said, "id", where).replace("#", "_")
            article = said.get("PMID")
            yield Passage(
                id=f"{name}/{snippet}#text",
                document=f"{name}/{snippet}",
                text=words(said, "content", where),
                source=Provenance(
                    title=words(said, "title", where),
                    issuer=name,
                    year=None,
                    url=f"https://pubmed.ncbi.nlm.nih.gov/{article}/" if isinstance(article, int) else "",
                ),
            )


LOADER = Loader(
    name="medrag_snippets",
    layout="JSON Lines with id, title, content, contents; PMID besides for PubMed",
    described="https://huggingface.co/datasets/MedRAG/statpearls",
    read=read,
)
