"""From criteria to a ranking: one fact counts once, and signs of being ill alone name no disease."""

import math
from typing import Any

import pytest

from agent.evidence_text import Stated
from agent.facts import Facts, Patient, gather
from agent.models.embedded.conversation import Kept
from agent.models.embedded.reasoner import ELSE_WEIGHT, Ranked, rank
from agent.models.embedded.unspecific import DEMOGRAPHIC, UNSPECIFIC
from guidelines import Condition, Criterion, Library, Locator, Rule, Vocabulary, Weight
from tools.finding import Finding, Measurement

VOCABULARY = Vocabulary.load()
SOURCE = Locator(section="Table 1", url="https://example.org")


def criterion(finding: str, kind: Any = "supportive", *, condition: str = "ill", **more: Any) -> Criterion:
    weight = Weight(kind=kind, positive=more.pop("positive", None), points=more.pop("points", None))
    return Criterion(
        id=f"{finding}-{kind}",
        condition=condition,
        anchor="a",
        finding=finding,
        weight=weight,
        source=SOURCE,
        **more,
    )


def kept(*criteria: Criterion, rules: tuple[Rule, ...] = ()) -> Kept:
    conditions = tuple(Condition(id=name, name=name) for name in sorted({one.condition for one in criteria}))
    return Kept(label="E1", guideline="g", stated=Stated(criteria=criteria, rules=rules, conditions=conditions))


def facts(*present: str, **quantities: tuple[float, str]) -> Facts:
    findings = [Finding(code=code, name=code, presence="present", source="history") for code in present]
    measured = [Measurement(code=code, name=code, value=v, unit=unit) for code, (v, unit) in quantities.items()]
    return gather(findings, measured, Patient(), VOCABULARY)


def odds(one: Ranked) -> float:
    return one.probability / (1 - one.probability) * ELSE_WEIGHT


WARM = criterion("temperature", operator=">=", value=37.3, unit="Cel")
FEVER = criterion("fever", "likelihood_ratio", positive=1.9)
PAIN = criterion("rlq-pain", "likelihood_ratio", positive=3.0)


def test_a_quantity_and_the_finding_that_it_decides_are_one_fact_and_the_published_figure_counts() -> None:
    (ranked,) = rank([kept(WARM, FEVER, PAIN)], facts("rlq-pain", temperature=(38.6, "Cel")), VOCABULARY)

    assert {item.name for item, _ in ranked.supports} == {"fever", "rlq-pain"}
    assert odds(ranked) == pytest.approx(1.9 * 3.0)


def test_signs_of_being_ill_alone_name_nothing() -> None:
    passage = kept(WARM, FEVER, criterion("tachycardia"), criterion("nausea-vomiting"))

    assert rank([passage], facts("tachycardia", "nausea-vomiting", temperature=(39.0, "Cel")), VOCABULARY) == ()


def test_a_requirement_that_is_met_counts_towards_naming_whatever_its_kind() -> None:
    passage = kept(criterion("early-pregnancy", "required"), criterion("vaginal-bleeding"))

    assert rank([passage], facts("vaginal-bleeding"), VOCABULARY) == ()
    assert len(rank([passage], facts("vaginal-bleeding", "early-pregnancy"), VOCABULARY)) == 1


def test_a_rule_without_a_ratio_takes_the_place_of_its_weakest_part() -> None:
    rule = Rule(id="two", condition="ill", name="two of two", points_at_least=2, meaning="it", source=SOURCE)
    parts = [criterion(name, "points", points=1.0, rule="two") for name in ("headache", "neck-stiffness")]

    (ranked,) = rank([kept(*parts, rules=(rule,))], facts("headache", "neck-stiffness"), VOCABULARY)

    assert [item.name for item, _ in ranked.supports] == ["neck-stiffness", "two of two"]


def test_passages_for_other_ages_make_none_of_these_likelier() -> None:
    case = [kept(FEVER, PAIN)]
    here = facts("rlq-pain", "fever")

    (alone,) = rank(case, here, VOCABULARY)
    (widened,) = rank(case, here, VOCABULARY, other_ages=1)

    assert odds(widened) == pytest.approx(odds(alone) / 2)


def test_what_requires_and_is_absent_is_ruled_out() -> None:
    absent = Finding(code="early-pregnancy", name="p", presence="absent", source="history")
    there = Finding(code="vaginal-bleeding", name="b", presence="present", source="history")
    known = gather([absent, there], [], Patient(), VOCABULARY)

    (ranked,) = rank([kept(criterion("early-pregnancy", "required"), criterion("vaginal-bleeding"))], known, VOCABULARY)

    assert ranked.ruled_out
    assert ranked.probability == 0.0


def test_probabilities_never_add_up_to_more_than_one() -> None:
    several = [kept(criterion("rlq-pain", condition=name), criterion("headache", condition=name)) for name in "abcdefg"]

    ranked = rank(several, facts("rlq-pain", "headache"), VOCABULARY)

    assert len(ranked) == 7
    assert math.fsum(one.probability for one in ranked) < 1.0


def test_every_listed_code_that_the_library_uses_is_spelt_as_in_the_vocabulary() -> None:
    used = {item.finding for guideline in Library.load().guidelines for item in guideline.criteria}

    assert {"fever", "temperature", "tachycardia", "c-reactive-protein"} <= UNSPECIFIC & used
    assert all(code in VOCABULARY for code in (UNSPECIFIC & used) | DEMOGRAPHIC)
