"""Outlines of the report as DICOM segmentations, written by highdicom: one object for each source instance."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.exports.codes import TARGETS, Code, own
from tools.exports.errors import NothingToRefer, require
from tools.exports.filing import Filing, mark_deidentified, new_uid
from tools.exports.report import Report, Segment
from tools.exports.sources import SourceImage
from tools.exports.sr import MANUFACTURER, referred
from tools.exports.structured import concept, long_string
from tools.exports.words import printable
from tools.reading.quiet import quietly

__all__ = ["seg_bytes"]

_CATEGORY = Code(value="85756007", scheme="SCT", meaning="Tissue")
_SPACE = ("FrameOfReferenceUID", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness")
"""What says where a single frame lies in space; highdicom reads no segmentation that has only some of it."""
_ST_CHARS = 1024
"""Longest Short Text [characters]. Source: PS3.5 table 6.2-1."""
_LEAST_PIXELS = 8
"""highdicom 0.28 packs the bits of several frames wrongly where a frame has fewer than eight pixels."""
_SERIES_NUMBER = 9902
"""High, so that it stands after the series of the study. Ours."""


def seg_bytes(report: Report, sources: Mapping[str, SourceImage], filing: Filing) -> tuple[bytes, ...]:
    """Write the segments of a report as DICOM SEG files (binary, preliminary by their description).

    Args:
        report: What to write; its segments lie on images of the study.
        sources: The images of the study, as `find_sources` gives them.
        filing: Under whom; the same for all files of one export.

    Returns:
        One file for each source instance with segments, in the order of the report.

    Raises:
        MissingExtra: If highdicom is not installed.
        NothingToRefer: If there is no segment, its image is not DICOM, or it is one of several frames without a place.
    """
    require("highdicom", "DICOM SEG")
    if not any(one.mask.area for one in report.segments):
        raise NothingToRefer("Nothing was outlined in this case, so there is no segmentation to write.")
    images = referred(report, sources, filing)
    by_instance: dict[str, list[Segment]] = {}
    for one in report.segments:
        if one.mask.area and one.image.digest in images:
            by_instance.setdefault(str(images[one.image.digest][1].SOPInstanceUID), []).append(one)
    if not by_instance:
        raise NothingToRefer("What was outlined lies on no DICOM image of the study.")
    return tuple(
        _file(report, images, segments, number, filing) for number, segments in enumerate(by_instance.values(), start=1)
    )


def _file(
    report: Report,
    images: Mapping[str, tuple[SourceImage, Dataset]],
    segments: list[Segment],
    number: int,
    filing: Filing,
) -> bytes:
    from highdicom.seg import SegmentationTypeValues

    source, header = images[segments[0].image.digest]
    if source.image.width * source.image.height < _LEAST_PIXELS:
        raise NothingToRefer(f"An image of fewer than {_LEAST_PIXELS} pixels cannot be segmented in DICOM here.")
    if source.frames > 1 and ("FrameOfReferenceUID" not in header or "PerFrameFunctionalGroupsSequence" not in header):
        raise NothingToRefer("The frames of the source have no place in space, and highdicom writes no SEG for such.")
    if source.frames == 1 and not all(header.get(keyword) for keyword in _SPACE):
        # Half a geometry is none: then the outline lies on the pixels of the source image, which is referred to.
        for keyword in _SPACE:
            header.pop(keyword, None)
    by_target: dict[str, list[Segment]] = {}
    for one in segments:
        by_target.setdefault(one.target, []).append(one)
    firsts = [parts[0] for parts in by_target.values()]
    stamp = report.created.isoformat()
    made = _made(
        source_images=[header],
        pixel_array=_stack(images, list(by_target.values())),
        segmentation_type=SegmentationTypeValues.BINARY,
        segment_descriptions=[_description(report, one, index) for index, one in enumerate(firsts, start=1)],
        series_instance_uid=new_uid(report.case_id, stamp, "seg series"),
        series_number=_SERIES_NUMBER,
        sop_instance_uid=new_uid(report.case_id, stamp, "seg", str(number)),
        instance_number=number,
        manufacturer=MANUFACTURER,
        manufacturer_model_name=long_string(report.observer.model),
        software_versions=long_string(report.observer.version),
        device_serial_number=long_string(report.observer.version),
        content_description="Preliminary, research only, not a medical device",
        content_label="PRELIMINARY",
        series_description=f"Preliminary, research only: {report.case_id}"[:64],
        omit_empty_frames=source.frames > 1,
        specific_character_set="ISO_IR 192",
    )
    _pad_with_zero(made)
    if not filing.identify:
        mark_deidentified(made)
    stream = BytesIO()
    made.save_as(stream)
    return stream.getvalue()


def _stack(images: Mapping[str, tuple[SourceImage, Dataset]], targets: list[list[Segment]]) -> NDArray[np.uint8]:
    """The masks of one instance, `(frames, H, W, targets)` uint8, 1 inside."""
    source = images[targets[0][0].image.digest][0]
    stack = np.zeros((source.frames, source.image.height, source.image.width, len(targets)), np.uint8)
    for index, parts in enumerate(targets):
        for one in parts:
            stack[images[one.image.digest][0].frame - 1, :, :, index] |= one.mask.pixels
    return stack


def _made(**parts: Any) -> Dataset:
    """A segmentation by highdicom, which refuses headers that contradict themselves."""
    from highdicom.seg import Segmentation

    try:
        with quietly():
            return Segmentation(**parts)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Its message may quote the header, so it is not repeated.
        raise NothingToRefer("The header of the source does not say soundly how its frames lie in space.") from error


def _pad_with_zero(made: Dataset) -> None:
    """Make the byte that fills the pixels up to an even length a zero; highdicom 0.28 writes the character 0.

    Source: PS3.5 section 8.1.1 and section 6.2 (OB).
    """
    bits = int(made.NumberOfFrames) * int(made.Rows) * int(made.Columns)
    used = (bits + 7) // 8
    made.PixelData = bytes(made.PixelData)[:used] + b"\0" * (used % 2)


def _description(report: Report, one: Segment, index: int) -> Any:
    from highdicom import AlgorithmIdentificationSequence
    from highdicom.seg import SegmentAlgorithmTypeValues, SegmentDescription

    category, kind = TARGETS.get(one.target, (_CATEGORY, own(one.target, one.target.replace("-", " ").capitalize())))
    description = SegmentDescription(
        segment_number=index,
        segment_label=long_string(one.target),
        segmented_property_category=concept(category),
        segmented_property_type=concept(kind),
        algorithm_type=SegmentAlgorithmTypeValues.AUTOMATIC,
        algorithm_identification=AlgorithmIdentificationSequence(
            name=long_string(report.observer.name),
            family=concept(own("classical", "Classical image processing")),
            version=long_string(report.observer.version),
        ),
        tracking_uid=new_uid(report.case_id, "segment", one.image.digest, one.target, str(index)),
        tracking_id=long_string(f"{one.target} {index}"),
    )
    description.SegmentDescription = printable(one.basis)[:_ST_CHARS]
    return description
