"""What passages say to a claim: SUPPORTS, REFUTES or NOT_ENOUGH_INFO, with the sentences that say it, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.agreement import AGREEMENT, agreement_features
from agent.appraisal.passage_features import (
    BEARING,
    EVIDENCE,
    bearing_matrix,
    contexts,
    evidence_matrix,
    read_passage,
)
from agent.appraisal.scorer import Kind, Scorer, load_scorer, ships
from agent.appraisal.sentence_features import Asked
from agent.appraisal.sentences import split_sentences
from agent.evidence import Stance
from corpora.encoders import Encoder

__all__ = ["Quote", "Scorers", "Weighed", "agreement_of", "weigh"]

_QUOTES = 3
"""Most sentences quoted of one passage [1]: the most that a piece of evidence in SciFact has is about that."""
_LEAST = 1e-12
"""Added to each weight of a mean [1], so that they never sum up to 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a passage: `passage.text[start:end] == text`."""

    text: str
    start: int
    end: int
    probability: float
    """That it is evidence for or against the claim [0-1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What one passage says to a claim."""

    stance: Stance
    bears: float
    """Probability that it holds evidence for or against the claim [0-1]."""
    agrees: float
    """Probability that the evidence agrees with the claim, given that it is evidence [0-1]."""
    quotes: tuple[Quote, ...]
    """Best first; empty where there is not enough to go by."""
    weighed_by: str
    """Which weights said so: `words` alone, or `meaning` where cosines were known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorers:
    """The three weights that make a stance."""

    sentences: Scorer
    """Whether a sentence is evidence."""
    evidence: Scorer
    """Whether a passage holds evidence; its threshold decides."""
    agreement: Scorer
    """Whether an evidence sentence agrees."""

    @classmethod
    def shipped(cls, *, with_meaning: bool, alone: bool = False) -> "Scorers":
        """Those that ship, for one passage alone or among rivals; by words alone where none by meaning do."""
        sentences: Kind = "sentences_alone" if alone else "sentences"
        evidence: Kind = "evidence_alone" if alone else "evidence"
        with_meaning = with_meaning and ships(sentences, with_meaning=True) and ships(evidence, with_meaning=True)
        return cls(
            sentences=load_scorer(sentences, with_meaning=with_meaning),
            evidence=load_scorer(evidence, with_meaning=with_meaning),
            agreement=load_scorer("agreement", with_meaning=False),
        )


def weigh(
    claim: str,
    passages: Sequence[tuple[str, str, str]],
    *,
    encoder: Encoder | None = None,
    scorers: Scorers | None = None,
) -> tuple[Weighed, ...]:
    """Weigh what each passage says to a claim.

    Passages are weighed together, as evidence stands out from what else was found, and each gets its own stance:
    sources that contradict each other are both shown (`agent.appraisal.contradictions`), never averaged.

    Args:
        claim: One statement.
        passages: Id, title and text of each; a text is quoted to the letter.
        encoder: The encoder that the weights were fitted with, for cosines of sentences with the claim; without it, or
            without such weights, words alone decide (`Weighed.weighed_by`).
        scorers: Other weights than those that ship.
    """
    if not passages:
        return ()
    chosen = scorers or Scorers.shipped(with_meaning=encoder is not None, alone=len(passages) == 1)
    asked = Asked.of(claim)
    sentences = [split_sentences(text) for _, _, text in passages]
    texts = [[one.text for one in parts] for parts in sentences]
    # Not asked for nothing: encoding takes a hundred times as long as all the rest.
    near = _cosines(claim, texts, encoder if chosen.evidence.with_meaning else None)
    readings = [
        read_passage(asked, title, parts, cosines)
        for (_, title, _), parts, cosines in zip(passages, texts, near, strict=True)
    ]
    context = contexts(readings)
    # One product for all sentences: a hundred small ones would take longer than the search.
    rows = np.vstack([bearing_matrix(one, place) for one, place in zip(readings, context, strict=True)])
    ends = np.cumsum([len(one) for one in sentences])[:-1]
    probabilities = np.split(chosen.sentences.probabilities(rows, BEARING), ends)
    bears = chosen.evidence.probabilities(evidence_matrix(probabilities, context), EVIDENCE)
    found = [
        [
            Quote(text=one.text, start=one.start, end=one.end, probability=float(value))
            for one, value in zip(parts, values, strict=True)
        ]
        for parts, values in zip(sentences, probabilities, strict=True)
    ]
    return tuple(_weighed(claim, quotes, float(value), chosen) for quotes, value in zip(found, bears, strict=True))


def _cosines(
    claim: str, texts: Sequence[Sequence[str]], encoder: Encoder | None
) -> Sequence[NDArray[np.float64] | None]:
    if encoder is None:
        return [None] * len(texts)
    vectors = encoder.encode_passages([claim, *(one for parts in texts for one in parts)])
    ends = np.cumsum([len(parts) for parts in texts])[:-1]
    return np.split((vectors[1:] @ vectors[0]).astype(np.float64), ends)


def _weighed(claim: str, quotes: list[Quote], bears: float, scorers: Scorers) -> Weighed:
    by = "meaning" if scorers.evidence.with_meaning else "words"
    if bears < scorers.evidence.threshold or not quotes:
        return Weighed(stance="NOT_ENOUGH_INFO", bears=bears if quotes else 0.0, agrees=0.5, quotes=(), weighed_by=by)
    best = sorted(quotes, key=lambda one: (-one.probability, one.start))[:_QUOTES]
    chosen = (best[0], *(one for one in best[1:] if one.probability >= scorers.sentences.threshold))
    agrees = agreement_of(claim, [(one.text, one.probability) for one in best], scorers.agreement)
    stance: Stance = "SUPPORTS" if agrees >= scorers.agreement.threshold else "REFUTES"
    return Weighed(stance=stance, bears=bears, agrees=agrees, quotes=chosen, weighed_by=by)


def agreement_of(claim: str, best: Sequence[tuple[str, float]], agreeing: Scorer) -> float:
    """Agreement of the best sentences, each by how probable it is to be evidence [0-1]."""
    rows = np.stack([agreement_features(claim, text) for text, _ in best])
    weights = np.array([probability for _, probability in best])
    return float(np.average(agreeing.probabilities(rows, AGREEMENT), weights=weights + _LEAST))
