"""What a question and a passage have in common, as numbers: the features of the evidence filter that needs no model."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.wording import concludes, direction, negations
from corpora.expansion import kinds_asked, read_pico, synonyms
from corpora.tokens import tokenise

__all__ = ["FEATURES", "Candidate", "Matrix", "features", "rarity_of"]

Matrix = NDArray[np.float64]
"""Shape (candidates, features)."""

FEATURES: tuple[str, ...] = (
    "sparse",
    "sparse_share",
    "dense",
    "dense_share",
    "parent_sparse",
    "parent_dense",
    "covered",
    "covered_wide",
    "rarest_missing",
    "title",
    "jaccard",
    "pairs",
    "synonyms",
    "numbers",
    "numbers_missing",
    "negation",
    "same_way",
    "other_way",
    "population",
    "intervention",
    "outcome",
    "concludes",
    "place",
    "length",
    "own_parent",
    "kind",
    "sparse_parent",
    "dense_parent",
    "covered_dense",
    "title_dense",
    "dense_below",
    "parent_dense_below",
    "title_dense_below",
    "parent_sparse_below",
)
"""Names of the features, in the order of the columns."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
_TYPICAL_LENGTH = 25.0
"""Terms of a typical sentence [1], by which lengths are scaled: about the median of abstracts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence or passage that may bear on a question."""

    text: str
    title: str = ""
    around: str = ""
    """The text that it stands in, with its neighbours; its own text where empty."""
    parent: str = ""
    """Id of what it was cut from: candidates of one parent are compared with each other."""
    place: float = 0.0
    """Where in its parent it stands [0-1], 0 at the beginning."""
    sparse: float = 0.0
    """Score of its parent in the search by words [1]; 0 where it was not found so."""
    dense: float | None = None
    """Cosine with the question [−1, 1]; None without an encoder."""
    parent_dense: float | None = None
    """Cosine of its parent with the question [−1, 1]."""
    title_dense: float | None = None
    """Cosine of its title with the question [−1, 1]."""


def rarity_of(texts: Iterable[str]) -> Mapping[str, float]:
    """Weight of each term [1]: the logarithm of how few of the texts have it."""
    sets = [set(_terms(text)) for text in texts]
    counts = Counter(term for one in sets for term in one)
    return {term: math.log(1.0 + len(sets) / count) for term, count in counts.items()}


def features(question: str, candidates: Sequence[Candidate]) -> Matrix:
    """Compare a question with every candidate: float64, shape (candidates, features).

    The rarity of terms is that among the candidates themselves, so that no index is needed and the words that all of
    them share weigh little. What is not known, such as a score by meaning, is 0.

    Args:
        question: A question or claim.
        candidates: What was found for it.
    """
    if not candidates:
        return np.zeros((0, len(FEATURES)))
    weights = rarity_of(one.text for one in candidates)
    rarest = max(weights.values(), default=1.0)
    asked = _Asked.of(question)
    total = math.fsum(weights.get(term, rarest) for term in asked.terms) or 1.0
    mean_length = sum(len(_terms(one.text)) for one in candidates) / len(candidates) or 1.0
    rows = [_row(one, asked, weights, rarest, total, mean_length) for one in candidates]
    found = np.array(rows, dtype=np.float64)
    _add_shares(found, candidates)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    terms: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    added: frozenset[str]
    numbers: frozenset[str]
    negations: int
    direction: int
    pico: tuple[frozenset[str], frozenset[str], frozenset[str]]
    kinds: frozenset[str]

    @classmethod
    def of(cls, question: str) -> "_Asked":
        terms = _terms(question)
        pico = read_pico(question)
        return cls(
            frozenset(terms),
            frozenset(itertools.pairwise(terms)),
            frozenset(_terms(" ".join(synonyms(question)))) - frozenset(terms),
            frozenset(_NUMBER.findall(question)),
            negations(question),
            direction(question),
            (
                frozenset(_terms(pico.population)),
                frozenset(_terms(pico.intervention)),
                frozenset(_terms(pico.outcome)),
            ),
            frozenset(kinds_asked(question)),
        )


def _row(
    one: Candidate, asked: _Asked, weights: Mapping[str, float], rarest: float, total: float, mean_length: float
) -> list[float]:
    terms = _terms(one.text)
    has = frozenset(terms)
    wide = has | frozenset(_terms(one.around)) | frozenset(_terms(one.title))
    title = frozenset(_terms(one.title))
    shared = asked.terms & has
    numbers = frozenset(_NUMBER.findall(one.text))
    towards = direction(one.text) * asked.direction

    def share(found: frozenset[str]) -> float:
        return math.fsum(weights.get(term, rarest) for term in asked.terms & found) / total

    return [
        _bm25(asked.terms, terms, weights, mean_length) / total,
        0.0,
        one.dense or 0.0,
        0.0,
        one.sparse,
        one.parent_dense or 0.0,
        share(has),
        share(wide),
        max((weights.get(term, rarest) for term in asked.terms - wide), default=0.0) / rarest,
        share(title),
        len(shared) / max(1, len(asked.terms | has)),
        len(asked.pairs & frozenset(itertools.pairwise(terms))) / max(1, len(asked.pairs)),
        len(asked.added & has) / max(1, len(asked.added)),
        float(bool(asked.numbers & numbers)),
        len(asked.numbers - numbers) / max(1, len(asked.numbers)),
        float((negations(one.text) > 0) != (asked.negations > 0)),
        float(towards > 0),
        float(towards < 0),
        *(len(part & has) / max(1, len(part)) for part in asked.pico),
        concludes(one.text),
        one.place,
        math.log((1 + len(terms)) / _TYPICAL_LENGTH),
        0.0,
        len(asked.kinds & kinds_asked(one.title).keys()) / max(1, len(asked.kinds)),
        0.0,
        0.0,
        0.0,
        one.title_dense or 0.0,
        *([0.0] * 4),
    ]


def _bm25(asked: frozenset[str], terms: Sequence[str], weights: Mapping[str, float], mean_length: float) -> float:
    counts = Counter(terms)
    damping = 1.2 * (0.25 + 0.75 * len(terms) / mean_length)
    return math.fsum(weights[term] * counts[term] / (counts[term] + damping) for term in asked if counts[term])


def _add_shares(found: Matrix, candidates: Sequence[Candidate]) -> None:
    """How a candidate compares with the best one, and its parent's best with the best one of all."""
    column = {name: place for place, name in enumerate(FEATURES)}
    for name in ("sparse", "dense"):
        best = found[:, column[name]].max()
        found[:, column[f"{name}_share"]] = found[:, column[name]] / best if best > 0 else 0.0
    for product, one, other in (
        ("sparse_parent", "sparse", "parent_sparse"),
        ("dense_parent", "dense", "parent_dense"),
        ("covered_dense", "covered", "dense"),
    ):
        found[:, column[product]] = found[:, column[one]] * found[:, column[other]]
    for name in ("dense", "parent_dense", "title_dense", "parent_sparse"):
        found[:, column[f"{name}_below"]] = found[:, column[name]] - found[:, column[name]].max()
    parents: dict[str, list[int]] = {}
    for row, candidate in enumerate(candidates):
        parents.setdefault(candidate.parent, []).append(row)
    for rows in parents.values():
        best = found[rows, column["covered"]].max()
        found[rows, column["own_parent"]] = found[rows, column["covered"]] / best if best > 0 else 0.0


@lru_cache(maxsize=1 << 15)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(tokenise(text))
