import numpy as np
import pytest

from tools.errors import BadArguments
from tools.volume import LPS_TO_RAS, Volume


def volume_of(affine: np.ndarray, shape: tuple[int, int, int] = (3, 4, 5)) -> Volume:
    return Volume(voxels=np.arange(np.prod(shape), dtype=np.int16).reshape(shape), affine=affine)


AXIAL = np.array([[0, 0, 0.7, -10], [0, 0.8, 0, -20], [2.5, 0, 0, 5], [0, 0, 0, 1]], float)


def test_spacing_axes_and_the_affine_of_nifti() -> None:
    volume = volume_of(AXIAL)
    assert volume.spacing == (2.5, 0.8, 0.7)
    assert "".join(one.letter for one in volume.axes) == "HPL"
    assert [one.off for one in volume.axes] == [0, 0, 0]
    assert (volume.ras @ [1, 2, 1, 1]).tolist() == (LPS_TO_RAS @ AXIAL @ [1, 2, 1, 1]).tolist()


@pytest.mark.parametrize("letters", ["HPL", "FAR", "PFL", "LFP", "RHA", "ALH"])
def test_turning_moves_no_voxel_in_the_patient(letters: str) -> None:
    volume = volume_of(AXIAL)
    turned = volume.turned(letters)
    assert "".join(one.letter for one in turned.axes) == letters
    places: dict[tuple[float, ...], int] = {}
    for found in (volume, turned):
        for index, value in np.ndenumerate(found.voxels):
            place = tuple((found.affine @ [*index, 1]).round(6).tolist())
            assert places.setdefault(place, int(value)) == value
    assert len(places) == volume.voxels.size
    assert np.array_equal(turned.turned("HPL").voxels, volume.voxels)


def test_an_oblique_grid_has_each_axis_of_the_patient_once() -> None:
    angle = np.radians(44)
    turn = np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ AXIAL[:3, :3]
    axes = volume_of(affine).axes
    assert "".join(one.letter for one in axes) == "HPL"
    assert axes[0].off == pytest.approx(44)
    assert axes[2].off == pytest.approx(0, abs=1e-6)


def test_positions_and_indices_are_each_others_inverse() -> None:
    for letters in ("HPL", "FAR", "LFP"):
        volume = volume_of(AXIAL).turned(letters)
        for axis, count in enumerate(volume.voxels.shape):
            for index in range(count):
                assert volume.index_at(axis, volume.position(axis, index)) == index
    with pytest.raises(BadArguments, match="position must be from"):
        volume_of(AXIAL).index_at(0, 50)


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (0, 0, np.nan, "finite"),
        (2, 0, 0.0, "mm apart"),
        (2, 0, 101.0, "mm apart"),
        (0, 0, 0.5, "sheared"),
        (3, 3, 2.0, "last row"),
    ],
)
def test_an_affine_that_is_no_grid_is_refused(row: int, column: int, value: float, message: str) -> None:
    affine = AXIAL.copy()
    affine[row, column] = value
    with pytest.raises(BadArguments, match=message):
        volume_of(affine)


def test_axes_that_do_not_span_the_patient_are_refused() -> None:
    with pytest.raises(BadArguments, match="three of"):
        volume_of(AXIAL).turned("HHL")
    with pytest.raises(BadArguments, match="not empty"):
        volume_of(AXIAL, (0, 2, 2))


def test_voxels_and_affine_cannot_be_changed() -> None:
    volume = volume_of(AXIAL)
    with pytest.raises(ValueError, match="read-only"):
        volume.affine[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        volume.voxels[0, 0, 0] = 1
