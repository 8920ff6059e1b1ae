"""What is known about the patient, from whatever source, as the criteria ask for it."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from agent.conflicts import without_overruled
from guidelines import Vocabulary
from guidelines.criterion import Operator, Population
from tools.finding import Finding, Measurement
from tools.image import ImageRef

__all__ = ["Fact", "Facts", "Patient", "compare", "gather"]

_PER_YEAR = {"Y": 1, "M": 12, "W": 52, "D": 365}
"""Units of a DICOM age string in a year. Source: PS3.5 6.2, value representation AS."""
_CLEARLY_SURER = 0.3
"""Two sources that disagree: the surer one counts if it is surer by this much [0-1], else the fact is uncertain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What decides whether a guideline is for this person."""

    age: float | None = None
    """[a]"""
    sex: Literal["female", "male"] | None = None
    pregnant: bool | None = None

    @classmethod
    def of(
        cls, age: float | None, sex: Literal["female", "male"] | None, pregnant: bool | None, header: Mapping[str, Any]
    ) -> Self:
        """What a history says, and where it is silent, the allow-listed age and sex of the image's header.

        Args:
            age: [a]
            sex: As the history says it.
            pregnant: As the history says it.
            header: `PatientAge` as DICOM writes it (`070Y`, `006M`) and `PatientSex` (`F`, `M`), if there.
        """
        stated = re.fullmatch(r"(\d{3})([YMWD])", str(header.get("PatientAge", "")))
        if age is None and stated:
            age = int(stated[1]) / _PER_YEAR[stated[2]]
        if sex is None:
            letter = header.get("PatientSex")
            sex = "female" if letter == "F" else "male" if letter == "M" else None
        return cls(age=age, sex=sex, pregnant=pregnant)

    def fits(self, population: Population) -> bool | None:
        """True if the population includes this person, False if not, None if it cannot be told."""
        known: list[bool] = []
        if population.age_min is not None and self.age is not None:
            known.append(self.age >= population.age_min)
        if population.age_max is not None and self.age is not None:
            known.append(self.age <= population.age_max)
        if population.sex is not None and self.sex is not None:
            known.append(self.sex == population.sex)
        if population.pregnant is not None:
            pregnant = False if self.sex == "male" and self.pregnant is None else self.pregnant
            if pregnant is not None:
                known.append(pregnant == population.pregnant)
            elif not population.pregnant:
                known.append(True)
        if not all(known):
            return False
        asked = (population.age_min, population.age_max, population.sex, population.pregnant)
        return True if len(known) == sum(one is not None for one in asked) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One finding, settled between its sources."""

    presence: Literal["present", "absent", "uncertain"]
    certainty: float
    """[0-1]"""
    sources: tuple[str, ...]
    """`history`, `image`, `measurement`."""
    kind: str = ""
    """Kind of its term: `symptom`, `sign`, `imaging`, …; empty for a code that the vocabulary does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything known, by code of the vocabulary."""

    patient: Patient
    findings: Mapping[str, Fact] = field(default_factory=dict)
    quantities: Mapping[str, Measurement] = field(default_factory=dict)
    """The value that stands for the case: of several images' the surest, else the last one told."""
    measured: Mapping[str, tuple[Measurement, ...]] = field(default_factory=dict)
    """Every value: one an image, and one that is of no image."""

    @property
    def present(self) -> tuple[str, ...]:
        """Codes of what is present, in order."""
        return tuple(sorted(code for code, fact in self.findings.items() if fact.presence == "present"))


def compare(value: float, operator: Operator, limit: float) -> bool:
    """Whether `value operator limit` holds."""
    match operator:
        case ">=":
            return value >= limit
        case ">":
            return value > limit
        case "<=":
            return value <= limit
        case "<":
            return value < limit
        case "==":
            return value == limit


def gather(
    findings: Iterable[Finding], measurements: Iterable[Measurement], patient: Patient, vocabulary: Vocabulary
) -> Facts:
    """Settle findings and measurements of all sources into facts.

    What one image shows is not refuted by another one (`agent/conflicts.py`), and what was measured on one is not
    replaced by what was measured on another.
    A finding that a quantity decides (fever from a temperature) is added unless words already say it. Presence of a
    specific finding implies its general one.
    """
    by_image: dict[str, dict[ImageRef | None, Measurement]] = {}
    quantities: dict[str, Measurement] = {}
    for one in measurements:
        by_image.setdefault(one.code, {})[one.image] = one
        quantities[one.code] = _standing(quantities.get(one.code), one)
    if patient.age is not None and "age" not in quantities:
        quantities["age"] = Measurement(code="age", name="age", value=patient.age, unit="a")
        by_image["age"] = {None: quantities["age"]}
    measured = {code: tuple(several.values()) for code, several in by_image.items()}
    said: dict[str, list[Finding]] = {}
    for finding in findings:
        said.setdefault(finding.code, []).append(finding)
    facts = {code: _settle(without_overruled(several)) for code, several in said.items()}
    for code in [code for code in facts if code in vocabulary]:
        facts[code] = replace(facts[code], kind=vocabulary.term(code).kind)
    _derive(facts, measured, vocabulary)
    _imply(facts, vocabulary)
    return Facts(patient=patient, findings=facts, quantities=quantities, measured=measured)


def _standing(known: Measurement | None, one: Measurement) -> Measurement:
    """Which of two values of a quantity stands: between two images the surer one, the first where neither is."""
    if known is None or known.image is None or one.image is None or known.image == one.image:
        return one
    doubts = [math.inf if each.uncertainty is None else each.uncertainty for each in (known, one)]
    return one if doubts[1] < doubts[0] else known


def _derive(facts: dict[str, Fact], measured: Mapping[str, tuple[Measurement, ...]], vocabulary: Vocabulary) -> None:
    """Add the findings that a quantity decides: there where one image shows it, absent only where each says so."""
    for term in vocabulary:
        rule = term.derived
        if rule is None or term.code in facts:
            continue
        values = [one.value for one in measured.get(rule.quantity, ()) if one.unit == rule.unit]
        holds = any(compare(value, rule.operator, rule.value) for value in values)
        if not values or (not holds and any(rule.borderline(value) for value in values)):
            continue
        presence: Literal["present", "absent"] = "present" if holds else "absent"
        facts[term.code] = Fact(presence=presence, certainty=1.0, sources=("measurement",), kind=term.kind)


def _imply(facts: dict[str, Fact], vocabulary: Vocabulary) -> None:
    """Add the general findings that specific ones imply."""
    for code in [code for code, fact in facts.items() if fact.presence == "present" and code in vocabulary]:
        for general in vocabulary.implied(code):
            known = facts.get(general)
            if known is None or known.presence != "present":
                facts[general] = replace(facts[code], kind=vocabulary.term(general).kind)


def _settle(several: list[Finding]) -> Fact:
    sources = tuple(sorted({one.source for one in several}))
    best = {
        presence: max((one.certainty for one in several if one.presence == presence), default=0.0)
        for presence in ("present", "absent")
    }
    if best["present"] == 0.0 and best["absent"] == 0.0:
        return Fact(presence="uncertain", certainty=max(one.certainty for one in several), sources=sources)
    if min(best.values()) > 0.0 and abs(best["present"] - best["absent"]) < _CLEARLY_SURER:
        return Fact(presence="uncertain", certainty=0.5, sources=sources)
    presence: Literal["present", "absent"] = "present" if best["present"] > best["absent"] else "absent"
    return Fact(presence=presence, certainty=best[presence], sources=sources)
