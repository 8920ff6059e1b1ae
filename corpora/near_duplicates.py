"""Passages that say nearly the same words count once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.sketches import SketchBuilder, maybe_alike
from corpora.tokens import tokenise

__all__ = ["SAME", "near_duplicates"]

SAME = 0.9
"""Jaccard similarity of the sets of terms [0-1] from which on two texts are the same one; our own choice."""


def near_duplicates(
    texts: Sequence[str], *, least: float = SAME, sketches: NDArray[np.uint64] | None = None
) -> dict[int, int]:
    """Find the texts that nearly repeat an earlier one.

    Exact: a pair that its sketches part cannot reach the similarity, and every other pair is compared term by term.

    Args:
        texts: Best first: of two alike the earlier one stays.
        least: Similarity from which on two are alike (0-1].
        sketches: Of the texts, where they are known (`corpora.sketches`): most texts need not be cut into terms then.

    Returns:
        For the place of each text that repeats one, the place of the earliest it repeats that itself stays.

    Raises:
        ValueError: If `least` is not in (0, 1].
    """
    if not 0.0 < least <= 1.0:
        raise ValueError(f"least must be in (0, 1], got {least!r}.")
    known = SketchBuilder.of(texts) if sketches is None else sketches
    sets: dict[int, frozenset[str]] = {}
    repeats: dict[int, int] = {}
    later, earlier = np.nonzero(np.tril(maybe_alike(known, least), -1))  # in the order of the later, then the earlier
    for place, other in zip(later.tolist(), earlier.tolist(), strict=True):
        if place in repeats or other in repeats:
            continue
        for one in (place, other):
            if one not in sets:
                sets[one] = frozenset(tokenise(texts[one]))
        if _alike(sets[other], sets[place], least):
            repeats[place] = other
    return repeats


def _alike(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    shared = len(one & other)
    # A product such as 0.9 · 10 may lie a rounding error above the whole number that it is.
    return shared >= least * (len(one) + len(other) - shared) - 1e-9
