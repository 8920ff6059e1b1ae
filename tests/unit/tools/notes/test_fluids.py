"""What a quantity of blood is in another fluid."""

import re

import pytest

from tools.notes.fluids import any_of, code_in_fluid_after, fluid_code, of_blood


@pytest.mark.parametrize(
    ("before", "name", "after", "expected"),
    [
        ("", "glucose", " 5 mmol/L", "blood-glucose"),
        ("CSF ", "glucose", " 5 mmol/L", "csf-glucose"),
        ("", "glucose", " in the CSF 5", "csf-glucose"),
        ("", "glucose", " (urine) 5", "urine-glucose"),
        ("", "glucose", ", urine 5", "urine-glucose"),
        ("", "glucose", ", urine output 5", "blood-glucose"),
        ("pleural fluid analysis showed ", "glucose", " 2", None),
        ("pleural fluid: protein 42 g/L, ", "glucose", " 2", None),
        ("pleural fluid protein 42 g/L, serum ", "glucose", " 2", "blood-glucose"),
        ("pleural fluid: protein 42 g/L, pH 7.1, ", "glucose", " 2", None),
        ("pleural protein 42 g/L, ", "glucose", " 2", None),
        ("pleural protein 42 g/L, CK 112, ", "glucose", " 2", "blood-glucose"),
        ("pleural fluid: volume 500 mL, ", "glucose", " 2", None),
        ("pleural output 500 mL, ", "glucose", " 2", "blood-glucose"),
        ("pleural, ", "glucose", " 2", "blood-glucose"),
        ("urine dip negative, ", "glucose", " 2", "blood-glucose"),
        ("urinary infection with ", "glucose", " 2", "blood-glucose"),
        ("cord ", "blood glucose", " 2", None),
        ("urine and ", "serum glucose", " 2", "blood-glucose"),
    ],
)
def test_a_fluid_speaks_for_what_follows_it(before: str, name: str, after: str, expected: str | None) -> None:
    text, place = before + name + after, (len(before), len(before) + len(name))
    assert fluid_code(text, 0, place, "blood-glucose", []) == expected


def test_a_fluid_in_another_quantitys_name_speaks_for_nothing() -> None:
    text = "urine sodium 30, lactate 3"
    place = (text.index("lactate"), text.index("lactate") + 7)
    assert fluid_code(text, 0, place, "lactate", [(0, 12, ("urine-sodium",)), (*place, ("lactate",))]) == "lactate"
    assert fluid_code(text, 0, place, "lactate", []) is None


def test_what_is_not_of_blood_stays_what_it_is() -> None:
    assert not of_blood("heart-rate")
    assert fluid_code("urine HR 90", 0, (6, 8), "heart-rate", []) == "heart-rate"


def test_short_words_in_capitals_keep_their_case_and_the_longest_counts() -> None:
    pattern = re.compile(any_of(["LP", "joint", "joint fluid"]), re.I)
    assert pattern.match("lp") is None
    found = pattern.match("Joint-Fluid")
    assert found is not None
    assert found.group() == "Joint-Fluid"


def test_a_fluid_behind_a_value_makes_it_one_of_the_fluid() -> None:
    assert code_in_fluid_after(" in the CSF", 0, "blood-glucose") == "csf-glucose"
    assert code_in_fluid_after(" (CSF)", 0, "blood-glucose") == "csf-glucose"
    assert code_in_fluid_after(" in urine", 0, "sodium") is None
    assert code_in_fluid_after(" (urine 40)", 0, "sodium") == "sodium"
    assert code_in_fluid_after(" in the morning", 0, "sodium") == "sodium"
