"""How much of a claim a passage says in the same or in like terms: what no word in common does not rule out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.likeness import CHANNELS, Likeness

__all__ = ["SOFT", "SOFT_VALUES", "SoftReading", "soft_features"]

_OWN = (
    "covered",
    "missing",
    "missing_second",
    "title",
    "passage",
    "passage_missing",
    "passage_missing_second",
    "covered_near",
    "sure",
    "covering",
)
_WHOLE = ("best", "passage", "passage_missing", "passage_missing_second")
SOFT: tuple[str, ...] = tuple(f"{name}_{channel}" for channel in CHANNELS for name in _OWN)
"""Names of the features of a sentence, in the order of the columns."""
SOFT_VALUES: tuple[str, ...] = tuple(f"soft_{name}_{channel}" for channel in CHANNELS for name in _WHOLE)
"""Names of the values of a passage."""
_SURE = 0.7
"""Likeness from which on a term counts as said [0-1]; our own choice."""

SoftReading = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Features of the sentences, shape (sentences, `SOFT`), and values of the passage, shape (`SOFT_VALUES`,)."""


def soft_features(
    likeness: Likeness,
    weights: NDArray[np.float64],
    rarities: NDArray[np.float64],
    rarest: float,
    texts: Sequence[Sequence[str]],
) -> SoftReading:
    """Compare a claim with a passage by the likeness of their terms.

    Args:
        likeness: Of the terms of the claim; without one all is 0.
        weights: Their rarities, shape (terms of the claim,).
        rarities: Those of the different terms of all texts, in the order in which they first stand there.
        rarest: The largest rarity there is.
        texts: Terms of the title, then of each sentence.
    """
    if not len(weights):
        return np.zeros((len(texts) - 1, len(SOFT))), np.zeros(len(SOFT_VALUES))
    terms = list(dict.fromkeys(term for text in texts for term in text))
    place = {term: column for column, term in enumerate(terms)}
    total = float(weights.sum()) or 1.0
    every = likeness.of(terms)
    count = len(texts)
    said = np.zeros((len(CHANNELS), len(weights), count))
    covering = np.zeros((len(CHANNELS), count))
    for column, text in enumerate(texts):
        own = [place[term] for term in dict.fromkeys(text)]
        if own:
            part = every[:, :, own]
            said[:, :, column] = part.max(axis=2)
            covering[:, column] = part.max(axis=1) @ rarities[own] / (rarities[own].sum() or 1.0)
    missing = _largest(weights[None, :, None] * (1.0 - said) / rarest)
    whole = said.max(axis=2)
    gone = _largest((weights * (1.0 - whole) / rarest)[:, :, None])[:, :, 0]
    covered = np.einsum("t,cts->cs", weights, said) / total
    passage = whole @ weights / total
    sure = np.einsum("t,cts->cs", weights, said > _SURE) / total
    columns = np.zeros((len(CHANNELS), len(_OWN), count - 1))
    columns[:, 0], columns[:, 1], columns[:, 2] = covered[:, 1:], missing[:, 0, 1:], missing[:, 1, 1:]
    columns[:, 3], columns[:, 4] = covered[:, :1], passage[:, None]
    columns[:, 5], columns[:, 6] = gone[:, :1], gone[:, 1:]
    columns[:, 7] = np.einsum("t,cts->cs", weights, _with_neighbours(said)) / total
    columns[:, 8], columns[:, 9] = sure[:, 1:], covering[:, 1:]
    values = np.stack([covered[:, 1:].max(axis=1, initial=0.0), passage, gone[:, 0], gone[:, 1]], axis=1)
    return columns.reshape(len(SOFT), count - 1).T, values.reshape(-1)


def _largest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two largest along the second axis, 0 where there is none: shape (channels, 2, texts)."""
    padded = np.pad(values, ((0, 0), (0, 2), (0, 0)))
    return np.asarray(-np.sort(-padded, axis=1)[:, :2])


def _with_neighbours(said: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each sentence says together with the title and the sentences beside it."""
    around = np.pad(said[:, :, 1:], ((0, 0), (0, 0), (1, 1)))
    near = np.maximum(np.maximum(around[:, :, :-2], around[:, :, 1:-1]), around[:, :, 2:])
    return np.maximum(near, said[:, :, :1])
