"""Segmentations, read back by highdicom."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from highdicom.seg import Segmentation, segread
from pydicom import dcmread

from tools.exports.errors import NothingToRefer
from tools.exports.filing import Filing
from tools.exports.report import Report, Segment
from tools.exports.seg import seg_bytes
from tools.exports.sources import SourceImage
from tools.region import Mask

Sources = dict[str, SourceImage]
FILING, IDENTIFIED = Filing(salt=bytes(32)), Filing(identify=True)


def masks_of(made: Segmentation) -> list[np.ndarray]:
    uid = made.SourceImageSequence[0].ReferencedSOPInstanceUID
    pixels = made.get_pixels_by_source_instance(source_sop_instance_uids=[uid])
    return [pixels[0, :, :, index].astype(bool) for index in range(pixels.shape[-1])]


def test_the_masks_come_back_equal(report: Report, sources: Sources) -> None:
    (data,) = seg_bytes(report, sources, FILING)
    made = segread(BytesIO(data))

    for mask, segment in zip(masks_of(made), report.segments, strict=True):
        assert np.array_equal(mask, segment.mask.pixels)


def test_each_segment_says_what_and_how(report: Report, sources: Sources) -> None:
    (data,) = seg_bytes(report, sources, FILING)
    lungs, opacity = (
        segread(BytesIO(data)).get_segment_description(1),
        segread(BytesIO(data)).get_segment_description(2),
    )

    assert (lungs.segment_label, lungs.segmented_property_type.value) == ("lungs", "39607008")
    assert opacity.segmented_property_type.scheme_designator == "99MMEDEXPERT"
    assert lungs.algorithm_type.value == "AUTOMATIC"
    assert lungs.SegmentDescription == "By fitting a shape."


def test_nobody_is_named_unless_asked(report: Report, sources: Sources) -> None:
    (plain,), (known,) = seg_bytes(report, sources, FILING), seg_bytes(report, sources, IDENTIFIED)

    assert (dcmread(BytesIO(plain)).PatientID, dcmread(BytesIO(known)).PatientID) == ("case-7", "SYN-0001")
    for canary in (b"Fictitious", b"SYN-0001", b"19670101", b"Referrer", b"Synthetic Hospital", b"20250211"):
        assert canary not in plain
    assert "research only" in dcmread(BytesIO(plain)).ContentDescription


@pytest.mark.parametrize("empty", [True, False])
def test_without_outlines_there_is_no_file(make: Callable[..., Report], sources: Sources, empty: bool) -> None:
    (source,) = sources.values()
    blank = Mask(pixels=np.zeros(source.image.pixels.shape, np.bool_))
    segments = (Segment(target="lungs", image=source.image.ref, mask=blank, basis="By nothing."),) if empty else ()

    with pytest.raises(NothingToRefer, match="Nothing was outlined"):
        seg_bytes(make(segments=segments), sources, FILING)
