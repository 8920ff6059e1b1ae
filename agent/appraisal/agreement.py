"""Whether a sentence that bears on a claim agrees with it, by its wording."""

import re

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.wording import denies_outright, direction, negations
from corpora.tokens import tokenise

__all__ = ["AGREEMENT", "agreement_features"]

AGREEMENT: tuple[str, ...] = (
    "claim_denies",
    "sentence_denies",
    "one_denies",
    "claim_way",
    "sentence_way",
    "ways",
    "same_way",
    "other_way",
    "opposites",
    "shared_ways",
    "has_numbers",
    "numbers_shared",
    "numbers_missing",
    "ways_with_denial",
    "covered",
    "sentence_denies_outright",
    "claim_denies_outright",
)
"""Names of the features, in the order of the columns."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OPPOSITES = tuple(
    (tokenise(one)[0], tokenise(other)[0])
    for one, other in (
        ("increase", "decrease"),
        ("increase", "reduce"),
        ("increase", "inhibit"),
        ("increase", "impair"),
        ("increase", "lower"),
        ("high", "low"),
        ("higher", "lower"),
        ("positive", "negative"),
        ("activate", "inhibit"),
        ("activates", "suppresses"),
        ("induce", "inhibit"),
        ("promote", "inhibit"),
        ("promote", "prevent"),
        ("more", "less"),
        ("enhance", "reduce"),
        ("improve", "worsen"),
        ("better", "worse"),
        ("longer", "shorter"),
        ("gain", "loss"),
        ("upregulated", "downregulated"),
        ("presence", "absence"),
        ("effective", "ineffective"),
        ("dependent", "independent"),
        ("sensitive", "resistant"),
        ("early", "late"),
        ("benign", "malignant"),
    )
)
"""Pairs of words of opposite meaning, as search terms; ours, from an English dictionary."""


def agreement_features(claim: str, sentence: str) -> NDArray[np.float64]:
    """Compare the wording of a claim and a sentence: float64, shape (features,)."""
    said, found = set(tokenise(claim)), set(tokenise(sentence))
    denies, denied = negations(claim) > 0, negations(sentence) > 0
    way, other = direction(claim), direction(sentence)
    opposed = sum(
        (one in said and two in found and one not in found) or (two in said and one in found and two not in found)
        for one, two in _OPPOSITES
    )
    words = {word for pair in _OPPOSITES for word in pair}
    numbers, there = set(_NUMBER.findall(claim)), set(_NUMBER.findall(sentence))
    return np.array(
        [
            denies,
            denied,
            denies != denied,
            way,
            other,
            way * other,
            way * other > 0,
            way * other < 0,
            opposed,
            len(words & said & found),
            bool(numbers),
            bool(numbers & there),
            bool(numbers - there),
            way * other * (1 - 2 * (denies != denied)),
            len(said & found) / max(1, len(said)),
            denied and not denies and denies_outright(sentence),
            denies and not denied and denies_outright(claim),
        ],
        dtype=np.float64,
    )
