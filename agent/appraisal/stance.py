"""What passages say to a claim: SUPPORTS, REFUTES or NOT_ENOUGH_INFO, with the sentences that say it, to the letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.appraisal.agreement import AGREEMENT, agreement_features
from agent.appraisal.pair import Candidate, features
from agent.appraisal.scorer import Scorer, load_scorer
from agent.appraisal.sentences import Sentence, split_sentences
from agent.evidence import Stance

__all__ = ["Quote", "Weighed", "candidates_of", "weigh"]

_QUOTES = 3
"""Most sentences quoted of one passage [1]: the most that a piece of evidence in SciFact has is about that."""


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
    """Probability of its best sentence to be evidence [0-1]."""
    agrees: float
    """Probability that the evidence agrees with the claim, given that it is evidence [0-1]."""
    quotes: tuple[Quote, ...]
    """Best first; empty where there is not enough to go by."""


def candidates_of(
    passages: Sequence[tuple[str, str, str]], *, sparse: Mapping[str, float] | None = None
) -> tuple[list[Candidate], list[tuple[int, Sentence]]]:
    """Cut passages into candidate sentences.

    Args:
        passages: Id, title and text of each.
        sparse: Score of each passage by its id, the best one 1; all alike where not given.

    Returns:
        The candidates, and for each the place of its passage and the sentence.
    """
    candidates: list[Candidate] = []
    places: list[tuple[int, Sentence]] = []
    for number, (name, title, text) in enumerate(passages):
        sentences = split_sentences(text)
        for place, one in enumerate(sentences):
            candidates.append(
                Candidate(
                    text=one.text,
                    title=title,
                    around=" ".join(near.text for near in sentences[max(0, place - 1) : place + 2]),
                    parent=name,
                    place=place / max(1, len(sentences) - 1),
                    sparse=(sparse or {}).get(name, 1.0),
                )
            )
            places.append((number, one))
    return candidates, places


def weigh(
    claim: str,
    passages: Sequence[tuple[str, str, str]],
    *,
    sparse: Mapping[str, float] | None = None,
    bearing: Scorer | None = None,
    agreeing: Scorer | None = None,
) -> tuple[Weighed, ...]:
    """Weigh what each passage says to a claim.

    Passages are weighed together, as how rare a word is depends on all of them, and each gets its own stance:
    sources that contradict each other are both shown (`agent.appraisal.contradictions`), never averaged.

    Args:
        claim: One statement.
        passages: Id, title and text of each; a text is quoted to the letter.
        sparse: Score of each passage by its id, the best one 1.
        bearing: Weights for evidence sentences; those that ship where not given.
        agreeing: Weights for agreement; those that ship where not given.
    """
    bearing = bearing or load_scorer("sentences", with_meaning=False)
    agreeing = agreeing or load_scorer("agreement", with_meaning=False)
    candidates, places = candidates_of(passages, sparse=sparse)
    probabilities = bearing.probabilities(features(claim, candidates)) if candidates else np.zeros(0)
    found: list[list[Quote]] = [[] for _ in passages]
    for (number, one), probability in zip(places, probabilities, strict=True):
        found[number].append(Quote(text=one.text, start=one.start, end=one.end, probability=float(probability)))
    return tuple(_weighed(claim, quotes, bearing, agreeing) for quotes in found)


def _weighed(claim: str, quotes: list[Quote], bearing: Scorer, agreeing: Scorer) -> Weighed:
    best = sorted(quotes, key=lambda one: (-one.probability, one.start))
    bears = best[0].probability if best else 0.0
    if bears < bearing.threshold:
        return Weighed(stance="NOT_ENOUGH_INFO", bears=bears, agrees=0.5, quotes=())
    chosen = tuple(one for one in best[:_QUOTES] if one.probability >= bearing.threshold)
    rows = np.stack([agreement_features(claim, one.text) for one in chosen])
    weights = np.array([one.probability for one in chosen])
    agrees = float(np.average(agreeing.probabilities(rows, AGREEMENT), weights=weights))
    stance: Stance = "SUPPORTS" if agrees >= agreeing.threshold else "REFUTES"
    return Weighed(stance=stance, bears=bears, agrees=agrees, quotes=chosen)
