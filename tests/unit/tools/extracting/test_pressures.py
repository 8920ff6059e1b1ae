"""Blood pressures as two numbers."""

import pytest

from tools.extracting.pressures import pressures_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BP 85/50", [(85, 50)]),
        ("blood pressure was 120 / 80 mmHg, later 110/70 mm Hg", [(120, 80), (110, 70)]),
        ("1/2 tablet", []),
        ("BP 50/85", []),
        ("pulmonary artery pressure 45/20 mmHg", []),
        ("PA pressure 45/20 mmHg", []),
        ("target BP 130/80", []),
        ("BP goal <130/80", []),
        ("pulmonary embolism; BP 85/50", [(85, 50)]),
        ("pulmonary embolism, BP 85/50", [(85, 50)]),
    ],
)
def test_only_those_of_the_patient(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(one.systolic, one.diastolic) for one in pressures_in(text)] == expected


def test_a_range_is_told() -> None:
    (found,) = pressures_in("BP 120/80 - 90")
    assert found.range
