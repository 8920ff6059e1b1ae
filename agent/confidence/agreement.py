"""Whether the model comes to the same answer again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.confidence.options import option_of
from agent.diagnosis import Confidence
from agent.dialects import Answered
from guidelines import Library

__all__ = ["agreeing", "answer_key", "with_agreement"]

_GAPS = re.compile(r"[\W_]+")


def answer_key(answer: Answered | None, options: Sequence[str], library: Library) -> str | None:
    """What an answer comes to, so that two that mean the same are equal.

    The option's index, or the id of the leading condition where the library knows it by id or name, else the words
    without case, signs and spacing. Other words for the same thing count as another answer.

    Returns:
        None where there is no answer, or it names none of the options.
    """
    if answer is None or (answer.record is not None and answer.record.get("abstain")):
        return None
    if options:
        index = option_of(answer, options)
        return None if index is None else f"option:{index}"
    if answer.record is None:
        return _plain(answer.text)
    said = answer.record.get("answer")
    if isinstance(said, str | int | float) and str(said).strip():
        return _plain(str(said))
    ranked = answer.record.get("differential")
    leading = ranked[0] if isinstance(ranked, list) and ranked else None
    return _condition(leading, library) if isinstance(leading, Mapping) else None


def _condition(leading: Mapping[str, Any], library: Library) -> str | None:
    names = {_plain(one.name): one.id for one in library.conditions.values()}
    for field in ("condition", "name"):
        said = str(leading.get(field) or "")
        if said in library.conditions:
            return f"condition:{said}"
        plain = _plain(said)
        if plain:
            return f"condition:{names[plain]}" if plain in names else plain
    return None


def _plain(text: str) -> str | None:
    return _GAPS.sub(" ", text.casefold()).strip() or None


def agreeing(key: str | None, others: Sequence[str | None]) -> float:
    """Share of further answers that equal an answer [0-1]; one that could not be read agrees with nothing."""
    if key is None or not others:
        return 0.0
    return sum(one == key for one in others) / len(others)


def with_agreement(confidence: Confidence, share: float, samples: int) -> Confidence:
    """The least of a confidence and of the share of samples that agree: an answer is as sure as its weaker sign.

    Token probabilities take the reasoning before the answer as given; samples reason anew. Either alone overstates.
    Our own rule. Source of agreement as a confidence: self-consistency, Wang et al., arXiv 2203.11171, section 3.

    Args:
        confidence: From token probabilities.
        share: Of `agreeing` [0-1].
        samples: How many samples it was counted over [1].
    """
    parts = {**confidence.parts, confidence.method: confidence.value, "agreement": share, "samples": float(samples)}
    return replace(
        confidence,
        value=min(confidence.value, share),
        method=f"{confidence.method}+agreement",
        parts=parts,
        meaning=f"{confidence.meaning} The least of that and of the share of {samples} samples that agree.",
    )
