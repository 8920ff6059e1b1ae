"""What every retriever does: rank the rows of a corpus for a query."""

from typing import NamedTuple, Protocol

__all__ = ["Ranked", "Retriever"]


class Ranked(NamedTuple):
    """One row of the corpus and what the retriever thinks of it."""

    row: int
    """Position of the passage in the corpus, from 0."""
    score: float
    """The retriever's own score [1]; not comparable between retrievers."""


class Retriever(Protocol):
    """A way to rank passages; sparse and dense ones look the same from here."""

    @property
    def name(self) -> str:
        """Name under which its ranks are reported."""

    def search(self, queries: list[str], k: int) -> list[list[Ranked]]:
        """Rank rows for each query, best first, at most `k` each, ties by row; safe to call from several threads."""
