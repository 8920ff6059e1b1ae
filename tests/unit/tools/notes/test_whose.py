"""Values of another person, and limits to act on."""

import pytest

from tools.notes.whose import is_another


@pytest.mark.parametrize(
    "before",
    [
        "Wife: BP 85/50, HR ",
        "Well today. His mother: HR ",
        "Mother had fever and platelets of ",
        "Discharge criteria: SpO2 ",
        "Transfuse if Hb ",
    ],
)
def test_a_heading_speaks_for_its_sentence(before: str) -> None:
    assert is_another(f"{before}60", len(before))


@pytest.mark.parametrize(
    "before",
    [
        "Wife: well. HR ",
        "History from wife: HR ",
        "Wife: found him, he has HR ",
        "Mother has asthma, HR ",
        "Mother has asthma and he has HR ",
        "Mother had noticed HR ",
        "SIRS criteria: HR ",
        "Meets admission criteria: HR ",
        "Transfuse if bleeding. Hb ",
    ],
)
def test_what_is_the_patients_stays(before: str) -> None:
    assert not is_another(f"{before}60", len(before))
