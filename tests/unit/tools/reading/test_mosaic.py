"""Siemens mosaics, and where frames lie."""

import struct
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded, file_of
from tools.errors import NoVolume
from tools.reading.dicom_instance import read_dicom
from tools.stacking import stack_volumes
from tools.study import Instance, Series
from tools.volume import Volume

SLICES, ROWS, COLUMNS = 5, 4, 6
VALUES = np.arange(SLICES * ROWS * COLUMNS, dtype=np.uint16).reshape(SLICES, ROWS, COLUMNS)


def tiled() -> np.ndarray[Any, Any]:
    """Five slices in a mosaic of three by three."""
    mosaic = np.zeros((3 * ROWS, 3 * COLUMNS), np.uint16)
    for index, one in enumerate(VALUES):
        down, right = divmod(index, 3)
        mosaic[down * ROWS : (down + 1) * ROWS, right * COLUMNS : (right + 1) * COLUMNS] = one
    return mosaic


def csa(**tags: list[float]) -> bytes:
    """A private header of the newer kind (SV10)."""
    parts = [b"SV10\4\3\2\1", struct.pack("<II", len(tags), 77)]
    for name, values in tags.items():
        parts.append(struct.pack("<64si4siii", name.encode(), len(values), b"FD", 4, 6, 77))
        items = [f"{one:.8f}".encode() + b"\0" for one in values] + [b""] * (6 - len(values))
        for item in items:
            parts.append(struct.pack("<4i", len(item), len(item), 77, len(item)))
            parts.append(item + bytes(-len(item) % 4))
    return b"".join(parts)


def mosaic_of(*, normal: list[float] | None = None, **changes: Any) -> Instance:
    facts: dict[str, Any] = {
        "Modality": "MR",
        "Manufacturer": "SIEMENS",
        "ImageType": ["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"],
        "ImagePositionPatient": [-18, -12, 30],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [2, 2],
        "SpacingBetweenSlices": 3,
    }
    pixels = changes.pop("pixels", tiled())
    dataset = dataset_of(pixels, **{**facts, **changes})
    block = dataset.private_block(0x19, "SIEMENS MR HEADER", create=True)
    block.add_new(0x0A, "US", SLICES)
    if normal is not None:
        block = dataset.private_block(0x29, "SIEMENS CSA HEADER", create=True)
        block.add_new(0x10, "OB", csa(SliceNormalVector=normal))
    return read_dicom(encoded(dataset)).instance


def only(*instances: Instance) -> Volume:
    (volume,) = stack_volumes(Series(instances=instances, modality="MR"))
    return volume


def test_a_mosaic_becomes_its_slices() -> None:
    instance = mosaic_of(normal=[0, 0, 1])
    assert [one.pixels.tolist() for one in instance.frames] == VALUES.tolist()
    assert instance.frames[0].facts["Rows"] == str(ROWS)
    volume = only(instance)
    assert np.array_equal(volume.voxels, VALUES)
    # The header's position is of a slice of 12 x 18 pixels: half of the difference to 4 x 6 in each direction.
    assert volume.affine.tolist() == [[0, 0, 2, -18 + 12], [0, 2, 0, -12 + 8], [3, 0, 0, 30], [0, 0, 0, 1]]
    assert instance.frames[0].notes == ()


def test_slices_against_the_normal_run_the_other_way() -> None:
    instance = mosaic_of(normal=[0, 0, -1])
    volume = only(instance)
    assert np.array_equal(volume.voxels, VALUES[::-1])
    assert volume.affine[2, 3] == 30 - 3 * (SLICES - 1)
    assert "run against" in instance.frames[0].notes[0]


def test_without_the_private_header_the_normal_is_taken_and_told() -> None:
    assert "their normal was taken" in mosaic_of().frames[0].notes[0]


def test_without_a_distance_the_slices_have_no_place() -> None:
    instance = mosaic_of(SpacingBetweenSlices=None)
    assert len(instance.frames) == SLICES
    assert "distance is not stated" in instance.frames[0].notes[0]
    with pytest.raises(NoVolume, match="do not state where"):
        only(instance)


