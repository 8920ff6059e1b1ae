"""Quantities as a reader writes them."""

import pytest

from tools.finding import Measurement
from tools.spoken import spoken


@pytest.mark.parametrize(
    ("value", "unit", "uncertainty", "said"),
    [
        (38.9, "Cel", None, "38.9 °C"),
        (128, "mm[Hg]", None, "128 mmHg"),
        (0.4902, "1", 0.038, "0.49 ± 0.04"),
        (0.0123, "1", None, "0.0123"),
        (3, "1", None, "3"),
        (186, "mg/L", None, "186 mg/L"),
        (12.34567, "mm", 0.21, "12.35 ± 0.21 mm"),
    ],
)
def test_how_it_is_written(value: float, unit: str, uncertainty: float | None, said: str) -> None:
    assert spoken(Measurement(code="x", name="x", value=value, unit=unit, uncertainty=uncertainty)) == said
