"""Maximal marginal relevance: of what answers a question, first what says something new."""

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["BALANCE", "diversified"]

BALANCE = 0.7
"""Weight of relevance against novelty [0-1]. Source: Carbonell and Goldstein 1998, doi:10.1145/290941.291025, used
0.7 when a user knows what to look for and 0.3 to sample a field."""


def diversified(relevance: ArrayLike, vectors: ArrayLike, k: int, *, balance: float = BALANCE) -> list[int]:
    """Choose rows one by one by balance · relevance − (1 − balance) · likeness to the most alike row chosen before.

    Source: Carbonell and Goldstein 1998, doi:10.1145/290941.291025.

    Args:
        relevance: Of each row to the question, on the scale of the likenesses, shape (rows,).
        vectors: Of each row, of length 1 or 0, shape (rows, dimension).
        k: Most rows wanted [1].
        balance: 1 for relevance alone, 0 for novelty alone [0-1].

    Returns:
        Places of the chosen rows in the order of choice, ties by place.

    Raises:
        ValueError: If the shapes do not fit, or the balance is not in [0, 1].
    """
    scores = np.asarray(relevance, dtype=np.float64)
    rows = np.asarray(vectors, dtype=np.float64)
    if rows.ndim != 2 or scores.shape != rows.shape[:1]:
        raise ValueError(
            f"relevance has shape {scores.shape!r} and vectors {rows.shape!r}; (n,) and (n, d) are wanted."
        )
    if not 0.0 <= balance <= 1.0:
        raise ValueError(f"balance must be in [0, 1], got {balance!r}.")
    chosen: list[int] = []
    likest = np.zeros(len(scores))
    left = np.ones(len(scores), dtype=bool)
    for _ in range(min(max(0, k), len(scores))):
        gain = np.where(left, balance * scores - (1.0 - balance) * likest, -np.inf)
        best = int(np.argmax(gain))
        chosen.append(best)
        left[best] = False
        alike = rows @ rows[best]
        likest = alike if len(chosen) == 1 else np.maximum(likest, alike)
    return chosen
