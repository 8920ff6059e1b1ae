"""The scores of BEIR and its followers: trec_eval's figures per question, averaged.

Source: `EvaluateRetrieval.evaluate` of https://github.com/beir-cellar/beir (commit 1440b9d), which calls pytrec_eval.
"""

import math
from collections.abc import Mapping, Sequence

from evals.benchmark import Scored
from evals.metrics.ranking import ndcg, recall

__all__ = ["average_precision", "beir_figures"]

_PLACES = 5
"""Decimals that BEIR rounds averages to [1]."""


def average_precision(ranked: Sequence[str], grades: Mapping[str, float], cut: int) -> float:
    """Return the mean, over all relevant documents, of the precision at the place of each one found [0-1].

    Source: trec_eval's `map_cut`: documents with a grade of at least 1 are relevant; those beyond the cut add nothing.
    """
    relevant = {one for one, grade in grades.items() if grade >= 1}
    hits, gained = 0, 0.0
    for place, found in enumerate(list(dict.fromkeys(ranked))[:cut], start=1):
        if found in relevant:
            hits += 1
            gained += hits / place
    return gained / len(relevant) if relevant else 0.0


def beir_figures(scored: Scored, cuts: Sequence[int], *, drop_same: bool) -> dict[str, float]:
    """Return averages over the questions that have a result.

    Args:
        scored: Samples with what was found. Questions whose search failed have no result and are left out, as the
            published script leaves them out.
        cuts: Places that count [1].
        drop_same: Whether a document with the id of the question is removed before.

    Returns:
        `ndcg@k`, `map@k`, `recall@k` and `precision@k` [0-1], rounded to five decimals; 0 where no question is left.
    """
    kept = [(sample, prediction) for sample, prediction in scored if prediction.outcome == "answered"]
    rows: list[dict[str, float]] = []
    for sample, prediction in kept:
        query = str(sample.extra.get("query", sample.id))
        ranked = [one for one in prediction.ranked if not (drop_same and one == query)]
        grades = {str(one): float(grade) for one, grade in sample.target.items()}
        row: dict[str, float] = {}
        for cut in cuts:
            good = sum(grades.get(one, 0.0) >= 1 for one in list(dict.fromkeys(ranked))[:cut])
            row[f"ndcg@{cut}"] = ndcg(ranked, grades, cut)
            row[f"map@{cut}"] = average_precision(ranked, grades, cut)
            row[f"recall@{cut}"] = recall(ranked, grades, cut)
            row[f"precision@{cut}"] = good / cut
        rows.append(row)
    names = [f"{figure}@{cut}" for cut in cuts for figure in ("ndcg", "map", "recall", "precision")]
    return {name: round(math.fsum(row[name] for row in rows) / len(rows), _PLACES) if rows else 0.0 for name in names}
