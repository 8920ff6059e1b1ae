"""The tools that look at volumes, on one whose every voxel says where in the patient it lies."""

import numpy as np
import pytest

from tools.errors import BadArguments, NoVolume
from tools.image import Image, ImageRef
from tools.library.mip import mip
from tools.library.montage import montage
from tools.library.mpr import mpr
from tools.library.slice import slice as one_slice
from tools.tool import load
from tools.volume import Volume

SHAPE = (6, 4, 5)


def code(z: int, y: int, x: int) -> int:
    return 100 * z + 10 * y + x


@pytest.fixture
def volume() -> Volume:
    """Axial slices from the feet up, 3 mm apart, pixels of 1 mm x 0.5 mm; first voxel at (10, 20, 30)."""
    voxels = np.array([[[code(z, y, x) for x in range(5)] for y in range(4)] for z in range(6)], np.int16)
    affine = np.array([[0, 0, 0.5, 10], [0, 1, 0, 20], [3, 0, 0, 30], [0, 0, 0, 1]], float)
    sources = tuple(ImageRef(digest=f"{z:032x}", width=5, height=4) for z in range(6))
    return Volume(voxels=voxels, affine=affine, sources=sources, modality="CT", unit="[hnsf'U]")


def only(images: tuple[Image, ...]) -> Image:
    (image,) = images
    return image


def test_a_slice_by_number_by_position_and_the_middle_one(volume: Volume) -> None:
    for arguments, z in (({"index": 2}, 1), ({"position": 41.9}, 4), ({}, 3)):
        result = one_slice(volume, **arguments)  # type: ignore[arg-type]
        assert result.values == {"index": z + 1, "slices": 6, "position_mm": 30.0 + 3 * z}
        image = only(result.images)
        assert image.origin is not None
        assert image.origin.parent == volume.sources[z]
        assert image.facts["PatientOrientation"] == "L\\P"
        assert image.unit == "[hnsf'U]"
        # Drawn with square pixels of 0.5 mm: twice as many rows, the same columns.
        assert image.pixels.shape == (8, 5)
        assert image.spacing is not None
        assert (image.spacing.row, image.spacing.column) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("plane", "index", "corners", "box", "orientation"),
    [
        # Corner voxels as (top left, top right, bottom left); axial from the feet, others with the head on top.
        ("axial", 3, (code(2, 0, 0), code(2, 0, 4), code(2, 3, 0)), (0, 0, 5, 4), "L\\P"),
        ("coronal", 2, (code(5, 1, 0), code(5, 1, 4), code(0, 1, 0)), (0, 1, 5, 2), "L\\F"),
        ("sagittal", 5, (code(5, 0, 4), code(5, 3, 4), code(0, 0, 4)), (4, 0, 5, 4), "P\\F"),
    ],
)
def test_planes_hang_as_radiologists_hang_them(
    volume: Volume, plane: str, index: int, corners: tuple[int, int, int], box: tuple[int, ...], orientation: str
) -> None:
    # Whatever way the slices were acquired, the picture is the same.
    cubes = Volume(voxels=volume.voxels, affine=np.eye(4)[:, [2, 1, 0, 3]])  # so that no pixel is interpolated
    for acquired in ("HPL", "FPL", "PFL", "LFP", "RHA"):
        found = cubes.turned(acquired)
        sources = tuple(
            ImageRef(digest=f"{z:032x}", width=found.voxels.shape[2], height=found.voxels.shape[1])
            for z in range(found.voxels.shape[0])
        )
        again = Volume(voxels=found.voxels, affine=found.affine, sources=sources)
        image = only(
            load("mpr").run({"volume": 1, "plane": plane, "index": index}, [BLANK], lambda _, v=again: v).images
        )
        pixels = image.pixels
        assert (pixels[0, 0], pixels[0, -1], pixels[-1, 0]) == corners, acquired
        assert image.facts["PatientOrientation"] == orientation
        assert image.origin is not None
        if acquired == "HPL":
            assert image.origin.box.as_tuple() == box


BLANK = Image(pixels=np.zeros((4, 5), np.int16))


