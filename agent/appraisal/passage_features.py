"""How one passage stands out, for a claim, from what else was found for it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.sentence_features import SENTENCE, Asked, sentence_features, terms_of
from agent.appraisal.soft_features import SOFT, SOFT_VALUES, soft_features
from agent.appraisal.terms import term_table

__all__ = [
    "BEARING",
    "EVIDENCE",
    "MEANING",
    "STANDING",
    "Reading",
    "bearing_matrix",
    "contexts",
    "evidence_matrix",
    "read_passage",
]

_VALUES = (
    "passage_bm25",
    "passage_covered",
    "best_covered",
    "best_bm25",
    "best_covered_near",
    "cosine_best",
    "cosine_second",
    "cosine_mean",
    *SOFT_VALUES,
)
_CLOSENESS = ("cosine", "cosine_above_other")
_STANDING = ("above_best", "above_three", "above_mean")
_CONTEXT = (*_VALUES, *(f"{name}_{how}" for name in _VALUES for how in _STANDING))
_SUMMARY = ("first", "second", "third", "mean", "first_above_own", "sum")
BEARING: tuple[str, ...] = (*SENTENCE, *_CLOSENESS, *SOFT, *_CONTEXT)
"""Features of a sentence: its own, then those of its passage among the others."""
EVIDENCE: tuple[str, ...] = (*_SUMMARY, *_CONTEXT, *(f"first_{how}" for how in _STANDING))
"""Features of a passage: the log odds of its sentences, its values, and how it stands among the others."""
MEANING: frozenset[str] = frozenset(name for name in BEARING if name.startswith("cosine"))
"""Features that need an encoder."""
STANDING: frozenset[str] = frozenset(name for name in (*BEARING, *EVIDENCE) if name.endswith(_STANDING))
"""Features that need rivals: they say nothing of a passage that stands alone."""
_MEAN = 140.0
"""Mean terms of an abstract [1], for BM25: about that of the abstracts of SciFact."""
_SURE = 1e-9
"""Keeps a logarithm finite [1]."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage and a claim have in common, whatever else was found."""

    rows: NDArray[np.float64]
    """Shape (sentences, `SENTENCE`, two of closeness and `SOFT`)."""
    values: NDArray[np.float64]
    """Shape (20,)."""


def read_passage(
    asked: Asked, title: str, sentences: Sequence[str], cosines: NDArray[np.float64] | None = None
) -> Reading:
    """Compare a claim with a passage.

    Args:
        asked: The claim.
        title: Title of the passage.
        sentences: Its sentences.
        cosines: Cosine of each sentence with the claim [−1, 1], shape (sentences,); None without an encoder. No weights
            that ship read them; `benchmarks/evidence_filter.py --encoder` measures those that do.
    """
    rows = sentence_features(asked, title, sentences)
    texts = [terms_of(text) for text in (title, *sentences)]
    terms = [term for text in texts for term in text]
    counts = Counter(terms)
    damping = 1.2 * (0.25 + 0.75 * len(terms) / _MEAN)
    bm25 = math.fsum(weight * counts[term] / (counts[term] + damping) for term, weight in asked.weights.items())
    best = [float(rows[:, SENTENCE.index(name)].max(initial=0.0)) for name in ("covered", "bm25", "covered_near")]
    covered = float(rows[0, SENTENCE.index("covered_passage")]) if len(rows) else 0.0
    near = np.zeros(len(sentences)) if cosines is None else np.asarray(cosines, dtype=np.float64)
    ranked = np.append(np.sort(near)[::-1], [0.0, 0.0])
    second = ranked[1] if len(near) > 1 else ranked[0]
    others = np.where(near >= ranked[0], second, ranked[0])
    closeness = np.stack([near, near - others], axis=1)
    values = [bm25 / asked.total, covered, *best, ranked[0], second, near.mean() if len(near) else 0.0]
    rarity, rarest = term_table()
    soft, of_passage = soft_features(
        asked.likeness,
        np.array(list(asked.weights.values())),
        np.array([rarity.get(term, rarest) for term in counts]),
        rarest,
        texts,
    )
    return Reading(np.hstack([rows, closeness, soft]), np.concatenate([values, of_passage]))


def contexts(readings: Sequence[Reading]) -> NDArray[np.float64]:
    """Values of the passages that were found together, and how far each lies above the others: (passages, 80)."""
    values = np.stack([one.values for one in readings])
    return np.hstack([values, *(_standing(column) for column in values.T)])


def bearing_matrix(reading: Reading, context: NDArray[np.float64]) -> NDArray[np.float64]:
    """Features of the sentences of one passage: (sentences, `BEARING`)."""
    return np.hstack([reading.rows, np.broadcast_to(context, (len(reading.rows), len(context)))])


def evidence_matrix(probabilities: Sequence[NDArray[np.float64]], context: NDArray[np.float64]) -> NDArray[np.float64]:
    """Features of the passages: (passages, `EVIDENCE`).

    Args:
        probabilities: Of the sentences of each passage to be evidence.
        context: Of the passages, from `contexts`.
    """
    summary = np.stack([_summary(one) for one in probabilities])
    return np.hstack([summary, context, _standing(summary[:, 0])])


def _summary(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    known = probabilities if len(probabilities) else np.zeros(1)
    odds = np.sort(np.log(known + _SURE) - np.log1p(_SURE - known))[::-1]
    three = np.append(odds, [odds[-1], odds[-1]])[:3]
    return np.array([*three, odds.mean(), odds[0] - odds.mean(), math.log(known.sum() + _SURE)])


def _standing(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each lies above the best, the mean of the best three and the mean of the others; 0 for a single one."""
    found = np.zeros((len(values), len(_STANDING)))
    if len(values) == 1:
        return found
    order = np.argsort(-values, kind="stable")
    ranked = values[order]
    for place, row in enumerate(order):
        others = np.delete(ranked[:4], place) if place < 4 else ranked[:3]
        mean = (ranked.sum() - ranked[place]) / (len(values) - 1)
        found[row] = values[row] - np.array([others[0], others[:3].mean(), mean])
    return found
