"""Units of notes."""

import pytest

from tools.notes.units import bare_unit, converted, most_points, on_another_scale, plausible, unit_at


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("x10^9/L", "10*9/L"),
        ("× 10⁹/L", "10*9/L"),
        ("x10E3/uL", "10*9/L"),
        ("x 10(3)/mm3", "10*9/L"),
        ("x10^6/L", "10*6/L"),
        ("10*12/L", "10*12/L"),
        (" mL/min per 1.73 m2", "mL/min/{1.73_m2}"),
        (" gm%", "g/dL"),
        (" ng FEU/mL", "ng/mL"),
        (" lakhs/cumm", "10*11/L"),
        (" mmol/mol", "mmol/mol"),
        (" cells/\u00b5L", "/uL"),
        (" cells/\u03bcL", "/uL"),
        (" \u00b5mol/L", "umol/L"),
        (" \u03bcmol/L", "umol/L"),
        (" hour\u017f", None),
        (" furlongs", None),
        (" 10 days", None),
    ],
)
def test_how_notes_write_units(text: str, unit: str | None) -> None:
    found = unit_at(text, 0)
    assert (found and found[0]) == unit
    assert found is None or found[1] == len(text)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "quantity", "expected"),
    [
        (48.0, "mmol/mol", "%", "hba1c", 6.5),  # the limit of diabetes in both scales
        (48.0, "mmol/mol", "%", "ferritin", None),
        (45.0, "mL/min", "mL/min/{1.73_m2}", "egfr", 45.0),
        (45.0, "mL/min", "mL/min/{1.73_m2}", "creatinine", None),
        (28.0, "mg/dL", "mmol/L", "urea-nitrogen", 9.995),
        (60.0, "mg/dL", "mmol/L", "urea", 9.9907),
        (62.0, "%", "1", "fev1-fvc", 0.62),
        (1.2, "10*11/L", "10*9/L", "platelet-count", 120.0),
        (10.0, "10*6/L", "10*9/L", "white-cell-count", 0.01),
    ],
)
def test_conversion(value: float, unit: str, wanted: str, quantity: str, expected: float | None) -> None:
    result = converted(value, unit, wanted, quantity)
    assert result == (None if expected is None else pytest.approx(expected, rel=1e-4))


@pytest.mark.parametrize(
    ("value", "quantity", "expected"),
    [
        (3.1, "lactate", (True, "mmol/L")),
        (12.0, "lactate", (True, None)),
        (62.0, "fev1-fvc", (True, "%")),
        (0.62, "fev1-fvc", (True, "1")),
        (1.0, "troponin", (False, None)),
    ],
)
def test_a_number_without_a_unit(value: float, quantity: str, expected: tuple[bool, str | None]) -> None:
    assert bare_unit(value, quantity) == expected


def test_scores_and_scales() -> None:
    assert (most_points("glasgow-coma-scale"), most_points("sodium")) == (15, None)
    assert on_another_scale(" (DDU)", 0, "d-dimer")
    assert not on_another_scale(" FEU", 0, "d-dimer")
    assert not on_another_scale(" DDU", 0, "sodium")
    assert not plausible(62.0, "fev1-fvc")
    assert plausible(1e9, "unheard-of")
