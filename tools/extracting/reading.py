"""Inputs of a calculator from a note: each with the characters that state it, none made up."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from tools.calculating import Calculator, Choice, Day, Exact, Flag, Number
from tools.calculating.calculator import Input
from tools.errors import BadArguments
from tools.extracting.days import Order, day_after, order_of
from tools.extracting.drugs import Dose, doses_of, drugs_named
from tools.extracting.extracted import Doubtful, Extracted, Taken
from tools.extracting.flags import FlagReading, flag_concept, flag_spans, flags_of
from tools.extracting.moments import Moment, asked_moment
from tools.extracting.numbers import number_of, quantities_of
from tools.notes.context import ContextReader
from tools.notes.person import Person, person_in

__all__ = ["Unmentioned", "read_inputs"]

Unmentioned = Literal["missing", "absent"]
"""What a flag is that a note does not mention, though its words were looked for: asked for, or taken for no."""

_AGE = re.compile(
    r"(?<!\d)(?P<number>\d{1,3})[-\s]?(?P<unit>year|yr|month|week|day)s?[-\s]?old\b|\b(?P<plain>\d{1,3})\s?-?(?:yo|y/o|y\.o\.)",
    re.I,
)
_UNITS_OF_AGE = {"year": "a", "yr": "a", "month": "mo", "week": "wk", "day": "d"}
_DAYS: Mapping[str, tuple[str, ...]] = {
    "last_menstrual_period": ("last menstrual period", "LMP", "last menstrual date", "last period", "last menses"),
    "today": ("today's date", "today’s date", "today is", "current date", "date of visit"),
}
_OPIOIDS: Mapping[str, str] = {
    "codeine": "codeine",
    "fentanyl buccal": "fentanyl_buccal",
    "buccal fentanyl": "fentanyl_buccal",
    "fentanyl patch": "fentanyl_patch",
    "transdermal fentanyl": "fentanyl_patch",
    "fentanyl": "",
    "hydrocodone": "hydrocodone",
    "hydromorphone": "hydromorphone",
    "methadone": "methadone",
    "morphine": "morphine",
    "oxycodone": "oxycodone",
    "oxymorphone": "oxymorphone",
    "tapentadol": "tapentadol",
    "tramadol": "tramadol",
    "buprenorphine": "",
    "meperidine": "",
    "pethidine": "",
}
"""Inputs of the opioid calculator by the drugs' names; empty: one that it does not take, so that no sum stands."""


class _Case(NamedTuple):
    """A note with what was read in it once."""

    text: str
    question: str
    calculator: Calculator
    contexts: ContextReader
    person: Person
    flags: Mapping[str, FlagReading]
    asked: Moment
    order: Order | None
    unmentioned: Unmentioned


_Found = Taken | Doubtful | None


def read_inputs(
    note: str,
    calculator: Calculator,
    question: str = "",
    *,
    unmentioned: Unmentioned = "missing",
    dates: Order | None = None,
) -> Extracted:
    """Read the inputs of a calculator in a note, conservatively.

    Args:
        note: Any text about one patient.
        calculator: The one that shall be used.
        question: What is asked; it may name a time ("on admission"), a drug, or how days are written.
        unmentioned: What a flag is that the note does not mention. `absent` suits a full history, in which silence
            means no; it never applies to flags whose words are not known, nor to numbers and choices.
        dates: In which order numeric days are written, where the reader knows; otherwise the texts must show it.
    """
    contexts = ContextReader(note, flag_spans(note))
    case = _Case(
        text=note,
        question=question,
        calculator=calculator,
        contexts=contexts,
        person=person_in(note, contexts),
        flags=flags_of(note, contexts),
        asked=asked_moment(question),
        order=dates or order_of(question, note),
        unmentioned=unmentioned,
    )
    special = _SPECIAL.get(calculator.name)
    found = special(case) if special else {one.name: _input(case, one) for one in calculator.inputs}
    return Extracted(
        calculator=calculator.name,
        taken=tuple(one for one in found.values() if isinstance(one, Taken)),
        missing=tuple(one.name for one in calculator.inputs if one.required and found.get(one.name) is None),
        ambiguous=tuple(one for one in found.values() if isinstance(one, Doubtful)),
    )


def _input(case: _Case, one: Input) -> _Found:
    kind = one.kind
    if one.name == "age":
        return _age(case)
    if one.name == "sex":
        return _sex(case)
    if isinstance(kind, Day):
        return _day(case, one.name)
    if isinstance(kind, Flag):
        return _flag(case, one.name)
    if isinstance(kind, Number) and quantities_of(case.calculator.name, one.name):
        return number_of(case.text, case.contexts, case.calculator.name, one.name, kind, case.asked)
    return None


