"""How probable it is that a candidate bears on a question: a logistic regression over the features of a pair."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.appraisal.pair import FEATURES, Candidate, features

__all__ = ["Kind", "Scorer", "load_scorer", "scored"]

Kind = Literal[
    "sentences",
    "evidence",
    "sentences_alone",
    "evidence_alone",
    "sentences_short",
    "evidence_short",
    "sentences_alone_short",
    "evidence_alone_short",
    "passages",
    "agreement",
]
"""Evidence sentences for a claim, and passages with evidence for or against it, among rivals and for a passage that
stands alone, long and short; passages for a question; whether an evidence sentence agrees with its claim."""
_FOLDER = Path(__file__).parent / "weights"


class Scorer(BaseModel):
    """Weights with where they come from; `benchmarks/train_evidence_filter.py` writes the files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    with_meaning: bool
    """Whether scores by meaning are among the features."""
    trained_on: str = Field(min_length=1)
    """Name, part and size of the training data."""
    licence: str = Field(min_length=1)
    """Licence of the training data."""
    features: tuple[str, ...]
    centre: tuple[float, ...]
    """Mean of each feature."""
    scale: tuple[float, ...]
    """Standard deviation of each feature, 1 where it does not vary."""
    weights: tuple[float, ...]
    """Weight of each feature, centred and scaled."""
    bias: float
    threshold: float = Field(ge=0.0, le=1.0)
    """Probability from which on a candidate counts; see the script for what it was chosen by."""

    @model_validator(mode="after")
    def _fits(self) -> "Scorer":
        if len({len(self.features), len(self.centre), len(self.scale), len(self.weights)}) != 1:
            raise ValueError("features, centre, scale and weights must have one length")
        if len(set(self.features)) != len(self.features):
            raise ValueError("a feature must not be named twice")
        if any(one <= 0 for one in self.scale):
            raise ValueError("a scale must be positive")
        return self

    def probabilities(self, matrix: NDArray[np.float64], names: Sequence[str] = FEATURES) -> NDArray[np.float64]:
        """Return the probability of each row [0-1].

        Args:
            matrix: Shape (rows, names).
            names: What its columns are.

        Raises:
            KeyError: If a feature is not among the names.
        """
        column = {name: place for place, name in enumerate(names)}
        chosen = matrix[:, [column[name] for name in self.features]]
        score = ((chosen - np.array(self.centre)) / np.array(self.scale)) @ np.array(self.weights) + self.bias
        found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(score, -50.0, 50.0)))
        return found


@cache
def load_scorer(kind: Kind, *, with_meaning: bool) -> Scorer:
    """Read the weights that ship."""
    path = _FOLDER / f"{kind}-{'meaning' if with_meaning else 'words'}.json"
    return Scorer.model_validate(json.loads(path.read_text("utf-8")))


def scored(question: str, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the probability that each passage bears on a question [0-1].

    Whole passages need their scores by meaning: without them the filter chooses worse than the search by words itself
    (`benchmarks/results/evidence_filter_liveqa.txt`), so there are no such weights.

    Args:
        question: A question.
        candidates: All that was found for it: they are compared with each other.

    Raises:
        ValueError: If passages come without scores by meaning.
    """
    if any(one.dense is None for one in candidates):
        raise ValueError(
            "passages are scored with their cosine to the question; without an encoder search by words is better."
        )
    return load_scorer("passages", with_meaning=True).probabilities(features(question, candidates))
