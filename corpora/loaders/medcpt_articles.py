"""Articles in the format that MedCPT's precomputed embeddings come with."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from corpora.document import Passage, Provenance
from corpora.errors import CorpusError
from corpora.loaders.loader import Item, Loader, files_below, words

__all__ = ["LOADER", "read"]


def read(path: Path, name: str) -> Iterator[Item]:
    """Give one passage, title and abstract, for each article; a file of about a million articles is read whole.

    Raises:
        CorpusError: If a file does not follow the layout.
    """
    for file in files_below(path, "pubmed_chunk_*.json"):
        try:
            articles = json.loads(file.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise CorpusError(f"{file.name!r} cannot be read as JSON ({type(error).__name__}).") from error
        if not isinstance(articles, dict):
            raise CorpusError(f"{file.name!r} is no object of articles by PMID; this is another layout.")
        for article, said in articles.items():
            if not isinstance(said, dict) or not re.fullmatch(r"[0-9]{1,9}", article):
                raise CorpusError(f"{file.name!r}: {article[:20]!r} is no article by PMID; this is another layout.")
            where = f"{file.name}, {article}"
            title, date = words(said, "t", where), str(said.get("d") or "")
            yield Passage(
                id=f"{name}/{article}#abstract",
                document=f"{name}/{article}",
                text=f"{title}\n{words(said, 'a', where)}".strip(),
                source=Provenance(
                    title=title,
                    issuer="PubMed",
                    year=int(date[:4]) if re.match(r"(19|20)[0-9]{2}", date) else None,
                    url=f"https://pubmed.ncbi.nlm.nih.gov/{article}/",
                ),
            )


LOADER = Loader(
    name="medcpt_articles",
    layout="pubmed_chunk_N.json: an object by PMID of d (date, YYYYMMDD), t (title), a (abstract), m (MeSH terms)",
    described="https://ftp.ncbi.nlm.nih.gov/pub/lu/MedCPT/pubmed_embeddings/README.txt",
    read=read,
)
