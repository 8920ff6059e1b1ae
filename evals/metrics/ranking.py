"""How good a ranking is: graded nDCG, recall and reciprocal rank at a cut."""

import math
from collections.abc import Mapping, Sequence

__all__ = ["ndcg", "recall", "reciprocal_rank"]


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], cut: int) -> float:
    """Return the normalised discounted cumulative gain of the first `cut` places [0-1].

    DCG = Σ grade / log2(place + 1), places from 1; divided by the DCG of the best order of all graded documents.
    Source: Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418, with the grade itself as the gain, as trec_eval has
    it. A document without a grade counts 0, one that is named twice counts once, at its better place.

    Args:
        ranked: Ids, best first.
        grades: Grade of each judged document [≥ 0].
        cut: Places that count [1].

    Returns:
        0 where no document has a grade above 0: such a question cannot be answered, and is best left out of a mean.
    """
    gained = math.fsum(
        max(0.0, grades.get(found, 0.0)) / math.log2(place + 2)
        for place, found in enumerate(list(dict.fromkeys(ranked))[:cut])
    )
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:cut]
    ideal = math.fsum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, float], cut: int, *, least: float = 1.0) -> float:
    """Return the share of the relevant documents that is among the first `cut` [0-1]; 0 where none is relevant.

    Args:
        ranked: Ids, best first.
        grades: Grade of each judged document.
        cut: Places that count [1].
        least: Grade from which on a document is relevant.
    """
    relevant = {one for one, grade in grades.items() if grade >= least}
    found = relevant.intersection(list(dict.fromkeys(ranked))[:cut])
    return len(found) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, float], cut: int, *, least: float = 1.0) -> float:
    """Return 1 / place of the first relevant document among the first `cut` [0-1]; 0 where there is none."""
    for place, found in enumerate(list(dict.fromkeys(ranked))[:cut], start=1):
        if grades.get(found, 0.0) >= least:
            return 1.0 / place
    return 0.0
