"""Changes since an earlier study, written for readers."""

import pytest

from agent.comparison import Earlier, Seen, changes
from tools.finding import Measurement


def measured(code: str, value: float, unit: str) -> Measurement:
    return Measurement(code=code, name=code, value=value, unit=unit, uncertainty=0.02)


@pytest.mark.parametrize(
    ("unit", "then", "now"),
    [
        ("1", "0.48 ± 0.02", "0.56 ± 0.02"),
        ("[hnsf'U]", "0.48 ± 0.02 HU", "0.56 ± 0.02 HU"),
        ("mm2", "0.48 ± 0.02 mm²", "0.56 ± 0.02 mm²"),
    ],
)
def test_then_and_now_have_the_units_of_readers_and_the_difference_that_of_machines(
    unit: str, then: str, now: str
) -> None:
    seen = (
        Seen(tool="measure", image=1, measurements=(measured("size", 0.56, unit),)),
        Seen(tool="measure", image=2, measurements=(measured("size", 0.48, unit),)),
    )
    (change,) = changes(seen, (Earlier(number=2, days=30),), 2)
    assert (change.then, change.now, change.unit) == (then, now, unit)
    assert change.difference == pytest.approx(0.08)


def test_an_area_in_pixels_is_told_at_the_scale_of_the_current_image() -> None:
    area, residual = measured("area", 100.0, "{pixels}"), measured("registration-residual", 1.25, "{pixels}")
    seen = (
        Seen(tool="segment", image=1, target="lungs", measurements=(area,)),
        Seen(tool="segment", image=2, target="lungs", measurements=(area,)),
        Seen(tool="compare_prior", image=1, other=2, scale=2.0, measurements=(residual,)),
    )
    (change,) = changes(seen, (Earlier(number=2),), 2)
    assert (change.then, change.now) == ("400 ± 0.02 pixels", "100 ± 0.02 pixels")
    assert change.basis.startswith("Registered with a residual of 1.25 ± 0.02 pixels.")
