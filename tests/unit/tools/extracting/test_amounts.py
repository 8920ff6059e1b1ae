"""Numbers with units as notes write them, and those that are not taken for one value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculating import Exact, exact
from tools.calculating.units import accepted
from tools.extracting.amounts import amount_at

CREATININE = accepted("mg/dL", "creatinine")
CELLS = accepted("10*9/L")
LENGTHS = accepted("cm")


@pytest.mark.parametrize(
    ("text", "units", "number", "unit"),
    [
        ("1.4 mg/dL", CREATININE, "1.4", "mg/dL"),
        ("106µmol/L", CREATININE, "106", "umol/L"),
        ("1,4 mg/dl,", CREATININE, "1.4", "mg/dL"),
        ("12,300/µL", CELLS, "12300", "/uL"),
        ("186 000/mm3", CELLS, "186000", "/uL"),
        ("3.98 × 105 cells/μL", CELLS, "398000", "/uL"),
        ("210 x 10^9/L", CELLS, "210000000000", "/L"),
        ("5.6×10⁴/µL", CELLS, "56000", "/uL"),
        ("1.87 m and", LENGTHS, "1.87", "m"),
        ("5 feet 6 inches", LENGTHS, "66", "[in_i]"),
        ("5'6\"", LENGTHS, "66", "[in_i]"),
        ("69 in and", LENGTHS, "69", "[in_i]"),
        ("170-cm", LENGTHS, "170", "cm"),
    ],
)
def test_numbers_are_read_with_their_unit(text: str, units: tuple[str, ...], number: str, unit: str) -> None:
    amount = amount_at(text, 0, units)
    assert amount is not None
    assert (amount.number, amount.unit, amount.doubt) == (exact(number), unit, "")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("< 0.3 mg/dL", "bound"),
        ("more than 3 mg/dL", "bound"),
        ("0.6-1.2 mg/dL", "range"),
        ("0.6 mg/dL to 1.2 mg/dL", "range"),
        ("1.2/0.9", "range"),
        ("4+", "unit"),
        ("180s", "unit"),
        ("7 years", "unit"),
        ("1.2 g/day", "unit"),
        ("5 %", "unit"),
        ("1,4 or so", "unit"),
    ],
)
def test_what_is_no_single_value_is_told(text: str, doubt: str) -> None:
    amount = amount_at(text, 0, CREATININE)
    assert amount is not None
    assert amount.doubt == doubt


def test_a_word_is_no_unit() -> None:
    amount = amount_at("62 in the evening", 0, LENGTHS)
    assert amount is not None
    assert amount.unit is None


def test_nothing_is_read_where_no_number_starts() -> None:
    assert amount_at("about 1.4 mg/dL", 0, CREATININE) is None


@given(
    st.integers(0, 9999),
    st.integers(0, 99),
    st.sampled_from(["mg/dL", "umol/L", "mmol/L"]),
    st.text("ab ,.", max_size=9),
)
def test_a_written_number_comes_back_exactly(whole: int, hundredths: int, unit: str, before: str) -> None:
    text = f"{before}{whole}.{hundredths:02} {unit}."
    amount = amount_at(text, len(before), CREATININE)
    assert amount is not None
    assert amount.number == Exact(whole) + Fraction(hundredths, 100)
    assert amount.unit == unit
    assert text[amount.start : amount.end] == f"{whole}.{hundredths:02} {unit}"
