"""Passages that say nearly the same words count once."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from corpora.tokens import tokenise

__all__ = ["SAME", "near_duplicates"]

SAME = 0.9
"""Jaccard similarity of the sets of terms [0-1] from which on two texts are the same one; our own choice."""


def near_duplicates(texts: Sequence[str], *, least: float = SAME) -> dict[int, int]:
    """Find the texts that nearly repeat an earlier one.

    Exact: what is left out of a comparison cannot reach the similarity. Two sets of which the smaller has less than
    `least` of the larger one's terms cannot; neither can two that share none of their first terms, in an order from
    rare to common, where "first" are all but the `least` part (prefix filter; Source: Bayardo et al. 2007,
    doi:10.1145/1242572.1242591).

    Args:
        texts: Best first: of two alike the earlier one stays.
        least: Similarity from which on two are alike (0-1].

    Returns:
        For the place of each text that repeats one, the place of the earliest it repeats that itself stays.

    Raises:
        ValueError: If `least` is not in (0, 1].
    """
    if not 0.0 < least <= 1.0:
        raise ValueError(f"least must be in (0, 1], got {least!r}.")
    sets = [frozenset(tokenise(text)) for text in texts]
    counts = Counter(term for one in sets for term in one)
    repeats: dict[int, int] = {}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    bare = [place for place, terms in enumerate(sets) if not terms]
    repeats.update(dict.fromkeys(bare[1:], bare[0] if bare else 0))  # two texts without a term are alike
    for place, terms in enumerate(sets):
        if not terms:
            continue
        rare_first = sorted(terms, key=lambda term: (counts[term], term))
        prefix = rare_first[: len(terms) - _ceil(least * len(terms)) + 1]
        candidates = sorted({other for term in prefix for other in holders[term]})
        earlier = next((other for other in candidates if _alike(sets[other], terms, least)), None)
        if earlier is not None:
            repeats[place] = earlier
            continue
        for term in prefix:
            holders[term].append(place)
    return repeats


def _ceil(value: float) -> int:
    whole = int(value)
    # A product such as 0.9 · 10 may lie a rounding error above the whole number that it is.
    return whole if value - whole < 1e-9 else whole + 1


def _alike(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    if min(len(one), len(other)) < least * max(len(one), len(other)) - 1e-9:
        return False
    shared = len(one & other)
    return shared >= least * (len(one) + len(other) - shared) - 1e-9
