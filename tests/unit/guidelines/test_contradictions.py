"""Criteria that cannot both be right are named; differences of size and of people are not."""

from datetime import date
from typing import Any

import pytest

from guidelines.contradictions import contradictions
from guidelines.criterion import Criterion, Locator, Population, Rule, Weight
from guidelines.guideline import Guideline

SOURCE = Locator(section="Table 1", url="https://example.org")


def guideline(name: str, *criteria: Criterion, **more: Any) -> Guideline:
    known: dict[str, Any] = {
        "title": name.title(),
        "issuer": "Example",
        "year": 2020,
        "url": "https://example.org",
        "specialty": "chest",
        "grading": "none",
        "checked": date(2026, 11, 28),
        "population": Population(text="adults"),
        "conditions": (),
        "recommendations": (),
        "supersedes": (),
        "doi": None,
        "rules": (),
    }
    return Guideline(id=name, criteria=criteria, **{**known, **more})


def criterion(kind: str = "supportive", /, *, finding: str = "fever", **more: Any) -> Criterion:
    weight = Weight(
        **{"kind": kind, **{key: more.pop(key) for key in ("positive", "negative", "points") if key in more}}
    )
    return Criterion(
        id=f"{finding}-{kind.replace('_', '-')}",
        condition="lung-fever",
        anchor="diagnosis",
        finding=finding,
        weight=weight,
        source=SOURCE,
        **more,
    )


FOR = criterion("likelihood_ratio", positive=3.0)
AGAINST = criterion("likelihood_ratio", positive=0.3)


@pytest.mark.parametrize("other", [AGAINST, criterion("excluding"), criterion("points", points=-1.0)])
def test_one_for_and_one_against_is_named(other: Criterion) -> None:
    (sentence,) = contradictions([guideline("a-2020", FOR), guideline("b-2021", other)])

    assert sentence.startswith(f"b-2021.md: criteria.{other.id}: 'fever' speaks the other way than in a-2020.md")
    assert "narrow its population" in sentence


@pytest.mark.parametrize("other", [criterion("likelihood_ratio", positive=1.1), criterion(), criterion("required")])
def test_figures_of_different_size_are_no_contradiction(other: Criterion) -> None:
    assert list(contradictions([guideline("a-2020", FOR), guideline("b-2021", other)])) == []


def test_other_people_and_what_is_superseded_do_not_count() -> None:
    children = guideline("b-2021", AGAINST, population=Population(text="children", age_max=17.0))
    adults = guideline("a-2020", FOR, population=Population(text="adults", age_min=18.0))
    assert list(contradictions([adults, children])) == []

    newer = guideline("b-2021", AGAINST, supersedes=("a-2020",))
    assert list(contradictions([guideline("a-2020", FOR), newer])) == []

    men = criterion("excluding", population=Population(sex="male"))
    women = criterion(population=Population(sex="female"))
    assert list(contradictions([guideline("a-2020", women), guideline("b-2021", men)])) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [((">=", 40.0), ("<", 40.0), 1), ((">=", 40.0), ("<=", 40.0), 0), ((">", 38.0), ("==", 39.0), 0)],
)
def test_limits_that_nobody_can_meet_together(one: tuple[str, float], other: tuple[str, float], found: int) -> None:
    limits = [
        criterion("required", finding="temperature", operator=operator, value=value, unit="Cel")
        for operator, value in (one, other)
    ]
    assert len(list(contradictions([guideline("a-2020", *limits)]))) == found


def test_a_rule_that_no_patient_can_meet_is_named() -> None:
    rule = Rule(id="score", condition="lung-fever", name="Score", points_at_least=3.0, meaning="it is", source=SOURCE)
    two = criterion("points", points=2.0, rule="score")
    (sentence,) = contradictions([guideline("a-2020", two, rules=(rule,))])
    assert "asks for 3 points, but its criteria give 2 at most" in sentence

    enough = criterion("points", finding="cough", points=1.0, rule="score")
    assert list(contradictions([guideline("a-2020", two, enough, rules=(rule,))])) == []
