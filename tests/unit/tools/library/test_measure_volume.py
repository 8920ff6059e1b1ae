"""Bodies in a volume."""

import numpy as np
import pytest

from tools import BadArguments, BoundingBox
from tools.library.measure_volume import measure_volume
from tools.volume import Volume

SPACING = (2.0, 0.8, 0.8)


def two_balls(unit: str = "[hnsf'U]") -> Volume:
    z, y, x = np.indices((30, 80, 100))
    voxels = np.full((30, 80, 100), -50, np.int16)
    for column in (30, 75):
        away = ((z - 15) * 2.0) ** 2 + ((y - 40) * 0.8) ** 2 + ((x - column) * 0.8) ** 2
        voxels[away <= 12.0**2] = 60
    affine = np.diag([1.0, 1.0, 1.0, 1.0])
    affine[:3, :3] = np.array([[0, 0, 0.8], [0, 0.8, 0], [2.0, 0, 0]])
    return Volume(voxels=voxels, affine=affine, unit=unit, modality="CT")


def test_one_of_two_balls() -> None:
    region = BoundingBox(left=25, top=35, right=35, bottom=45)
    found = measure_volume(two_balls(), 50, 90, 16, region)
    by_code = {one.code: one for one in found.measurements}
    true = 4 / 3 * np.pi * 12**3 / 1000
    assert by_code["volume"].value == pytest.approx(true, rel=0.02)
    assert abs(by_code["volume"].value - true) <= (by_code["volume"].uncertainty or 0)
    assert by_code["volume"].unit == "mL"
    for code in ("maximum-3d-diameter", "maximum-2d-diameter"):
        assert abs(by_code[code].value - 24) <= (by_code[code].uncertainty or 0) < 3
    assert by_code["intensity-mean"].value == 60
    assert found.warnings == ()
    assert found.text.endswith("mean 60 HU; standard deviation 0 HU.")
    both = measure_volume(two_balls(), 50, 90)
    assert both.measurements[0].value == pytest.approx(2 * by_code["volume"].value)
    assert both.values["voxels"] == 2 * found.values["voxels"]


def test_what_reaches_the_border_and_what_has_no_unit_is_told() -> None:
    found = measure_volume(two_balls("1"), -100, 0)
    assert any("border" in one for one in found.warnings)
    assert any("no physical unit" in one for one in found.warnings)


def test_bad_arguments_are_named() -> None:
    volume, region = two_balls(), BoundingBox(left=0, top=0, right=5, bottom=5)
    for arguments, message in (
        ((90, 50), "low"),
        ((50, 90, 1), "together"),
        ((50, 90, 99, region), "index"),
        ((50, 90, 1, region), "No voxel"),
        ((1000, 2000), "No voxel"),
    ):
        with pytest.raises(BadArguments, match=message):
            measure_volume(volume, *arguments)