def _age(case: _Case) -> _Found:
    ages: dict[tuple[str, str], tuple[int, int]] = {}
    for match in _AGE.finditer(case.text):
        context = case.contexts.at(*match.span())
        if context.family or context.past or context.hypothetical:
            continue
        unit = _UNITS_OF_AGE[match["unit"].lower()] if match["unit"] else "a"
        ages.setdefault((match["number"] or match["plain"], unit), match.span())
    if len(ages) > 1:
        return Doubtful(name="age", why="The note names several ages.", spans=tuple(ages.values()))
    if ages:
        (number, unit), span = next(iter(ages.items()))
        return _in_range(case, Taken(name="age", value=[Exact(number), unit], spans=(span,)))
    said = case.person.age
    if said is None or said.span is None:
        return None
    return _in_range(case, Taken(name="age", value=[Exact(repr(said.value)), "a"], spans=(said.span,)))


def _in_range(case: _Case, taken: Taken) -> Taken | Doubtful:
    kind = next(one.kind for one in case.calculator.inputs if one.name == taken.name)
    try:
        kind.read(taken.name, taken.value)
    except BadArguments:
        why = "Its value is out of the range that the calculator takes."
        return Doubtful(name=taken.name, why=why, spans=taken.spans)
    return taken


def _sex(case: _Case) -> _Found:
    if case.person.sex is None or case.person.sex_span is None:
        return None
    return Taken(name="sex", value=case.person.sex, spans=(case.person.sex_span,))


def _flag(case: _Case, name: str) -> _Found:
    concept = flag_concept(case.calculator.name, name)
    if concept is None:
        return None
    said = case.flags.get(concept)
    if said is None:
        return Taken(name=name, value=False, spans=(), of="assumed") if case.unmentioned == "absent" else None
    if said.answer == "unclear":
        return Doubtful(name=name, why="The note doubts it, or says both that it is and is not so.", spans=said.spans)
    return Taken(name=name, value=said.answer == "yes", spans=said.spans)


def _day(case: _Case, name: str) -> _Found:
    found = day_after(case.text, _DAYS.get(name, ()), case.order)
    if not found:
        return None
    spans = tuple((one.start, one.end) for one in found)
    days = {one.day for one in found}
    day = days.pop() if len(days) == 1 else None
    if day is None:
        return Doubtful(name=name, why="The note does not say which day is meant.", spans=spans)
    return Taken(name=name, value=day.isoformat(), spans=spans[:1])


def _steroid(case: _Case) -> dict[str, _Found]:
    kinds = {one.name: one.kind for one in case.calculator.inputs}
    drugs = tuple(kinds["drug"].options) if isinstance(kinds["drug"], Choice) else ()
    doses = doses_of(case.text, drugs)
    given = [one for one in doses if one.number is not None]
    if not doses:
        return {"drug": None, "dose": None, "target": _target(case, drugs, "")}
    if len(given) != 1 or len(doses) != 1 or given[0].per_day not in (None, 1) or given[0].unit not in ("mg", "ug"):
        spans = tuple((one.start, one.end) for one in doses)
        why = "The note gives no single dose of one corticosteroid."
        return {"drug": Doubtful(name="drug", why=why, spans=spans)}
    dose = given[0]
    span = ((dose.start, dose.end),)
    return {
        "drug": Taken(name="drug", value=dose.drug, spans=span),
        "dose": _in_range(case, Taken(name="dose", value=[dose.number, dose.unit], spans=span)),
        "target": _target(case, drugs, dose.drug),
    }


def _target(case: _Case, drugs: tuple[str, ...], given: str) -> _Found:
    """The drug that the question wants: the one that it names beside the one that is given."""
    named = list(drugs_named(case.question, drugs))
    wanted = [*named]
    if given in wanted and len(wanted) > 1:
        wanted.remove(given)
    if not wanted:
        return None
    places = [match.span() for match in re.finditer(rf"\b{re.escape(wanted[-1])}\b", case.question, re.I)]
    if len(wanted) > 1 or (given in wanted and len(named) == 1):
        return Doubtful(name="target", why="The question does not name one drug that is wanted.", spans=())
    return Taken(name="target", value=wanted[0], spans=(places[-1],), of="question")


def _opioids(case: _Case) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for dose in doses_of(case.text, _OPIOIDS):
        name = _OPIOIDS[dose.drug]
        span = ((dose.start, dose.end),)
        taken = _opioid(case, name, dose)
        if taken is None or name in found:
            why = "An opioid is named twice, with no dose and times a day, or one that is not counted."
            found[name or dose.drug] = Doubtful(name=name or dose.drug, why=why, spans=span)
        else:
            found[name] = taken
    return found or dict.fromkeys(("morphine",))


def _opioid(case: _Case, name: str, dose: Dose) -> Taken | None:
    if not name or dose.number is None or dose.per_day is None:
        return None
    span = ((dose.start, dose.end),)
    # A patch gives so much an hour, however often it is changed.
    patch = name == "fentanyl_patch"
    value = [dose.number, dose.unit] if patch else [dose.number * dose.per_day, f"{dose.unit}/d"]
    taken = _in_range(case, Taken(name=name, value=value, spans=span))
    return taken if isinstance(taken, Taken) else None


_SPECIAL: Mapping[str, Callable[[_Case], dict[str, Any]]] = {
    "steroid_conversion": _steroid,
    "morphine_milligram_equivalents": _opioids,
}
