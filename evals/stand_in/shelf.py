"""What the cases are answered from: a corpus and a library, built as any other."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agent.parts import index_shelf
from corpora import Corpus
from corpora.fusion import reciprocal_rank_fusion
from evals.stand_in.case import Case
from evals.stand_in.cases import documents
from guidelines import Library, Vocabulary

__all__ = ["Shelf", "build_shelf"]


class Shelf(NamedTuple):
    """Texts to search."""

    library: Library
    """Guidelines for other patients."""
    guidelines: Corpus
    """The library, indexed as an agent does."""
    corpus: Corpus
    """Everything else."""

    def found(self, query: str, k: int) -> tuple[str, ...]:
        """Ids of the documents that a search finds in both, best first.

        Args:
            query: In words.
            k: How many passages are asked for [1].
        """
        both = [corpus.search(query, k).hits for corpus in (self.guidelines, self.corpus)]
        home = {hit.passage.id: hit.passage.document for hits in both for hit in hits}
        ranked = reciprocal_rank_fusion({str(n): [hit.passage.id for hit in hits] for n, hits in enumerate(both)})
        return tuple(dict.fromkeys(home[one.id] for one in ranked[:k]))


def build_shelf(cases: Sequence[Case], folder: Path) -> Shelf:
    """Write and index the texts of all cases together, so that each is found among those of the others.

    Args:
        cases: Whose texts.
        folder: An empty folder for the guideline files.
    """
    for case in cases:
        if case.guideline:
            (folder / f"{case.misleads}.md").write_text(case.guideline, encoding="utf-8")
    library = Library.of(()).with_folder(folder)
    return Shelf(
        library=library,
        guidelines=index_shelf(library, Vocabulary.load(), None),
        corpus=Corpus.of(documents(cases), name="stand-in", encoder=None),
    )
