"""How well classes are told apart, rare ones counting as much as common ones."""

import math
from collections.abc import Sequence

__all__ = ["macro_f1"]


def macro_f1(right: Sequence[str], said: Sequence[str | None]) -> float:
    """Return the mean over classes of the harmonic mean of precision and recall [0-1].

    The classes are those that are right for some item; None is said where there is no answer, and is never right.
    Source: Opitz and Burst 2019, arXiv 1911.03347, equation 2 (the averaged F1).

    Raises:
        ValueError: If the two differ in length, or there is no item.
    """
    if len(right) != len(said) or not right:
        raise ValueError(f"{len(right)} labels and {len(said)} answers; pairs are wanted.")
    scores = []
    for label in sorted(set(right)):
        hit = sum(one == label == other for one, other in zip(right, said, strict=True))
        total = sum(one == label for one in right) + sum(one == label for one in said)
        scores.append(2 * hit / total)
    return math.fsum(scores) / len(scores)
