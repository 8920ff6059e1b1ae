"""Words that no passage has, taken for the nearest word that one has."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

__all__ = ["Speller", "distance"]

_SHORTEST = 6
"""Letters from which on a word is corrected [1]: shorter ones have too many neighbours. Our own choice."""
_TWO_FROM = 9
"""Letters from which on two slips are allowed instead of one [1]. Source: Damerau 1964, doi:10.1145/363958.363994,
found about 80 % of misspellings to be one slip; long medical words get a second one, which is our own choice."""


class Speller:
    """Corrects search terms against the terms of an index.

    A term of the index is left alone. Others become the term of the index at the smallest distance that begins with the
    same letter; of several at the same distance, none, as a guess must not change what is asked.
    """

    def __init__(self, terms: Collection[str]) -> None:
        """Prepare for the terms of an index; numbers are never suggested."""
        self._terms = terms
        self._by_start: Mapping[tuple[str, int], list[str]] | None = None

    def corrected(self, terms: Iterable[str]) -> list[str]:
        """Correct terms, each by itself, in their order."""
        return [self._corrected(term) for term in terms]

    def _corrected(self, term: str) -> str:
        if term in self._terms or len(term) < _SHORTEST or not term.isalpha():
            return term
        allowed = 2 if len(term) >= _TWO_FROM else 1
        nearest: list[str] = []
        least = allowed + 1
        for length in range(len(term) - allowed, len(term) + allowed + 1):
            for candidate in self._neighbours(term[0], length):
                apart = distance(term, candidate, least)
                if apart < least:
                    least, nearest = apart, [candidate]
                elif apart == least <= allowed:
                    nearest.append(candidate)
        return nearest[0] if len(nearest) == 1 else term

    def _neighbours(self, start: str, length: int) -> list[str]:
        if self._by_start is None:
            found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
            for term in self._terms:
                if len(term) >= _SHORTEST - 1 and term.isalpha():
                    found[term[0], len(term)].append(term)
            self._by_start = found
        return self._by_start.get((start, length), [])


def distance(one: str, other: str, most: int) -> int:
    """Return the number of slips between two words: letters left out, added, changed, or two neighbours swapped.

    Source: Damerau 1964, doi:10.1145/363958.363994, as the restricted edit distance (no letter is edited twice).

    Args:
        one: A word.
        other: Another one.
        most: Beyond so many slips the count is given up, and `most` + 1 returned.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)
