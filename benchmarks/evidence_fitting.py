"""Fitting the weights of the evidence filter; scikit-learn is needed here and nowhere else."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.appraisal.agreement import AGREEMENT, agreement_features
from agent.appraisal.pair import FEATURES
from agent.appraisal.passage_features import MEANING, STANDING
from agent.appraisal.scorer import Scorer
from benchmarks.evidence_sets import Claims

FOLDS = 5
"""Parts of a cross-validation by question [1]."""
_STRENGTH = {"sentences": 0.1, "evidence": 0.03, "agreement": 0.1}
"""Inverse strength of the ridge penalty [1]: a weak one for tens of thousands of sentences, a strong one for some
hundred passages. Our own choice: on the claims of SciFact's train split weaker penalties gave the same within their
noise, stronger ones less."""
_SCORES = ("dense", "parent_dense", "title_dense", "parent_sparse")
_PASSAGE = frozenset((*_SCORES, *(f"{name}_below" for name in _SCORES)))
"""Features of passages: every score of retrieval, as it is and against the best one found. They get equal weights, as
only a hundred relevant passages are there to learn from (Dawes 1979, American Psychologist 34, 571-582): fitted ones
chose worse in every cross-validation over the same questions that was tried."""
_MEANING = MEANING | {one for one in FEATURES if "dense" in one}


def fitted(
    kind: str,
    matrix: NDArray[np.float64],
    truth: NDArray[np.bool_],
    names: Sequence[str],
    *,
    with_meaning: bool,
    trained_on: str = "a part of the folder",
    licence: str = "as the folder",
    threshold: float = 0.5,
) -> Scorer:
    """Fit a logistic regression with a ridge penalty over standardised features; of passages, over their sum."""
    used = [
        place
        for place, name in enumerate(names)
        if (with_meaning or name not in _MEANING)
        and (kind != "passages" or name in _PASSAGE)
        and not ("_alone" in kind and name in STANDING)
    ]
    chosen = matrix[:, used]
    centre, scale = chosen.mean(axis=0), chosen.std(axis=0)
    scale[scale == 0] = 1.0
    rows = (chosen - centre) / scale
    if kind == "passages":
        model = LogisticRegression().fit(rows.sum(axis=1, keepdims=True), truth)
        weights = np.full(len(used), model.coef_[0, 0])
    else:
        model = LogisticRegression(C=_STRENGTH[kind.split("_", maxsplit=1)[0]], max_iter=5_000).fit(rows, truth)
        weights = model.coef_[0]
    return Scorer(
        kind=kind,
        with_meaning=with_meaning,
        trained_on=trained_on,
        licence=licence,
        features=tuple(names[place] for place in used),
        centre=_rounded(centre),
        scale=_rounded(scale),
        weights=_rounded(weights),
        bias=round(float(model.intercept_[0]), 6),
        threshold=threshold,
    )


def _rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)


def folds(
    groups: NDArray[np.int64], seed: int | None = None, count: int = FOLDS
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Part the rows so that no question is in two parts; without a seed by size alone."""
    parts = min(count, len(np.unique(groups)))
    return list(GroupKFold(parts, shuffle=seed is not None, random_state=seed).split(groups, groups=groups))


def cross_validated(kind: str, pool, *, with_meaning: bool, seed: int | None = None) -> NDArray[np.float64]:  # noqa: ANN001
    """Probability of each candidate by weights that saw no candidate of its question."""
    found = np.zeros(len(pool.relevant))
    for seen, unseen in folds(pool.groups, seed):
        scorer = fitted(kind, pool.matrix[seen], pool.relevant[seen], FEATURES, with_meaning=with_meaning)
        found[unseen] = scorer.probabilities(pool.matrix[unseen])
    return found


def agreement_table(claims: Claims, chosen: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Each evidence sentence of some claims, and whether it supports its claim."""
    rows, truth = [], []
    for number in chosen:
        claim = claims.claims[number]
        for name, places in claim.gold.items():
            for place in sorted(places):
                rows.append(agreement_features(claim.text, claims.documents[name]["sentences"][place]))
                truth.append(claim.label[name] == "SUPPORT")
    return np.stack(rows), np.array(truth)


def fit_agreement(claims: Claims, chosen: Sequence[int], **more) -> Scorer:  # noqa: ANN003
    rows, truth = agreement_table(claims, chosen)
    return fitted("agreement", rows, truth, AGREEMENT, with_meaning=False, **more)
