"""Doses of drugs, and how often a day."""

import pytest

from tools.calculating import exact
from tools.extracting.drugs import doses_of, drugs_named

DRUGS = ("cortisone", "hydrocortisone", "prednisone", "morphine")


@pytest.mark.parametrize(
    ("text", "number", "unit", "per_day"),
    [
        ("takes 20 mg of Prednisone 2 times a day", "20", "mg", 2),
        ("prednisone 7.5 mg daily", "7.5", "mg", 1),
        ("prednisone PO 10 mg BID", "10", "mg", 2),
        ("prednisone 5 mg every 8 hours", "5", "mg", 3),
        ("prednisone 5 mg q6h", "5", "mg", 4),
        ("prednisone 500 mcg once a day", "500", "ug", 1),
        ("prednisone 5 mg three times daily", "5", "mg", 3),
        ("prednisone 5 mg", "5", "mg", None),
    ],
)
def test_a_dose_stands_before_or_after_its_drug(text: str, number: str, unit: str, per_day: int | None) -> None:
    (dose,) = doses_of(text, DRUGS)
    assert (dose.drug, dose.number, dose.unit, dose.per_day) == ("prednisone", exact(number), unit, per_day)
    assert number in text[dose.start : dose.end]


@pytest.mark.parametrize("text", ["prednisone was given", "20 mg prednisone 10 mg", "morphine 10 mg as needed"])
def test_no_dose_or_two_are_no_dose(text: str) -> None:
    (dose,) = doses_of(text, DRUGS)
    assert dose.number is None


def test_a_longer_name_is_not_taken_for_a_shorter() -> None:
    assert drugs_named("Hydrocortisone, then cortisone", DRUGS) == ("hydrocortisone", "cortisone")
