"""Blood pressures written as two numbers, `85/50`, and the pressures that are none of the patient's arm."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.calculating import Exact, exact

__all__ = ["Pressure", "pressures_in"]

_PAIR = re.compile(
    r"(?<![\d/.])(?P<systolic>\d{2,3})\s?/\s?(?P<diastolic>\d{2,3})(?![\d/]|\.\d)(?P<unit>\s?\(?mm\s?(?:of\s)?hg)?",
    re.I,
)
_NAME = re.compile(r"\b(?:blood pressures?|b\.?p\.?|pressure)(?!\w)[^;\n\d]{0,40}$", re.I)
_ANOTHER = re.compile(
    r"\b(?:pulmonary|pa|pap|rv|lv|ventric\w+|aort\w+|wedge|airway|plateau|intraocular|intracranial|portal|pulse"
    r"|target\w*|goals?|aim\w*|threshold|donor)\b[^.;,\n\d]{0,40}$",
    re.I,
)
"""Words between the start of a phrase and its numbers that make them another pressure, or one that is wished for."""
_BEFORE = 60
"""How far back [characters] those words are looked for. Ours: a short phrase."""


class Pressure(NamedTuple):
    """Two numbers that are a blood pressure [mm[Hg]]."""

    systolic: Exact
    diastolic: Exact
    start: int
    end: int
    """Characters [start, end)."""
    range: bool
    """True where a third number makes it a range."""


def pressures_in(text: str) -> Iterator[Pressure]:
    """Read the blood pressures of a text in order: named before or with their unit after, the first number higher."""
    for match in _PAIR.finditer(text):
        first = max(0, match.start() - _BEFORE)
        named = _NAME.search(text, first, match.start())
        high, low = exact(match["systolic"]), exact(match["diastolic"])
        if not (named or match["unit"]) or high <= low or _ANOTHER.search(text, first, match.start()):
            continue
        again = re.match(r"\s?(?:-|–|to)\s?\d", text[match.end() : match.end() + 8])
        yield Pressure(high, low, match.start(), match.end(), again is not None)
