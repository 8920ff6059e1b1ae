"""One value of a quantity from all that a note gives for it, or why none can be chosen."""

import re
from collections.abc import Mapping
from functools import cache

from tools.calculating import Exact, Number
from tools.calculating.units import converted
from tools.errors import BadArguments
from tools.extracting.extracted import Doubtful, Taken
from tools.extracting.moments import Moment, sentence_around
from tools.extracting.quantities import Reading, quantity_table, readings_of
from tools.notes.context import ContextReader

__all__ = ["number_of", "quantities_of"]

_RELATIVE = re.compile(
    r"\b(?:his|her|their|patient['’]s|the)\s(?:\w+\s)?"
    r"(?:father|mother|brother|sister|son|daughter|husband|wife|uncle|aunt|cousin|donor|twin|fetus|foetus|newborn)\b",
    re.I,
)
_PATIENT = re.compile(r"\b(?:patient|he|she|his own|her own)\b", re.I)
SAME = Exact(1, 50)
"""Values this near to each other [share] are one value written twice, as 185 cm and 73 inches. Ours."""
_OF_CALCULATOR: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("target_weight", "body_mass_index"): ("target_body_mass_index",),
    ("kdigo_aki", "creatinine"): (),
    ("lille", "albumin"): (),
    ("ranson", "glucose"): (),
    ("ranson", "leucocytes"): (),
}
"""Inputs that mean another quantity than their name does elsewhere, or a value of a certain hour."""


@cache
def quantities_of(calculator: str, name: str) -> tuple[str, ...]:
    """Return the quantities of `quantities.toml` that an input takes; none where notes are not read for it."""
    if (calculator, name) in _OF_CALCULATOR:
        return _OF_CALCULATOR[calculator, name]
    return tuple(one.name for one in quantity_table().values() if name in one.inputs)


def number_of(
    text: str, contexts: ContextReader, calculator: str, name: str, kind: Number, asked: Moment
) -> Taken | Doubtful | None:
    """Take the number of an input; None where the note does not give it.

    Args:
        text: A note.
        contexts: Of the note.
        calculator: Name of the calculator.
        name: Of its input.
        kind: Of its input.
        asked: The time that the question names.
    """
    every = [one for quantity in quantities_of(calculator, name) for one in readings_of(text, quantity, kind.units)]
    every = [one for one in every if not _aside(text, one, contexts)]
    if not every:
        return None
    every.sort(key=lambda one: one.amount.start)
    spans = tuple((one.amount.start, one.amount.end) for one in every)
    if asked and any(one.moment == asked for one in every):
        every = [one for one in every if one.moment == asked]
    now = [one for one in every if one.moment in ("", "presentation", asked)] or every
    open_ = [one for one in now if one.amount.doubt in ("change", "list", "range")]
    sure = [one for one in now if one.sure]
    if open_ and not (sure and all(one.amount.doubt == "range" for one in open_)):
        return Doubtful(name=name, why="It is given as a range, a change or among other values.", spans=spans)
    if not sure:
        return Doubtful(name=name, why="Its number has no unit that settles it, or is a bound.", spans=spans)
    values = [converted(one.amount.number, one.amount.unit or "", kind.unit, kind.substance) for one in sure]
    if any(abs(value - values[0]) > SAME * abs(values[0]) for value in values):
        return Doubtful(name=name, why="It has several values, and the question names no time.", spans=spans)
    first = sure[0].amount
    value = [first.number, first.unit]
    try:
        kind.read(name, value)
    except BadArguments:
        return Doubtful(name=name, why="Its value is out of the range that the calculator takes.", spans=spans)
    return Taken(name=name, value=value, spans=((first.start, first.end),))


def _aside(text: str, reading: Reading, contexts: ContextReader) -> bool:
    """True where the number is of somebody else, or only imagined."""
    context = contexts.at(reading.amount.start, reading.amount.end)
    if context.family or context.hypothetical:
        return True
    first, _ = sentence_around(text, reading.amount.start, reading.amount.end)
    others = [match.end() for match in _RELATIVE.finditer(text, first, reading.amount.start)]
    return bool(others) and _PATIENT.search(text, others[-1], reading.amount.start) is None
