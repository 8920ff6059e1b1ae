"""Masks, overlays, tables and reports come out of the child process as they are here."""

import numpy as np
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded
from tests.unit.tools.reading.objects.test_overlays import with_plane
from tests.unit.tools.reading.objects.test_segmentation import SEG, group, segment
from tools.isolation.reading import read_isolated
from tools.reading.content import read_content
from tools.reading.dicom_instance import DicomInstance

VALUES = np.arange(64, dtype=np.uint16).reshape(8, 8)


def both(data: bytes) -> tuple[DicomInstance, DicomInstance]:
    apart, here = read_isolated(data), read_content(data)
    assert isinstance(apart, DicomInstance)
    assert isinstance(here, DicomInstance)
    return apart, here


def test_a_report() -> None:
    with open(str(get_testdata_file("test-SR.dcm")), "rb") as stream:  # noqa: PTH123 a path that pydicom gives as text
        data = stream.read()
    assert read_isolated(data) == read_content(data)


def test_fractions_of_a_segmentation() -> None:
    dataset = dataset_of(
        np.arange(100, 164, dtype=np.uint8).reshape(1, 8, 8),
        SOPClassUID=SEG,
        SegmentationType="FRACTIONAL",
        SegmentationFractionalType="OCCUPANCY",
        MaximumFractionalValue=200,
        SegmentSequence=Sequence([segment(1)]),
        PerFrameFunctionalGroupsSequence=Sequence([group(1)]),
    )
    apart, here = both(encoded(dataset))
    assert apart.segmentation is not None
    assert here.segmentation is not None
    assert apart.segmentation.segments == here.segmentation.segments
    np.testing.assert_array_equal(apart.segmentation.frames[0].fraction, here.segmentation.frames[0].fraction)
    np.testing.assert_array_equal(apart.segmentation.frames[0].mask.pixels, here.segmentation.frames[0].mask.pixels)


def test_overlays_and_tables() -> None:
    table = Dataset()
    table.add_new("LUTDescriptor", "US", [64, 0, 16])
    table.add_new("LUTData", "OW", np.arange(64, dtype="<u2").tobytes())
    dataset = with_plane(dataset_of(VALUES, VOILUTSequence=Sequence([table])), np.eye(8, dtype=np.bool_))
    apart, here = both(encoded(dataset))
    np.testing.assert_array_equal(apart.instance.overlays[0].mask.pixels, np.eye(8, dtype=np.bool_))
    assert apart.instance.frames[0].window == here.instance.frames[0].window
    assert apart.instance.frames[0].ref == here.instance.frames[0].ref
