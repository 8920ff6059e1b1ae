"""Where a note gives a number for a quantity, and where it gives another's."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculating import Number, load_calculator, names_of_calculators
from tools.calculating.units import accepted, known
from tools.extracting.quantities import quantity_table, readings_of

UNITS = {
    "sodium": accepted("mmol/L", "sodium"),
    "chloride": accepted("mmol/L", "chloride"),
    "bicarbonate": accepted("mmol/L", "bicarbonate"),
    "creatinine": accepted("mg/dL", "creatinine"),
    "urea": accepted("mg/dL", "urea-nitrogen"),
    "urea_nitrogen": accepted("mg/dL", "urea-nitrogen"),
    "bilirubin": accepted("mg/dL", "bilirubin"),
    "total_cholesterol": accepted("mg/dL", "cholesterol"),
    "hdl": accepted("mg/dL", "cholesterol"),
    "ast": accepted("U/L"),
    "alt": accepted("U/L"),
    "weight": accepted("kg"),
    "height": accepted("cm"),
    "systolic": accepted("mm[Hg]"),
    "diastolic": accepted("mm[Hg]"),
    "qt_interval": accepted("ms"),
    "body_mass_index": accepted("kg/m2"),
    "target_body_mass_index": accepted("kg/m2"),
}


def sure(text: str, quantity: str) -> list[str]:
    """The numbers that are taken, as they are written."""
    return [text[one.amount.start : one.amount.end] for one in readings_of(text, quantity, UNITS[quantity]) if one.sure]


@pytest.mark.parametrize(
    ("text", "quantity", "taken"),
    [
        ("Na+ 134 mEq/L, K 4.1", "sodium", ["134 mEq/L"]),
        ("HCO3-: 22 mmol/L", "bicarbonate", ["22 mmol/L"]),
        ("serum creatinine (SCr) was found to be 1.4 mg/dL", "creatinine", ["1.4 mg/dL"]),
        ("The creatinine level on admission was 88 umol/L.", "creatinine", ["88 umol/L"]),
        ("creatinine 1.1 on arrival", "creatinine", ["1.1"]),
        ("blood pressure was 124/78 mmHg", "systolic", ["124/78 mmHg"]),
        ("She stood 162 cm and weighed 58 kg", "height", ["162 cm"]),
        ("She stood 162 cm and weighed 58 kg", "weight", ["58 kg"]),
        ("He is 1.80 m (71 inches) tall", "height", ["1.80 m"]),
        ("The specimen was 18 cm and 1.2 kg", "weight", []),
        ("He was 181 cm and 90 kg", "weight", ["90 kg"]),
        ("HDL cholesterol 41 mg/dL, total cholesterol 190 mg/dL", "total_cholesterol", ["190 mg/dL"]),
        ("HDL cholesterol 41 mg/dL, total cholesterol 190 mg/dL", "hdl", ["41 mg/dL"]),
        ("a BMI of 31 and a target BMI of 24 kg/m2", "body_mass_index", ["31"]),
        ("a BMI of 31 and a target BMI of 24 kg/m2", "target_body_mass_index", ["24 kg/m2"]),
    ],
)
def test_values_stand_after_or_before_their_name(text: str, quantity: str, taken: list[str]) -> None:
    assert sure(text, quantity) == taken


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("urine sodium 40 mmol/L", "sodium"),
        ("Urinalysis: protein 2+, sodium 40 mmol/L", "sodium"),
        ("given sodium bicarbonate 50 mEq/L", "bicarbonate"),
        ("sodium chloride 154 mmol/L was infused", "chloride"),
        ("creatinine clearance 60 mL/min", "creatinine"),
        ("direct bilirubin 1.5 mg/dL", "bilirubin"),
        ("creatinine 5 g/day", "creatinine"),
        ("blood urea 62 mg/dL", "urea"),
        ("QTc 450 ms", "qt_interval"),
        ("corrected QT interval 450 ms", "qt_interval"),
        ("birth weight 3.1 kg", "weight"),
        ("a weight loss of 5 kg", "weight"),
        ("the spleen, which weighed 1.2 kg", "weight"),
        ("AST/ALT 40/52 U/L", "alt"),
        ("AST and ALT were 40 and 52 U/L, respectively", "alt"),
        ("creatinine rose from 0.9 mg/dL to 2.1 mg/dL", "creatinine"),
    ],
)
def test_another_quantity_or_an_open_one_is_not_taken(text: str, quantity: str) -> None:
    assert sure(text, quantity) == []


def test_urea_by_amount_is_taken_for_urea_and_its_nitrogen_by_mass() -> None:
    assert sure("serum urea 8 mmol/L", "urea") == ["8 mmol/L"]
    assert sure("BUN 22 mg/dL", "urea_nitrogen") == ["22 mg/dL"]
    assert sure("BUN 22 mg/dL", "urea") == []


@given(
    st.sampled_from(["Na", "sodium", "serum sodium", "Sodium level"]),
    st.sampled_from([" ", ": ", " = ", " of ", " was ", ", "]),
    st.integers(100, 180),
    st.sampled_from([" mmol/L", " mEq/L", ""]),
    st.text("xyz .\n", max_size=30),
)
def test_the_span_of_a_reading_holds_its_number(name: str, link: str, number: int, unit: str, before: str) -> None:
    text = f"{before}. {name}{link}{number}{unit}. End"
    (reading,) = readings_of(text, "sodium", UNITS["sodium"])
    assert reading.sure
    assert reading.amount.number == number
    assert text[reading.amount.start : reading.amount.end] == f"{number}{unit}"
    assert text[slice(*reading.name)].lower() in ("na", "sodium")


@given(st.text(alphabet="Na BPcreatinine0123456789/.,()%-+mgdLkg\n", max_size=200))
def test_any_text_is_read_and_every_span_lies_inside(text: str) -> None:
    for quantity, units in UNITS.items():
        for reading in readings_of(text, quantity, units):
            assert 0 <= reading.amount.start < reading.amount.end <= len(text)


def test_the_table_names_inputs_of_calculators_and_units_that_they_take() -> None:
    numbers = {
        one.name: one.kind
        for name in names_of_calculators()
        for one in load_calculator(name).inputs
        if isinstance(one.kind, Number)
    }
    for quantity in quantity_table().values():
        assert set(quantity.inputs) <= set(numbers), quantity.name
        for low, high, unit in quantity.bare:
            assert known(unit)
            assert low < high
            assert all(unit in numbers[name].units for name in quantity.inputs[:1]), quantity.name


def test_numbers_without_unit_are_taken_in_one_unit_only() -> None:
    for quantity in quantity_table().values():
        ranges = sorted(quantity.bare)
        assert all(first[1] < second[0] for first, second in pairwise(ranges)), quantity.name


@pytest.mark.parametrize(
    "text", ["\u017fodium 130 mmol/L", "sodium 130 mEq\u017f/L", "weight 70 kilogram\u017f", "weight 70 lb\u017f"]
)
def test_letters_that_only_match_without_regard_to_case_are_no_name_or_unit(text: str) -> None:
    assert not sure(text, "sodium")
    assert not sure(text, "weight")
