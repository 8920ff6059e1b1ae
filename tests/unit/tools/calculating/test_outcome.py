"""The working of a calculation."""

from fractions import Fraction

import pytest

from tools.calculating import Item, exact, graded, item, step, tally


def test_a_tally_shows_every_criterion() -> None:
    outcome = tally(item("Fever", True), item("Cough", False, 3), Item("Half", exact("1.5")), item("Other", True, -2))
    assert outcome.value == Fraction(1, 2)
    assert [str(one) for one in outcome.steps] == ["Fever: 1", "Cough: 0", "Half: 1.5", "Other: -2"]


@pytest.mark.parametrize(("value", "points"), [("64.9", 0), ("65", 1), ("74.9", 1), ("75", 2)])
def test_points_by_a_number(value: str, points: int) -> None:
    assert graded("Age", exact(value), ((65, 1), (75, 2))).points == points


def test_the_lowest_step() -> None:
    assert graded("x", exact(-5), ((None, 4), (0, 0))).points == 4


def test_a_step_shows_the_formula_with_its_values() -> None:
    worked = step("Gap", "sodium − chloride − x2", exact(-2), sodium=exact(140), chloride=exact("100.5"), x2=exact(-3))
    assert str(worked) == "Gap: 140 − 100.5 − (-3) = -2"


def test_only_whole_words_are_replaced() -> None:
    assert "√age" not in step("r", "√age × agent", 1.5, age=exact(4)).came_to
    assert step("r", "√age × agent", 1.5, age=exact(4)).came_to == "√4 × agent = 1.5"
