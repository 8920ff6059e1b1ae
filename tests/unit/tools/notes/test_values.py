"""The number that follows a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.notes.values import Value, number_of_another, value_after


@pytest.mark.parametrize(
    ("text", "code", "number", "unit"),
    [
        (" 7.2 g/dL", "haemoglobin", 7.2, "g/dL"),
        (" (g/dL): 7.2", "haemoglobin", 7.2, "g/dL"),
        (" (today): 7.2", "haemoglobin", 7.2, None),
        (" - 7.2 g/dL", "haemoglobin", 7.2, "g/dL"),
        (" was found to be 7.2 g/dL", "haemoglobin", 7.2, "g/dL"),
        (" fell from 10.1 g/dL to 7.2 g/dL", "haemoglobin", 7.2, "g/dL"),
        (" 10.1 -> 8.4 → 7.2 g/dL", "haemoglobin", 7.2, "g/dL"),
        ("⁻ 14 mmol/L", "bicarbonate", 14.0, "mmol/L"),
        (" 15 200 cells/µL", "white-cell-count", 15200.0, "/uL"),
        (" 15,200/mm3", "white-cell-count", 15200.0, "/uL"),
        (" 15.2 x 10(9)/L", "white-cell-count", 15.2, "10*9/L"),
        (" 1.2 lakh", "platelet-count", 1.2, "10*11/L"),
        (" 9/15", "glasgow-coma-scale", 9.0, "1"),
        (" [Mass/volume] in Serum or Plasma 2.0 mg/dL", "creatinine", 2.0, "mg/dL"),
    ],
)
def test_number_and_unit(text: str, code: str, number: float, unit: str | None) -> None:
    found = value_after(text, 0, code)
    assert found is not None
    assert (found.number, found.unit, found.why) == (number, unit, "")
    assert text[found.start].isdigit()


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        (" < 5 mg/L", "c-reactive-protein", "a bound only"),
        (" 80-90", "heart-rate", "a range"),
        (" 240 ng/mL DDU", "d-dimer", "one of another scale"),
    ],
)
def test_what_is_no_single_value_says_why(text: str, code: str, why: str) -> None:
    found = value_after(text, 0, code)
    assert found is not None
    assert found.why == why


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" 120/80", "heart-rate"),
        (" 9/20", "glasgow-coma-scale"),
        (" 12/hpf", "white-cell-count"),
        (" 40 mEq/kg", "potassium"),
        (" 10 mg", "potassium"),
        (" normal, 98.6", "oxygen-saturation"),
        (" and then 7", "potassium"),
    ],
)
def test_no_value(text: str, code: str) -> None:
    assert value_after(text, 0, code) is None


def test_a_next_name_after_a_slash_is_no_unit() -> None:
    assert value_after(" 118/k 5.9", 0, "sodium") == Value(118.0, None, 1, 4)


@pytest.mark.parametrize(("text", "number"), [(" < 130/80", "130/80"), (" target of 7", "7"), (", HR 130", None)])
def test_the_number_of_another_is_found_so_that_nobody_takes_it(text: str, number: str | None) -> None:
    span = number_of_another(text, 0)
    assert (None if span is None else text[slice(*span)]) == number


@given(st.text(alphabet=" 0123456789.,/-→>()%gdLtofrm", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    found = value_after(text, 0, "haemoglobin")
    assert found is None or 0 <= found.start < found.end <= len(text)
