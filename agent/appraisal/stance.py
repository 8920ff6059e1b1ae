"""What passages say to a claim: SUPPORTS, REFUTES or NOT_ENOUGH_INFO, with the sentences that say it, to the letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.appraisal.agreement import AGREEMENT, agreement_features
from agent.appraisal.passage_features import (
    BEARING,
    EVIDENCE,
    bearing_matrix,
    contexts,
    evidence_matrix,
    read_passage,
)
from agent.appraisal.scorer import Kind, Scorer, load_scorer
from agent.appraisal.sentence_features import Asked
from agent.appraisal.sentences import split_sentences
from agent.evidence import Stance

__all__ = ["Quote", "Scorers", "Weighed", "agreement_of", "weigh"]

_QUOTES = 3
"""Most sentences quoted of one passage [1]: the most that a piece of evidence in SciFact has is about that."""
SHORT = 6
"""Sentences up to which passages are short, by their median [1]: the weights for short ones were fitted on three to
five, the others on abstracts, which mostly have more than seven."""
_SENTENCES: Mapping[tuple[bool, bool], Kind] = {
    (False, False): "sentences",
    (True, False): "sentences_alone",
    (False, True): "sentences_short",
    (True, True): "sentences_alone_short",
}
_EVIDENCE: Mapping[tuple[bool, bool], Kind] = {
    (False, False): "evidence",
    (True, False): "evidence_alone",
    (False, True): "evidence_short",
    (True, True): "evidence_alone_short",
}
"""Names of weights, by whether a passage stands alone and whether passages are short."""
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
    alone: bool
    """Whether it was weighed by the weights for a passage without rivals."""


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
    def shipped(cls, *, alone: bool = False, short: bool = False) -> "Scorers":
        """Those that ship, for a passage among rivals or one that stands alone, and for abstracts or short ones.

        All go by words and like terms. Cosines of sentences found no more support beside words alone; beside like terms
        they were not measured.
        """
        return cls(
            sentences=load_scorer(_SENTENCES[alone, short], with_meaning=False),
            evidence=load_scorer(_EVIDENCE[alone, short], with_meaning=False),
            agreement=load_scorer("agreement", with_meaning=False),
        )


def weigh(
    claim: str,
    passages: Sequence[tuple[str, str, str]],
    *,
    scorers: Scorers | None = None,
) -> tuple[Weighed, ...]:
    """Weigh what each passage says to a claim.

    Passages are weighed together, as evidence stands out from what else was found, and each gets its own stance:
    sources that contradict each other are both shown (`agent.appraisal.contradictions`), never averaged.

    Args:
        claim: One statement.
        passages: Id, title and text of each; a text is quoted to the letter.
        scorers: Other weights than those that ship.
    """
    if not passages:
        return ()
    alone = len(passages) == 1
    sentences = [split_sentences(text) for _, _, text in passages]
    short = float(np.median([len(one) for one in sentences])) <= SHORT
    chosen = scorers or Scorers.shipped(alone=alone, short=short)
    asked = Asked.of(claim)
    readings = [
        read_passage(asked, title, [one.text for one in parts])
        for (_, title, _), parts in zip(passages, sentences, strict=True)
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
    return tuple(
        _weighed(claim, quotes, float(value), chosen, alone=alone) for quotes, value in zip(found, bears, strict=True)
    )


def _weighed(claim: str, quotes: list[Quote], bears: float, scorers: Scorers, *, alone: bool) -> Weighed:
    if bears < scorers.evidence.threshold or not quotes:
        return Weighed(stance="NOT_ENOUGH_INFO", bears=bears if quotes else 0.0, agrees=0.5, quotes=(), alone=alone)
    best = sorted(quotes, key=lambda one: (-one.probability, one.start))[:_QUOTES]
    chosen = (best[0], *(one for one in best[1:] if one.probability >= scorers.sentences.threshold))
    agrees = agreement_of(claim, [(one.text, one.probability) for one in best], scorers.agreement)
    stance: Stance = "SUPPORTS" if agrees >= scorers.agreement.threshold else "REFUTES"
    return Weighed(stance=stance, bears=bears, agrees=agrees, quotes=chosen, alone=alone)


def agreement_of(claim: str, best: Sequence[tuple[str, float]], agreeing: Scorer) -> float:
    """Agreement of the best sentences, each by how probable it is to be evidence [0-1]."""
    rows = np.stack([agreement_features(claim, text) for text, _ in best])
    weights = np.array([probability for _, probability in best])
    return float(np.average(agreeing.probabilities(rows, AGREEMENT), weights=weights + _LEAST))
