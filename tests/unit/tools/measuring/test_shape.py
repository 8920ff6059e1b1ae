"""Shapes of bodies that are known exactly."""

import numpy as np
import pytest

from tools import BadArguments
from tools.measuring.shape import axis_lengths, shape_of, voxel_volume


def ellipsoid(a: float, b: float, c: float, spacing: tuple[float, float, float]) -> np.ndarray:
    halves = zip((a, b, c), spacing, strict=True)
    axes = [np.arange(-int(half / side) - 2, int(half / side) + 3) * side for half, side in halves]
    z, y, x = np.meshgrid(*axes, indexing="ij")
    return np.asarray((z / a) ** 2 + (y / b) ** 2 + (x / c) ** 2 <= 1)


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (2.5, 0.7, 0.7), (0.5, 1.0, 1.5)])
def test_an_ellipsoid(spacing: tuple[float, float, float]) -> None:
    half = (30.0, 20.0, 12.0)
    shape = shape_of(ellipsoid(*half, spacing), spacing)
    volume = 4 / 3 * np.pi * np.prod(half)
    assert shape.voxel_volume == pytest.approx(volume, rel=0.01)
    assert shape.mesh_volume == pytest.approx(volume, rel=0.015)
    assert shape.maximum_3d_diameter == pytest.approx(60, abs=max(spacing))
    assert shape.maximum_2d_diameter_slice == pytest.approx(40, abs=max(spacing))
    assert shape.maximum_2d_diameter_column == pytest.approx(60, abs=max(spacing))
    assert shape.maximum_2d_diameter_row == pytest.approx(60, abs=max(spacing))
    # A solid ellipsoid has a variance of a²/5 along an axis: four standard deviations are 4 a / sqrt(5).
    lengths = (shape.major_axis_length, shape.minor_axis_length, shape.least_axis_length)
    for ours, axis in zip(lengths, half, strict=True):
        assert ours == pytest.approx(4 * axis / np.sqrt(5), rel=0.02)
    assert shape.elongation == pytest.approx(2 / 3, rel=0.02)
    assert shape.flatness == pytest.approx(0.4, rel=0.02)
    assert 0.75 < shape.sphericity < 1


def test_names_and_counted_volume() -> None:
    mask = np.ones((2, 3, 4), np.bool_)
    assert voxel_volume(mask, (5, 0.5, 0.5)) == 30
    shape = shape_of(mask, (5, 0.5, 0.5)).as_dict()
    assert shape["voxel_volume"] == 30
    assert shape["surface_volume_ratio"] == pytest.approx(shape["surface_area"] / shape["mesh_volume"])


def test_a_single_voxel_has_no_axes() -> None:
    assert axis_lengths(np.ones((1, 1, 1), np.bool_), (1, 1, 1)) == (0, 0, 0)
    assert shape_of(np.ones((1, 1, 1), np.bool_), (1, 1, 1)).elongation == 1


@pytest.mark.parametrize("spacing", [(0, 1, 1), (1, -1, 1), (1, 1, float("nan")), (float("inf"), 1, 1)])
def test_bad_spacing_is_refused(spacing: tuple[float, float, float]) -> None:
    with pytest.raises(BadArguments, match="Spacing"):
        shape_of(np.ones((2, 2, 2), np.bool_), spacing)
