from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded
from tools.errors import BadArguments
from tools.overlay import DRAWN, draw_overlays
from tools.reading.dicom_instance import read_dicom
from tools.study import Instance

VALUES = np.arange(64, dtype=np.uint16).reshape(8, 8)


def with_plane(dataset: Dataset, plane: np.ndarray[Any, Any], origin: tuple[int, int] = (1, 1), **more: Any) -> Dataset:
    frames = plane.shape[0] if plane.ndim == 3 else 1
    packed = np.packbits(plane.astype(np.uint8), bitorder="little").tobytes()
    dataset.add_new((0x6000, 0x0010), "US", plane.shape[-2])
    dataset.add_new((0x6000, 0x0011), "US", plane.shape[-1])
    if frames > 1:
        dataset.add_new((0x6000, 0x0015), "IS", frames)
    dataset.add_new((0x6000, 0x0040), "CS", more.get("kind", "G"))
    dataset.add_new((0x6000, 0x0050), "SS", list(origin))
    dataset.add_new((0x6000, 0x0100), "US", 1)
    dataset.add_new((0x6000, 0x0102), "US", 0)
    dataset.add_new((0x6000, 0x3000), "OW", packed + b"\0" * (len(packed) % 2))
    return dataset


def read(dataset: Dataset) -> Instance:
    return read_dicom(encoded(dataset)).instance


def test_a_plane_is_a_mask_and_the_values_stay() -> None:
    plane = np.eye(8, dtype=np.bool_)
    found = read(with_plane(dataset_of(VALUES), plane, kind="R"))
    np.testing.assert_array_equal(found.frames[0].pixels, VALUES)
    np.testing.assert_array_equal(found.overlays[0].mask.pixels, plane)
    assert (found.overlays[0].kind, found.overlays[0].frame) == ("roi", None)
    assert any("overlay" in note for note in found.frames[0].notes)


@pytest.mark.parametrize(("origin", "place"), [((3, 2), (2, 1)), ((-1, 0), (-2, -1)), ((100, 1), None)])
def test_a_plane_lies_where_its_origin_says(origin: tuple[int, int], place: tuple[int, int] | None) -> None:
    found = read(with_plane(dataset_of(VALUES), np.ones((3, 4), np.bool_), origin)).overlays[0].mask.pixels
    wanted = np.zeros((8, 8), np.bool_)
    if place is not None:
        wanted[max(place[0], 0) : place[0] + 3, max(place[1], 0) : place[1] + 4] = True
    np.testing.assert_array_equal(found, wanted)


def test_planes_of_frames_belong_to_their_frames() -> None:
    planes = np.zeros((2, 8, 8), np.bool_)
    planes[1, 4] = True
    found = read(with_plane(dataset_of(np.stack([VALUES, VALUES])), planes)).overlays
    assert [(one.frame, one.mask.area) for one in found] == [(0, 0), (1, 8)]


@pytest.mark.parametrize("signed", [False, True])
def test_a_plane_in_an_unused_bit_is_found_and_is_no_part_of_the_values(signed: bool) -> None:
    values = (VALUES.astype(np.int16) - 30) if signed else VALUES
    words = (values.astype(np.uint16) & 0x0FFF) | (np.eye(8, dtype=np.uint16) << 14)
    dataset = dataset_of(words, BitsStored=12, HighBit=11, PixelRepresentation=int(signed))
    dataset.add_new((0x6000, 0x0010), "US", 8)
    dataset.add_new((0x6000, 0x0011), "US", 8)
    dataset.add_new((0x6000, 0x0100), "US", 16)
    dataset.add_new((0x6000, 0x0102), "US", 14)
    found = read(dataset)
    np.testing.assert_array_equal(found.frames[0].pixels, values)
    np.testing.assert_array_equal(found.overlays[0].mask.pixels, np.eye(8, dtype=np.bool_))


def test_a_damaged_plane_costs_the_plane_only() -> None:
    dataset = with_plane(dataset_of(VALUES), np.eye(8, dtype=np.bool_))
    dataset[0x6000, 0x0010].value = 800
    found = read(dataset)
    assert found.overlays == ()
    assert any("damaged" in note for note in found.frames[0].notes)


def test_drawing_is_asked_for_and_recorded() -> None:
    found = read(with_plane(dataset_of(VALUES), np.eye(8, dtype=np.bool_)))
    drawn = draw_overlays(found.frames[0], found.overlays)
    assert (np.diagonal(drawn.pixels) == 255).all()
    assert DRAWN in drawn.notes
    assert drawn.origin is not None
    assert drawn.origin.parent == found.frames[0].ref
    with pytest.raises(BadArguments, match="size"):
        draw_overlays(found.frames[0], ())
