"""Criteria against facts: met, not met, not known; and how far each moves the odds."""

import math
import statistics

import pytest

from agent.appraisal.criteria import SUPPORTIVE_RATIO, TOLD_RATIO, apply_criterion, apply_rule, is_met
from agent.facts import Fact, Facts, Patient
from guidelines import Library, Rule, Vocabulary
from guidelines.criterion import Population
from tests.unit.agent.conftest import SOURCE, criterion, facts
from tools.finding import Measurement


@pytest.mark.parametrize(
    ("presence", "expected"), [("present", math.log(4.0)), ("absent", math.log(0.25)), ("uncertain", None)]
)
def test_a_likelihood_ratio_counts_both_ways(presence: str, expected: float | None) -> None:
    one = criterion("fever", "likelihood_ratio", positive=4.0, negative=0.25)
    applied = apply_criterion(one, facts(fever=presence))
    assert (applied.log_ratio if applied else None) == expected


def test_a_ratio_that_was_not_published_this_way_says_nothing() -> None:
    one = criterion("fever", "likelihood_ratio", positive=4.0)
    assert apply_criterion(one, facts(fever="absent")) is None


def test_a_doubtful_finding_moves_the_odds_less() -> None:
    one = criterion("fever", "likelihood_ratio", positive=4.0)
    doubtful = Facts(patient=Patient(), findings={"fever": Fact(presence="present", certainty=0.5, sources=("image",))})
    applied = apply_criterion(one, doubtful)
    assert applied is not None
    assert applied.log_ratio == pytest.approx(math.log(4.0) / 2)


def test_supportive_counts_only_when_present() -> None:
    one = criterion("fever", "supportive")
    applied = apply_criterion(one, facts(fever="present"))
    assert applied is not None
    assert applied.log_ratio == pytest.approx(math.log(SUPPORTIVE_RATIO))
    assert apply_criterion(one, facts(fever="absent")) is None


def test_required_and_excluding_rule_out() -> None:
    required, excluding = criterion("fever", "required"), criterion("fever", "excluding")
    missing = apply_criterion(required, facts(fever="absent"))
    there = apply_criterion(excluding, facts(fever="present"))
    assert missing is not None
    assert missing.rules_out
    assert there is not None
    assert there.rules_out
    assert apply_criterion(excluding, facts(fever="absent")) is None
    assert apply_criterion(required, facts()) is None


@pytest.mark.parametrize(("value", "met"), [(0.51, True), (0.5, False)])
def test_a_quantity_meets_a_limit(value: float, met: bool) -> None:
    one = criterion("ratio", "supportive", operator=">", value=0.5, unit="1")
    assert is_met(one, facts(quantities={"ratio": (value, "1")}))[0] is met


def test_a_quantity_within_its_uncertainty_of_the_limit_is_not_known() -> None:
    one = criterion("ratio", "supportive", operator=">", value=0.5, unit="1")
    measured = Measurement(code="ratio", name="ratio", value=0.52, unit="1", uncertainty=0.03)
    assert is_met(one, Facts(patient=Patient(), quantities={"ratio": measured}))[0] is None


def test_a_quantity_in_another_unit_is_not_known() -> None:
    one = criterion("d-dimer", "supportive", operator=">", value=500.0, unit="ng/mL")
    assert is_met(one, facts(quantities={"d-dimer": (600.0, "mg/L")}))[0] is None


def test_a_criterion_for_others_is_not_known() -> None:
    one = criterion("fever", "supportive", population=Population(age_max=12))
    known = Facts(patient=Patient(age=40), findings=facts(fever="present").findings)
    assert is_met(one, known)[0] is None


PARTS = tuple(criterion(name, "points", points=1.0, rule="two") for name in ("fever", "cough", "pain"))


def rule(ratio: float | None = None) -> Rule:
    return Rule(
        id="two",
        condition="flu",
        name="Two of three",
        points_at_least=2,
        meaning="flu",
        source=SOURCE,
        likelihood_ratio=ratio,
    )


def test_a_met_rule_counts_with_its_parts_where_it_has_no_figure() -> None:
    met = apply_rule(rule(), PARTS, facts(fever="present", cough="present"))
    assert [one.name for one in met] == ["Two of three", "fever", "cough"]
    assert all(one.log_ratio == pytest.approx(math.log(SUPPORTIVE_RATIO)) for one in met)


def test_a_published_ratio_of_a_rule_stands_for_its_parts() -> None:
    met = apply_rule(rule(12.0), PARTS, facts(fever="present", cough="present"))
    assert [(one.name, one.log_ratio) for one in met] == [("Two of three", math.log(12.0))]


def test_below_its_points_the_parts_that_are_there_count_as_typical() -> None:
    met = apply_rule(rule(12.0), PARTS, facts(fever="present", cough="absent"))
    assert [one.name for one in met] == ["fever"]


def test_a_severity_score_says_nothing_about_the_diagnosis() -> None:
    assert apply_rule(rule(1.0), PARTS, facts(fever="present", cough="present", pain="present")) == ()


def test_what_is_typical_without_a_figure_weighs_like_the_weaker_published_figures() -> None:
    kinds = {term.code: term.kind for term in Vocabulary.load()}
    published = [
        (kinds.get(one.finding), one.weight.positive)
        for guideline in Library.load()
        for one in guideline.criteria
        if one.weight.kind == "likelihood_ratio" and one.weight.positive is not None and one.weight.positive > 1
    ]
    every = statistics.quantiles([ratio for _, ratio in published], n=4)[0]
    told = statistics.quantiles([ratio for kind, ratio in published if kind == "symptom"], n=4)[0]
    assert every == pytest.approx(SUPPORTIVE_RATIO, abs=0.3)
    assert told == pytest.approx(TOLD_RATIO, abs=0.2)


def test_what_is_told_weighs_less_than_what_is_seen() -> None:
    def fact(kind: str) -> Facts:
        known = Fact(presence="present", certainty=1.0, sources=("history",), kind=kind)
        return Facts(patient=Patient(), findings={"x": known})

    one = criterion("x", "supportive")
    told, seen = apply_criterion(one, fact("symptom")), apply_criterion(one, fact("sign"))
    assert told is not None
    assert seen is not None
    assert math.exp(told.log_ratio) == pytest.approx(TOLD_RATIO)
    assert math.exp(seen.log_ratio) == pytest.approx(SUPPORTIVE_RATIO)
