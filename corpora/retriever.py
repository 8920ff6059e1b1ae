"""What every retriever does: rank the rows of a corpus for a query."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ranked", "Ranking", "Retriever"]


class Ranked(NamedTuple):
    """One row of the corpus and what the retriever thinks of it."""

    row: int
    """Position of the passage in the corpus, from 0."""
    score: float
    """The retriever's own score [1]; not comparable between retrievers."""


class Ranking(Sequence[Ranked]):
    """Ranked rows, best first, held as two arrays: fusion reads those, and most rows are never looked at one by one."""

    __slots__ = ("rows", "scores")

    def __init__(self, rows: NDArray[np.integer], scores: NDArray[np.floating]) -> None:
        """Keep rows and their scores, two arrays of shape (n,)."""
        self.rows = rows
        self.scores = scores

    @classmethod
    def of(cls, ranked: Iterable[tuple[int, float]]) -> "Ranking":
        """Take what a retriever gives: itself, where it is one of these already."""
        if isinstance(ranked, Ranking):
            return ranked
        pairs = list(ranked)
        rows, scores = zip(*pairs, strict=True) if pairs else ((), ())
        return cls(np.array(rows, dtype=np.int64), np.array(scores, dtype=np.float64))

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Ranked: ...
    @overload
    def __getitem__(self, place: slice) -> "Ranking": ...
    def __getitem__(self, place: int | slice) -> "Ranked | Ranking":
        if isinstance(place, slice):
            return Ranking(self.rows[place], self.scores[place])
        return Ranked(int(self.rows[place]), float(self.scores[place]))

    def __iter__(self) -> Iterator[Ranked]:
        return map(Ranked, self.rows.tolist(), self.scores.tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Ranking({list(self)!r})"


class Retriever(Protocol):
    """A way to rank passages; sparse and dense ones look the same from here."""

    @property
    def name(self) -> str:
        """Name under which its ranks are reported."""

    def search(self, queries: list[str], k: int) -> Sequence[Sequence[Ranked]]:
        """Rank rows for each query, best first, at most `k` each, ties by row; safe to call from several threads."""
