"""Inputs are typed, converted and held to their range; what is wrong is refused with what is allowed."""

from datetime import date
from fractions import Fraction

import pytest

from tools.calculating.inputs import Choice, Day, Flag, Number
from tools.errors import BadArguments

CREATININE = Number("Serum creatinine", "mg/dL", "0.1", 40, substance="creatinine")


@pytest.mark.parametrize("value", [1.4, "1.4", "1.4 mg/dL", "1.4mg/dl", [1.4, "mg/dL"], ("1.4", "mg/dL"), "14 mg/L"])
def test_a_number_may_be_given_in_many_ways(value: object) -> None:
    assert CREATININE.read("creatinine", value)[0] == Fraction(7, 5)


def test_a_conversion_is_told() -> None:
    amount, how = CREATININE.read("creatinine", "88.4 µmol/L")
    assert float(amount) == pytest.approx(1.0, abs=1e-4)
    assert how.startswith("88.4 umol/L = ")
    assert CREATININE.read("creatinine", 1)[1] == ""


def test_both_ends_of_the_range_belong_to_it() -> None:
    assert CREATININE.read("creatinine", 40)[0] == 40
    with pytest.raises(BadArguments, match=r"0\.1 to 40 mg/dL"):
        CREATININE.read("creatinine", "40.000001")


@pytest.mark.parametrize("value", [True, None, "x", [1], [1, 2], {}, "1.4 parsec", float("nan"), "1,4", "", " "])
def test_what_is_no_such_number_is_refused_by_name(value: object) -> None:
    with pytest.raises(BadArguments, match="creatinine"):
        CREATININE.read("creatinine", value)


def test_a_wrong_unit_is_refused_with_those_taken() -> None:
    with pytest.raises(BadArguments, match=r"'parsec'; units: mg/dL, umol/L|units: mg/dL"):
        CREATININE.read("creatinine", [1, "parsec"])


def test_whole_numbers() -> None:
    scale = Number("Glasgow Coma Scale", "{number}", 3, 15, whole=True)
    assert scale.read("gcs", 14.0)[0] == 14
    assert scale.told() == "3 to 15, whole"
    with pytest.raises(BadArguments, match="whole"):
        scale.read("gcs", 14.5)


@pytest.mark.parametrize(
    ("unit", "substance", "low"), [("parsec", None, 0), ("mg/dL", "phlogiston", 0), ("mg/dL", None, 9)]
)
def test_a_number_that_makes_no_sense_cannot_be_described(unit: str, substance: str | None, low: int) -> None:
    with pytest.raises(ValueError, match="Something"):
        Number("Something", unit, low, 9, substance=substance)


@pytest.mark.parametrize(
    ("value", "flag"), [(True, True), (False, False), ("yes", True), ("Absent", False), (" no ", False)]
)
def test_flags(value: object, flag: bool) -> None:
    assert Flag("Fever").read("fever", value) == (flag, "")


@pytest.mark.parametrize("value", [1, 0, "maybe", [], None])
def test_what_is_no_flag_is_refused(value: object) -> None:
    with pytest.raises(BadArguments, match="fever must be true or false"):
        Flag("Fever").read("fever", value)


def test_choices_are_read_however_they_are_spaced() -> None:
    choice = Choice("Eyes", {"to_pain": "", "none": "no opening"})
    assert choice.read("eyes", "To pain")[0] == choice.read("eyes", "to-pain")[0] == "to_pain"
    assert choice.schema()["enum"] == ["to_pain", "none"]
    with pytest.raises(BadArguments, match="Did you mean 'to_pain'"):
        choice.read("eyes", "to_pains")
    with pytest.raises(BadArguments, match="must be one of to_pain, none"):
        choice.read("eyes", 3)


def test_days_are_taken_in_one_way_only() -> None:
    day = Day("Last period")
    assert day.read("day", "2024-02-29") == (date(2024, 2, 29), "")
    for wrong in ("2023-02-29", "02/03/2024", "20240229", 20240229, None):
        with pytest.raises(BadArguments, match="YYYY-MM-DD"):
            day.read("day", wrong)


def test_the_schema_tells_units_and_range() -> None:
    told = CREATININE.schema()["description"]
    assert "0.1 to 40 mg/dL" in told
    assert "umol/L" in told
