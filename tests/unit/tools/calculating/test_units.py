"""Units convert by Pint and by molar mass, exactly; the tables agree with chemistry and with the AMA's factors."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculating.exact import exact
from tools.calculating.units import accepted, converted, known, read_unit, spelled, substances

# IUPAC, conventional atomic weights.
WEIGHTS = {
    "H": 1.008,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "Na": 22.990,
    "K": 39.098,
    "Cl": 35.45,
    "Ca": 40.078,
    "Mg": 24.305,
}

# AMA Manual of Style: conventional unit, factor to the SI unit, SI unit.
AMA = [
    ("creatinine", "mg/dL", "88.4", "umol/L"),
    ("bilirubin", "mg/dL", "17.1", "umol/L"),
    ("glucose", "mg/dL", "0.05551", "mmol/L"),
    ("cholesterol", "mg/dL", "0.02586", "mmol/L"),
    ("calcium", "mg/dL", "0.2495", "mmol/L"),
    ("urea-nitrogen", "mg/dL", "0.357", "mmol/L"),
    ("magnesium", "mg/dL", "0.4114", "mmol/L"),
    ("triglycerides", "mg/dL", "0.0113", "mmol/L"),
    ("albumin", "g/dL", "10", "g/L"),
]


@pytest.mark.parametrize("name", sorted(name for name, facts in substances().items() if "formula" in facts))
def test_a_molar_mass_is_that_of_its_formula(name: str) -> None:
    facts = substances()[name]
    parts = re.findall(r"([A-Z][a-z]?)(\d*)", facts["formula"])
    mass = sum(WEIGHTS[element] * int(count or 1) for element, count in parts)
    assert float(facts["molar_mass"]) == pytest.approx(mass, rel=6e-4)


@pytest.mark.parametrize(("name", "unit", "factor", "wanted"), AMA)
def test_the_factors_of_the_ama_come_out(name: str, unit: str, factor: str, wanted: str) -> None:
    ours = converted(exact(1), unit, wanted, name)
    digits = len(factor.replace("0.", "").lstrip("0").replace(".", ""))
    assert float(f"{float(ours):.{digits}g}") == pytest.approx(float(factor), rel=0.003)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "substance", "out"),
    [
        ("98.6", "[degF]", "Cel", None, "37"),
        ("0", "Cel", "K", None, "273.15"),
        ("1", "[lb_av]", "kg", None, "0.45359237"),
        ("5", "[ft_i]", "cm", None, "152.4"),
        ("18", "mo", "a", None, "1.5"),
        ("4200", "/uL", "10*9/L", None, "4.2"),
        ("1", "10*12/L", "10*9/L", None, "1000"),
        ("60", "U/L", "ukat/L", None, "1"),
        ("7", "mmol/L", "mg/dL", "urea-nitrogen", "19.6"),
        ("2", "meq/L", "mmol/L", "calcium", "1"),
        ("140", "meq/L", "mmol/L", "sodium", "140"),
        ("50", "%", "1", None, "0.5"),
        ("2", "L/d", "mL/d", None, "2000"),
        ("1", "g", "mg", None, "1000"),
        ("1", "kg", "g", None, "1000"),
    ],
)
def test_conversion_is_exact(value: str, unit: str, wanted: str, substance: str | None, out: str) -> None:
    assert converted(exact(value), unit, wanted, substance) == exact(out)


def test_a_kilopascal_is_the_usual_number_of_millimetres_of_mercury() -> None:
    assert float(converted(exact(1), "kPa", "mm[Hg]")) == pytest.approx(7.50062, abs=1e-5)


@given(st.fractions(min_value=0, max_value=10**6), st.data())
def test_there_and_back_is_the_same_number(value: Fraction, data: st.DataObject) -> None:
    unit, substance = data.draw(
        st.sampled_from(
            [("mg/dL", "creatinine"), ("mmol/L", "sodium"), ("Cel", None), ("kg", None), ("a", None), ("/min", None)]
        )
    )
    away = data.draw(st.sampled_from(accepted(unit, substance)))
    assert converted(converted(value, unit, away, substance), away, unit, substance) == value


def test_which_units_an_input_takes() -> None:
    assert accepted("mg/dL", "creatinine")[0] == "mg/dL"
    assert {"umol/L", "mmol/L", "g/L"} <= set(accepted("mg/dL", "creatinine"))
    assert "meq/L" not in accepted("mg/dL", "creatinine")
    assert "mmol/L" not in accepted("g/dL", "albumin")
    assert "mmol/L" not in accepted("mg/dL")
    assert {"meq/L", "mg/dL"} <= set(accepted("mmol/L", "sodium"))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("µmol/L", "umol/L"),
        ("μmol/l", "umol/L"),
        ("mm hg", "mm[Hg]"),
        ("degrees Celsius", "Cel"),
        ("years", "a"),
        ("mEq/L", "meq/L"),
        ("x 10^9/L", "10*9/L"),
        ("beats per minute", "/min"),
        ("parsec", None),
        ("", None),
    ],
)
def test_units_are_read_as_people_write_them(text: str, unit: str | None) -> None:
    every = ("umol/L", "mm[Hg]", "Cel", "a", "meq/L", "10*9/L", "/min")
    assert read_unit(text, every) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (" mL/min and", "mL/min"),
        ("mmHg.", "mm[Hg]"),
        (" in this case", None),
        (" points", None),
        (" mg/dL)", "mg/dL"),
        ("", None),
    ],
)
def test_the_unit_that_a_text_begins_with(text: str, unit: str | None) -> None:
    assert spelled(text) == unit


def test_what_is_in_no_table_is_not_known() -> None:
    assert known("mg/dL")
    assert not known("parsec")
