"""The value of now among several."""

import pytest

from guidelines import Vocabulary
from tools.notes.latest import PRESSURE, gave_way, last_pressure, latest
from tools.notes.numbers import Number

VOCABULARY = Vocabulary.load()


def potassium(text: str, written: str) -> Number:
    start = text.index(written)
    return Number("potassium", float(written), None, start, start + len(written))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("K 4.1 yesterday, now 6.8 mmol/L", 6.8, "mmol/L"),
        ("K 4.1 then 5.2 then 6.8", 6.8, None),
        ("K 4.1, now 300 mmol/L", 4.1, None),
        ("K 4.1, now 88%", 4.1, None),
        ("K 4.1 now (6.8 yesterday)", 4.1, None),
    ],
)
def test_the_last_that_can_be_of_the_quantity(text: str, value: float, unit: str | None) -> None:
    found = latest(text, potassium(text, "4.1"), VOCABULARY)
    assert (found.value, found.unit, found.later) == (value, unit, value != 4.1)


def test_pressures_follow_one_another() -> None:
    match = PRESSURE.search("BP 130/80 on arrival, then 70/40.")
    assert match is not None
    assert last_pressure(match.string, match).group() == "70/40"


def test_an_earlier_value_gives_way_to_another_only() -> None:
    text = "K 4.1 yesterday. K 6.8"
    first, second = potassium(text, "4.1"), potassium(text, "6.8")
    assert gave_way(text, first, [first, second])
    assert not gave_way(text, first, [first])
    assert not gave_way(text, second, [first, second])
