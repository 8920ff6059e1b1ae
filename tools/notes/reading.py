"""Reading a clinical history: findings, measurements and the patient, each with the characters that say so."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from guidelines import Derivation, Term, Vocabulary
from tools.finding import Finding, Measurement, Presence
from tools.notes.measurements import measurements_in
from tools.notes.mentions import Mention, mentions_in
from tools.notes.person import Sex, person_in

__all__ = ["NoteReading", "compare", "read_note"]

MALE = "male-sex"
"""Code of the term that only repeats the sex of the patient."""
_LASTING = frozenset(["risk", "history"])
"""Kinds of facts that stay true of a person: "history of diabetes" is diabetes."""
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReading:
    """What a note says. Every span is [start, end) in characters of the text that was read."""

    age: Measurement | None = None
    """[a]."""
    sex: Sex | None = None
    pregnant: bool | None = None
    findings: tuple[Finding, ...] = ()
    """One for each code, of the patient, now; in the order of the text."""
    measurements: tuple[Measurement, ...] = ()
    past: tuple[Finding, ...] = ()
    """Symptoms, signs and pictures of the past; they count for nothing today."""
    family: tuple[Finding, ...] = ()
    """What relatives have or had."""
    notes: tuple[str, ...] = ()
    """What was left out or contradicts itself, as sentences with no text of the patient's."""


class _Said(NamedTuple):
    presence: Presence
    span: tuple[int, int]


def read_note(text: str, vocabulary: Vocabulary) -> NoteReading:
    """Read a history conservatively: what is denied is absent, what is doubted uncertain, the rest is not said.

    Args:
        text: The history, any Unicode text.
        vocabulary: The terms to look for.
    """
    mentions, contexts = mentions_in(text, vocabulary)
    measured = measurements_in(text, vocabulary, contexts)
    person = person_in(text, contexts)
    notes = list(measured.notes)
    said: dict[str, list[_Said]] = {}
    past: dict[str, Finding] = {}
    family: dict[str, Finding] = {}
    for mention in mentions:
        _sort(mention, vocabulary, said, past, family)
    findings = {code: _merged(vocabulary.term(code), all_said, notes) for code, all_said in said.items()}
    for term in vocabulary.terms:
        if term.derived is not None:
            _derive(term, term.derived, measured.measurements, findings, notes)
    if person.sex == "male" and MALE in findings:
        # "Possible pneumonia in a man" doubts the pneumonia, not the man.
        findings[MALE] = replace(findings[MALE], presence="present")
    _generalise(vocabulary, findings)
    return NoteReading(
        age=person.age,
        sex=person.sex,
        pregnant=person.pregnant,
        findings=tuple(sorted(findings.values(), key=lambda one: (one.span or (0, 0), one.code))),
        measurements=measured.measurements,
        past=tuple(past.values()),
        family=tuple(family.values()),
        notes=tuple(dict.fromkeys(notes)),
    )


def _sort(
    mention: Mention,
    vocabulary: Vocabulary,
    said: dict[str, list[_Said]],
    past: dict[str, Finding],
    family: dict[str, Finding],
) -> None:
    term, context, span = vocabulary.term(mention.code), mention.context, (mention.start, mention.end)
    presence: Presence = "uncertain" if context.uncertain else "present"
    if mention.there == context.absent and not context.uncertain:
        presence = "absent"  # said to be absent, or an absent phrase that stands for itself
    if not mention.there and context.absent:
        presence = "uncertain"  # "not afebrile": a double negation is not trusted
    if context.family:
        if presence != "absent":
            family.setdefault(term.code, _finding(term, presence, span, "of a relative, in the history"))
    elif context.past and term.kind not in _LASTING:
        if presence != "absent":
            past.setdefault(term.code, _finding(term, presence, span, "of the past, in the history"))
    elif not context.hypothetical:
        said.setdefault(term.code, []).append(_Said(presence, span))


def _finding(term: Term, presence: Presence, span: tuple[int, int] | None, basis: str) -> Finding:
    return Finding(code=term.code, name=term.name, presence=presence, source="history", span=span, basis=basis)


def _merged(term: Term, all_said: list[_Said], notes: list[str]) -> Finding:
    presences = {one.presence for one in all_said}
    presence: Presence = "uncertain"
    if "present" in presences and "absent" not in presences:
        presence = "present"
    elif presences == {"absent"}:
        presence = "absent"
    if {"present", "absent"} <= presences:
        notes.append(f"The history says both that {term.name} is there and that it is not; it counts as uncertain.")
    span = next((one.span for one in all_said if one.presence == presence), all_said[0].span)
    return _finding(term, presence, span, "said in the history")


def compare(value: float, sign: str, limit: float) -> bool:
    """Return whether `value` `sign` `limit` holds [same unit]; `sign` is one of >= > <= < ==."""
    return _COMPARE[sign](value, limit)


def _derive(
    term: Term, rule: Derivation, measurements: Iterable[Measurement], findings: dict[str, Finding], notes: list[str]
) -> None:
    values = [one for one in measurements if one.code == rule.quantity]
    met = [one for one in values if compare(one.value, rule.operator, rule.value)]
    # Oxygen that is being given hides a low saturation, so a good value under it does not make one absent.
    if not values or (not met and any("oxygen" in one.basis for one in values)):
        return
    presence: Presence = "present" if met else "absent"
    if not met and any(rule.borderline(one.value) for one in values):
        presence = "uncertain"
    source = met[0] if met else values[0]
    known = findings.get(term.code)
    if known is None:
        findings[term.code] = Finding(
            code=term.code,
            name=term.name,
            presence=presence,
            source="measurement",
            measurement=source,
            span=source.span,
            basis=f"{source.name} {source.value:g} {source.unit}, limit {rule.operator} {rule.value:g} {rule.unit}",
        )
    elif presence != "uncertain" and known.presence not in (presence, "uncertain"):
        notes.append(f"Words and measurement disagree about {term.name}; it counts as uncertain.")
        findings[term.code] = Finding(
            code=term.code,
            name=term.name,
            presence="uncertain",
            source=known.source,
            measurement=source,
            span=known.span,
            basis="words of the history and a measurement disagree",
        )


def _generalise(vocabulary: Vocabulary, findings: dict[str, Finding]) -> None:
    """Add the general terms that present or doubtful findings imply; what was said of the general term itself stays."""
    for code, finding in list(findings.items()):
        if finding.presence == "absent":
            continue
        for general in vocabulary.implied(code):
            known = findings.get(general)
            if known is None or (known.presence == "uncertain" and finding.presence == "present"):
                term = vocabulary.term(general)
                findings[general] = _finding(term, finding.presence, finding.span, f"implied by {finding.name}")