def test_a_size_that_is_no_multiple_is_shown_whole() -> None:
    instance = mosaic_of(pixels=tiled()[:-1])
    assert len(instance.frames) == 1
    assert "shown whole" in instance.frames[0].notes[0]


def test_a_broken_private_header_counts_as_missing() -> None:
    dataset = dataset_of(tiled(), ImageType=["ORIGINAL", "PRIMARY", "MOSAIC"], Modality="MR")
    block = dataset.private_block(0x29, "SIEMENS CSA HEADER", create=True)
    for raw in (b"SV10\4\3\2\1" + b"\xff" * 40, b"", b"SV10"):
        block.add_new(0x10, "OB", raw)
        assert len(read_dicom(encoded(dataset)).instance.frames) == 1


def enhanced(places: list[float], times: list[int] | None = None) -> Instance:
    """A multi-frame object whose frames have places, and perhaps times, of their own."""
    dataset = dataset_of(np.arange(len(places) * 8, dtype=np.uint16).reshape(-1, 2, 4), Modality="MR")
    shared, frames = Dataset(), []
    shared.PixelMeasuresSequence = Sequence([Dataset()])
    shared.PixelMeasuresSequence[0].PixelSpacing = [1, 1]
    shared.PlaneOrientationSequence = Sequence([Dataset()])
    shared.PlaneOrientationSequence[0].ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
    for index, place in enumerate(places):
        frame = Dataset()
        frame.PlanePositionSequence = Sequence([Dataset()])
        frame.PlanePositionSequence[0].ImagePositionPatient = [place, 0, 0]
        if times is not None:
            frame.FrameContentSequence = Sequence([Dataset()])
            frame.FrameContentSequence[0].TemporalPositionIndex = times[index]
        frames.append(frame)
    dataset.SharedFunctionalGroupsSequence = Sequence([shared])
    dataset.PerFrameFunctionalGroupsSequence = Sequence(frames)
    return read_dicom(encoded(dataset)).instance


def test_frames_of_an_enhanced_object_have_places_of_their_own() -> None:
    volume = only(enhanced([4, 0, 2]))
    # Sagittal frames whose rows run to the back and the feet: their normal points to the right.
    assert "".join(one.letter for one in volume.axes) == "RFP"
    assert volume.voxels[:, 0, 0].tolist() == [0, 16, 8]


def test_times_of_an_enhanced_object_are_volumes() -> None:
    instance = enhanced([0, 2, 0, 2], [1, 1, 2, 2])
    volumes = stack_volumes(Series(instances=(instance,), modality="MR"))
    assert [one.phase for one in volumes] == ["TemporalPositionIdentifier 1", "TemporalPositionIdentifier 2"]
    assert [one.voxels[:, 0, 0].tolist() for one in volumes] == [[8, 0], [24, 16]]


def test_a_plain_multi_frame_object_has_no_place_but_for_dose_grids() -> None:
    pixels = np.arange(24, dtype=np.uint16).reshape(3, 2, 4)
    facts: dict[str, Any] = {
        "ImagePositionPatient": [0, 0, 5],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [1, 1],
    }
    assert read_dicom(file_of(pixels, **facts)).instance.planes == (None, None, None)
    dose = only(read_dicom(file_of(pixels, **facts, GridFrameOffsetVector=[0, 2, 4])).instance)
    assert dose.affine[:, 3].tolist() == [0, 0, 5, 1]
    assert dose.spacing == (2, 1, 1)


@pytest.mark.parametrize(
    "directions", [[1, 0, 0, 1, 0, 0], [2, 0, 0, 0, 1, 0], [1, 0, 0, 0.1, 1, 0], [0, 0, 0, 0, 0, 0]]
)
def test_directions_that_span_no_plane_give_no_place(directions: list[float]) -> None:
    instance = read_dicom(
        file_of(VALUES[0], ImagePositionPatient=[0, 0, 0], ImageOrientationPatient=directions, PixelSpacing=[1, 1])
    ).instance
    assert instance.planes == (None,)
