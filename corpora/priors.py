"""What a source weighs before its content is looked at: its kind, its age, whether it was replaced."""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpora.document import Hit, Passage

__all__ = ["Priors", "evidence_level", "with_priors"]

_UNKNOWN = 4
"""Level of a source that does not tell its kind [1-9]: that of a cohort study, the middle of the hierarchy."""
_LEAD = 900
"""Characters of a text that are read for its kind [1]: design is stated in the title or early in an abstract. Ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """Weights of the terms that are added to the logarithm of a fused score; 0 leaves a term out."""

    grade: float = 0.02
    """For each level of evidence above or below the middle [1]. Ours: a meta-analysis gains 11 %, an opinion loses 6 %,
    as much as about six places in a ranking fused by rank, so that a prior orders what is alike and never hides what
    answers. Scores fused by score lie closer together, so that it moves a passage further there."""
    age: float = 0.005
    """Lost for each year before `year` [1/a]; ours: ten years cost 5 %."""
    superseded: float = 0.5
    """Lost by what was replaced [1]; ours: it falls below anything of like relevance and is still found."""
    year: int | None = None
    """The year that ages count from; None: the newest among the hits."""


@cache
def _levels() -> tuple[Mapping[str, int], tuple[tuple[str, re.Pattern[str]], ...]]:
    with (Path(__file__).parent / "priors.toml").open("rb") as file:
        table = tomllib.load(file)
    wording = tuple(
        (kind, re.compile("|".join(rf"\b{re.escape(one)}\b" for one in said)))
        for kind, said in table["wording"].items()
    )
    return table["levels"], wording


def evidence_level(passage: Passage) -> tuple[str, int] | None:
    """Tell the kind of publication that a passage comes from, and its level of evidence [1-9].

    Read from its title, else from its first sentences; a guideline of our own library is one whatever it is called.
    None where neither tells. Source of the levels: `priors.toml`.
    """
    levels, wording = _levels()
    if passage.wording == "summary":
        return "guideline", levels["guideline"]
    for text in (f"{passage.source.title} {passage.source.section}".lower(), passage.text[:_LEAD].lower()):
        for kind, said in wording:
            if said.search(text):
                return kind, levels[kind]
    return None


def with_priors(hits: Sequence[Hit], priors: Priors) -> tuple[Hit, ...]:
    """Order hits by their score and what their sources weigh, best first, ties by id.

    log score' = log score + grade · (level − 4) − age · years − superseded · [was replaced].

    Args:
        hits: Of one search, with scores above 0.
        priors: Weights of the three terms.
    """
    years = [hit.passage.source.year for hit in hits if hit.passage.source.year is not None]
    newest = priors.year if priors.year is not None else max(years, default=0)
    weighed = [replace(hit, score=hit.score * math.exp(_prior(hit.passage, priors, newest))) for hit in hits]
    return tuple(sorted(weighed, key=lambda hit: (-hit.score, hit.passage.id)))


def _prior(passage: Passage, priors: Priors, newest: int) -> float:
    found = evidence_level(passage)
    level = found[1] if found else _UNKNOWN
    # A source without a year is neither new nor old.
    years = max(0, newest - passage.source.year) if passage.source.year is not None else 0
    replaced = priors.superseded if passage.superseded_by is not None else 0.0
    return priors.grade * (level - _UNKNOWN) - priors.age * years - replaced
