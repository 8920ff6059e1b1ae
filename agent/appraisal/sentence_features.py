"""What a claim and each sentence of one passage have in common, as numbers that depend on that passage alone."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.likeness import Likeness
from agent.appraisal.terms import term_table
from agent.appraisal.wording import concludes, direction, negations
from corpora.tokens import tokenise

__all__ = ["SENTENCE", "Asked", "sentence_features", "terms_of"]

SENTENCE: tuple[str, ...] = (
    "covered",
    "covering",
    "covered_near",
    "covered_passage",
    "covered_title",
    "bm25",
    "missing",
    "missing_second",
    "passage_missing",
    "passage_missing_second",
    "covered_stems",
    "pairs",
    "names",
    "has_names",
    "number_shared",
    "numbers_missing",
    "one_denies",
    "same_way",
    "other_way",
    "concludes",
    "place",
    "last",
    "length",
    "above_best_other",
    "better_ones",
    "claim_length",
)
"""Names of the features, in the order of the columns."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
_NAME = re.compile(r"\b(?:\w*[A-Z]\w*[A-Z0-9]\w*|\w*[A-Za-z]\d\w*|\w*\d[A-Za-z]\w*)\b")
"""A word with two capitals, or with letters and digits, such as `TNF`, `mRNA` or `p53`."""
_STEM = 5
"""Letters that make two words one where they share them at the beginning [1]; our own choice."""
_TYPICAL = 25.0
"""Terms of a typical sentence [1], by which lengths are scaled: about the median of abstracts."""
_MEAN = 22.0
"""Mean terms of a sentence of an abstract [1], for BM25."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim, read once for all passages."""

    text: str
    weights: dict[str, float]
    """Rarity of each of its terms."""
    pairs: dict[tuple[str, str], float]
    stems: dict[str, str]
    names: frozenset[str]
    numbers: frozenset[str]
    denies: bool
    way: int
    total: float
    """Rarity of all terms together [1]; 1 where there is none."""
    likeness: Likeness
    """Of its terms and those of all passages that were compared with it."""

    @classmethod
    def of(cls, claim: str) -> "Asked":
        """Read a claim."""
        rarity, rarest = term_table()
        terms = terms_of(claim)
        weights = {term: rarity.get(term, rarest) for term in terms}
        return cls(
            claim,
            weights,
            {(one, two): weights[one] + weights[two] for one, two in itertools.pairwise(terms)},
            {term: term[:_STEM] for term in weights if len(term) >= _STEM},
            frozenset(one.lower() for one in _NAME.findall(claim)),
            frozenset(_NUMBER.findall(claim)),
            negations(claim) > 0,
            direction(claim),
            math.fsum(weights.values()) or 1.0,
            Likeness(tuple(weights)),
        )

    def share(self, has: frozenset[str]) -> float:
        """Share of the claim, by rarity, that some terms make up [0-1]."""
        return math.fsum(weight for term, weight in self.weights.items() if term in has) / self.total

    def missing(self, has: frozenset[str]) -> tuple[float, float]:
        """Rarity of the two rarest terms that are not there, the rarest possible being 1."""
        left = sorted((weight for term, weight in self.weights.items() if term not in has), reverse=True)
        rarest = term_table()[1]
        first, second = (*left, 0.0, 0.0)[:2]
        return first / rarest, second / rarest


def sentence_features(asked: Asked, title: str, sentences: Sequence[str]) -> NDArray[np.float64]:
    """Compare a claim with the sentences of one passage: float64, shape (sentences, features)."""
    if not sentences:
        return np.zeros((0, len(SENTENCE)))
    terms = [terms_of(one) for one in sentences]
    sets = [frozenset(one) for one in terms]
    of_title = frozenset(terms_of(title))
    whole = frozenset().union(of_title, *sets)
    covered = np.array([asked.share(has) for has in sets])
    above = _above_best_other(covered)
    better = (covered[None, :] > covered[:, None]).sum(axis=1) / len(sentences)
    passage = (asked.share(whole), asked.share(of_title), asked.missing(whole))
    rows = []
    for place, text in enumerate(sentences):
        near = frozenset().union(of_title, *sets[max(0, place - 1) : place + 2])
        position = (place / max(1, len(sentences) - 1), float(place == len(sentences) - 1))
        own = (float(covered[place]), float(above[place]), float(better[place]))
        rows.append(_row(asked, text, terms[place], near, passage, position, own))
    return np.array(rows, dtype=np.float64)


def _row(
    asked: Asked,
    text: str,
    terms: Sequence[str],
    near: frozenset[str],
    passage: tuple[float, float, tuple[float, float]],
    position: tuple[float, float],
    own: tuple[float, float, float],
) -> list[float]:
    rarity, rarest = term_table()
    has = frozenset(terms)
    shared = math.fsum(weight for term, weight in asked.weights.items() if term in has)
    counts = Counter(terms)
    damping = 1.2 * (0.25 + 0.75 * len(terms) / _MEAN)
    bm25 = math.fsum(weight * counts[term] / (counts[term] + damping) for term, weight in asked.weights.items())
    begins = {term[:_STEM] for term in has if len(term) >= _STEM}
    stems = math.fsum(
        weight for term, weight in asked.weights.items() if term in has or asked.stems.get(term, "") in begins
    )
    pairs = set(itertools.pairwise(terms))
    lower, numbers = text.lower(), frozenset(_NUMBER.findall(text))
    towards = direction(text) * asked.way
    return [
        own[0],
        shared / (math.fsum(rarity.get(term, rarest) for term in has) or 1.0),
        asked.share(near),
        passage[0],
        passage[1],
        bm25 / asked.total,
        *asked.missing(near),
        *passage[2],
        stems / asked.total,
        math.fsum(weight for pair, weight in asked.pairs.items() if pair in pairs)
        / (math.fsum(asked.pairs.values()) or 1.0),
        sum(one in lower for one in asked.names) / max(1, len(asked.names)),
        float(bool(asked.names)),
        float(bool(asked.numbers & numbers)),
        len(asked.numbers - numbers) / max(1, len(asked.numbers)),
        float((negations(text) > 0) != asked.denies),
        float(towards > 0),
        float(towards < 0),
        concludes(text),
        *position,
        math.log((1 + len(terms)) / _TYPICAL),
        own[1],
        own[2],
        math.log1p(len(asked.weights)),
    ]


def _above_best_other(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each value lies above the best of the others, or above 0 where it is the only one."""
    if len(values) == 1:
        return values.copy()
    order = np.argsort(-values, kind="stable")
    best = np.full(len(values), values[order[0]])
    best[order[0]] = values[order[1]]
    return np.asarray(values - best)


@lru_cache(maxsize=1 << 15)
def terms_of(text: str) -> tuple[str, ...]:
    """Search terms of a text; remembered, as a sentence is read more than once."""
    return tuple(tokenise(text))
