"""How much a passage bears on a case, without a model: shared findings, and shared words with what was asked."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from agent.facts import Facts
from corpora import Passage
from corpora.tokens import tokenise
from guidelines import Library, Vocabulary
from tools.notes import read_note

__all__ = ["asked_share", "findings_share", "rarity", "says"]

_ANCHOR = re.compile(r"^(?P<guideline>[^#]+)#(?P<anchor>.+)$")


def says(passage: Passage, library: Library, vocabulary: Vocabulary) -> frozenset[str]:
    """Codes of the findings that a passage speaks of: those of its criteria, and those its text names."""
    return _codes_in_text(passage.text, vocabulary) | _codes_of_criteria(passage, library)


def _codes_of_criteria(passage: Passage, library: Library) -> frozenset[str]:
    named = _ANCHOR.match(passage.id)
    if named is None or passage.document not in {one.id for one in library.guidelines}:
        return frozenset()
    return frozenset(one.finding for one in library.criteria_at(named["guideline"], named["anchor"]))


@lru_cache(maxsize=4096)
def _codes_in_text(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(finding.code for finding in read_note(text, vocabulary).findings)


@lru_cache(maxsize=8)
def rarity(library: Library) -> Mapping[str, float]:
    """Weight of each finding [1], as an inverse document frequency: high where few guidelines have it."""
    counts = Counter(code for one in library.guidelines for code in {criterion.finding for criterion in one.criteria})
    total = max(1, len(library.guidelines))
    return {code: math.log(1 + total / count) for code, count in counts.items()}


def findings_share(codes: Iterable[str], facts: Facts, weights: Mapping[str, float]) -> float:
    """Share [0-1] of what is present in the case, by weight, that the passage speaks of."""
    heaviest = max(weights.values(), default=1.0)
    there = {code: weights.get(code, heaviest / 2) for code in facts.present}
    total = math.fsum(there.values())
    spoken = set(codes)
    return math.fsum(weight for code, weight in there.items() if code in spoken) / total if total else 0.0


def asked_share(asked: str, passage: Passage) -> float:
    """Share [0-1] of the words asked for that the passage, its title or its section has."""
    words = set(tokenise(asked))
    if not words:
        return 0.0
    has = set(tokenise(f"{passage.source.title} {passage.source.section} {passage.id} {passage.text}"))
    return len(words & has) / len(words)