def test_the_aspect_of_a_plane_is_true(volume: Volume) -> None:
    image = only(mpr(volume, "coronal").images)
    assert image.spacing is not None
    # 6 slices of 3 mm and 5 columns of 0.5 mm.
    assert image.height * image.spacing.row == pytest.approx(18)
    assert image.width * image.spacing.column == pytest.approx(2.5)
    assert image.spacing.row == pytest.approx(image.spacing.column)
    assert image.spacing.source == "affine"


def test_projections_take_the_value_they_say(volume: Volume) -> None:
    # Sums along z: voxels differ by 100 from slice to slice.
    highest = only(mip(volume, "axial").images).pixels
    lowest = only(mip(volume, "axial", projection="minimum").images).pixels
    mean = only(mip(volume, "axial", projection="average").images).pixels
    assert highest[0, 0] == code(5, 0, 0)
    assert lowest[0, 0] == code(0, 0, 0)
    assert mean[0, 0] == 250
    assert mean.dtype == np.float32


def test_a_slab_has_its_thickness_around_its_position(volume: Volume) -> None:
    result = mip(volume, "axial", position=36.0, thickness=9.0)
    assert result.values == {"planes": 3, "from_mm": 33.0, "to_mm": 39.0}
    assert only(result.images).pixels[0, 0] == code(3, 0, 0)
    assert "Depth is lost" in result.warnings[-1]
    assert mip(volume, "axial", position=30.0, thickness=0.1).values["planes"] == 1


def test_a_montage_says_where_each_slice_is(volume: Volume) -> None:
    result = montage(volume, slices=(1, 6, 3))
    picture = only(result.images)
    tiles = result.values["tiles"]
    assert [one["slice"] for one in tiles] == [1, 6, 3]
    assert [one["position_mm"] for one in tiles] == [30.0, 45.0, 36.0]
    for tile in tiles:
        left, top, right, bottom = tile["box"]
        own = only(one_slice(volume, index=tile["slice"]).images).shown()
        assert np.array_equal(picture.pixels[top:bottom, left:right], own)


def test_a_montage_is_evenly_spaced(volume: Volume) -> None:
    assert [one["slice"] for one in montage(volume, count=3).values["tiles"]] == [2, 4, 6]
    assert [one["slice"] for one in montage(volume, count=36).values["tiles"]] == [1, 2, 3, 4, 5, 6]
    assert len(montage(volume, plane="sagittal", count=2).values["tiles"]) == 2


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("slice", {"index": 7}, "from 1 to 6"),
        ("slice", {"index": 1, "position": 30}, "not both"),
        ("slice", {"position": 100}, "from 30.0 to 45.0 mm"),
        ("mpr", {"plane": "axal"}, "Did you mean 'axial'"),
        ("mpr", {"plane": "sagittal", "index": 6}, "from 1 to 5"),
        ("mip", {"position": -100}, "position must be from"),
        ("montage", {"slices": [0]}, "from 1 to 6"),
        ("montage", {"slices": [1.5]}, "whole number"),
        ("montage", {"slices": []}, "1 to 36 whole numbers"),
    ],
)
def test_planes_that_do_not_exist_are_refused(
    volume: Volume, name: str, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(BadArguments, match=message):
        load(name).run({"volume": 1, **arguments}, [BLANK], lambda _: volume)


def test_an_oblique_volume_is_shown_in_its_own_planes_with_a_note(volume: Volume) -> None:
    turn = np.eye(4)
    angle = np.radians(20)
    turn[1:3, 1:3] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    tilted = Volume(voxels=volume.voxels, affine=turn @ volume.affine, sources=volume.sources)
    result = mpr(tilted, "coronal")
    assert "20 degrees off" in result.warnings[0]
    assert set(np.unique(only(mpr(tilted, "axial", index=1).images).pixels[0])) <= {0, 1, 2, 3, 4}


def test_without_a_volume_the_tools_say_so() -> None:
    with pytest.raises(NoVolume, match="no volumes here"):
        load("slice").run({"volume": 1}, [BLANK])
