"""What given texts say to a claim, without a model: the evidence filter's own stance, in the words of the set."""

import asyncio
import re
from collections import Counter
from time import perf_counter

from agent.appraisal.stance import Weighed, weigh
from agent.evidence import Stance
from evals.sample import Kind, Outcome, Prediction, Sample
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench

__all__ = ["label_of", "solve"]

_LABELS: dict[Stance, re.Pattern[str]] = {
    "SUPPORTS": re.compile(r"\b(?:supports?|supported|entail\w*|yes|true|increased?)\b", re.I),
    "REFUTES": re.compile(r"\b(?:refutes?|refuted|contradict\w*|no|false|decreased?)\b(?! (?:sig|diff|evid))", re.I),
    "NOT_ENOUGH_INFO": re.compile(r"\b(?:not?[_ ]?enough|nei|neutral|maybe|unknown|no (?:sig|diff|evid)\w*)", re.I),
}
"""How sets name the three stances; a label that none or several of these know is not guessed at."""
_YES_NO = ("yes", "no", "maybe")


async def solve(sample: Sample, kind: Kind, bench: Workbench) -> Solved:
    """Weigh the texts together: the stance of the one that bears most, none where two that bear say the opposite."""
    return await asyncio.to_thread(_solve, sample, kind)


def label_of(stance: Stance, options: tuple[str, ...]) -> str | None:
    """The option that names a stance, or None where none or several do."""
    spaced = {one: one.replace("_", " ") for one in options}
    by_stance = {
        name: [one for one in options if pattern.search(spaced[one]) and _only(name, spaced[one])]
        for name, pattern in _LABELS.items()
    }
    named = by_stance[stance]
    return named[0] if len(named) == 1 else None


def _only(stance: Stance, text: str) -> bool:
    """A label with a word for "not enough" is that, whatever else is in it."""
    return stance == "NOT_ENOUGH_INFO" or not _LABELS["NOT_ENOUGH_INFO"].search(text)


def _solve(sample: Sample, kind: Kind) -> Solved:
    began = perf_counter()
    texts = [(str(number), "", text) for number, text in enumerate(sample.context, 1)]
    weighed = weigh(sample.question, texts)
    stance, confidence = _together(weighed)
    options = sample.options or (_YES_NO if kind == "yes-no" else ())
    answer = label_of(stance, options)
    outcome: Outcome = "answered" if answer is not None else "unparsed"
    quotes = [quote.text for one in weighed for quote in one.quotes]
    prediction = Prediction(
        sample=sample.id,
        outcome=outcome,
        said=answer or stance,
        answer=answer,
        confidence=confidence,
        measures={"quotes": float(len(quotes)), "seconds": perf_counter() - began},
        why="" if answer is not None else f"the set has no one label for {stance}: {', '.join(options)}",
    )
    return Solved(prediction=prediction, steps=(f"Stance: {stance}.", *(f"Quoted: {one}" for one in quotes)))


def _together(weighed: tuple[Weighed, ...]) -> tuple[Stance, float]:
    bearing = [one for one in weighed if one.stance != "NOT_ENOUGH_INFO"]
    if not bearing:
        return "NOT_ENOUGH_INFO", 1.0 - max((one.bears for one in weighed), default=0.0)
    counts = Counter(one.stance for one in bearing)
    if len(counts) > 1 and len(set(counts.values())) == 1:
        return "NOT_ENOUGH_INFO", 0.5
    leading = max(bearing, key=lambda one: (counts[one.stance], one.bears))
    sure = leading.agrees if leading.stance == "SUPPORTS" else 1.0 - leading.agrees
    return leading.stance, leading.bears * sure
