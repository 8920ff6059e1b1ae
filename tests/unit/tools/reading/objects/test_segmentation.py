import hashlib
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded
from tools.errors import UnreadableImage
from tools.reading.dicom_instance import read_dicom
from tools.segments import SegmentationObject

SEG, LABEL_MAP = "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"
LUNG, LIVER = "39607008", "10200004"


def item(**values: Any) -> Dataset:
    found = Dataset()
    for keyword, value in values.items():
        setattr(found, keyword, value)
    return found


def code(value: str, meaning: str, scheme: str = "SCT") -> Sequence:
    return Sequence([item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)])


def segment(number: int, value: str = LUNG) -> Dataset:
    return item(
        SegmentNumber=number,
        SegmentLabel="Miller, Jane",
        SegmentAlgorithmType="MANUAL",
        SegmentedPropertyTypeCodeSequence=code(value, "Miller, Jane"),
    )


def group(number: int | None, source: str = "2.25.7", frame: int | None = None) -> Dataset:
    image = item(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID=source)
    if frame is not None:
        image.ReferencedFrameNumber = frame
    found = item(DerivationImageSequence=Sequence([item(SourceImageSequence=Sequence([image]))]))
    if number is not None:
        found.SegmentIdentificationSequence = Sequence([item(ReferencedSegmentNumber=number)])
    return found


def read(pixels: np.ndarray[Any, Any], kind: str, groups: list[Dataset], **attributes: Any) -> SegmentationObject:
    dataset = dataset_of(
        pixels,
        SOPClassUID=LABEL_MAP if kind == "LABELMAP" else SEG,
        Modality="SEG",
        SegmentationType=kind,
        SegmentSequence=Sequence([segment(1), segment(2, LIVER)]),
        PerFrameFunctionalGroupsSequence=Sequence(groups),
        **attributes,
    )
    found = read_dicom(encoded(dataset)).segmentation
    assert found is not None
    return found


def test_binary_frames_become_masks_of_their_segments() -> None:
    pixels = np.zeros((2, 4, 5), np.uint8)
    pixels[0, 1, 2] = pixels[1, 3] = 1
    found = read(pixels, "BINARY", [group(2), group(1, frame=5)])
    assert [(one.segment, one.mask.area) for one in found.frames] == [(2, 1), (1, 5)]
    assert found.frames[1].source == hashlib.sha256(b"2.25.7").hexdigest()
    assert (found.frames[0].source_frame, found.frames[1].source_frame) == (None, 4)
    assert found.on(str(found.frames[1].source), 4) == found.frames
    assert found.on(str(found.frames[1].source), 3) == found.frames[:1]


def test_a_segment_is_called_what_the_standard_calls_its_code() -> None:
    found = read(np.zeros((1, 4, 5), np.uint8), "BINARY", [group(1)])
    assert [one.label for one in found.segments] == ["Lung", "Liver"]
    assert found.segments[0].algorithm == "MANUAL"
    assert "Miller" not in repr(found)


def test_fractions_keep_their_share_and_are_inside_from_a_half() -> None:
    pixels = np.array([[[0, 99, 100, 200]]], np.uint8)
    found = read(pixels, "FRACTIONAL", [group(1)], MaximumFractionalValue=200, SegmentationFractionalType="PROBABILITY")
    fraction = found.frames[0].fraction
    assert fraction is not None
    np.testing.assert_allclose(fraction, [[0, 0.495, 0.5, 1]])
    assert found.frames[0].mask.pixels.tolist() == [[False, False, True, True]]
    assert found.fraction_kind == "PROBABILITY"


def test_a_label_map_gives_a_mask_for_each_segment_that_a_frame_shows() -> None:
    pixels = np.array([[[0, 1, 1, 2]], [[0, 0, 2, 2]]], np.uint8)
    found = read(pixels, "LABELMAP", [group(None), group(None)])
    assert [(one.segment, one.mask.pixels.tolist()) for one in found.frames] == [
        (1, [[False, True, True, False]]),
        (2, [[False, False, False, True]]),
        (2, [[False, False, True, True]]),
    ]


@pytest.mark.parametrize(
    ("pixels", "kind", "number", "attributes"),
    [
        (np.full((1, 2, 2), 2, np.uint8), "BINARY", 1, {}),
        (np.zeros((1, 2, 2), np.uint8), "BINARY", 3, {}),
        (np.zeros((1, 2, 2), np.uint8), "BINARY", None, {}),
        (np.zeros((1, 2, 2), np.uint8), "SURFACE", 1, {}),
        (np.full((1, 2, 2), 9, np.uint8), "FRACTIONAL", 1, {"MaximumFractionalValue": 8}),
        (np.full((1, 2, 2), 9, np.uint8), "FRACTIONAL", 1, {}),
        (np.full((1, 2, 2), 9, np.uint8), "LABELMAP", None, {}),
    ],
)
def test_masks_that_contradict_their_description_are_refused(
    pixels: np.ndarray[Any, Any], kind: str, number: int | None, attributes: dict[str, Any]
) -> None:
    with pytest.raises(UnreadableImage):
        read(pixels, kind, [group(number)], **attributes)
