"""Outlines of the report as DICOM segmentations, written by highdicom: one object for each source instance."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from pydicom.dataset import Dataset

from tools.exports.codes import TARGETS, Code, own
from tools.exports.errors import NothingToRefer, require
from tools.exports.filing import Filing, mark_deidentified, new_uid
from tools.exports.report import Report, Segment
from tools.exports.sources import SourceImage
from tools.exports.sr import MANUFACTURER, referred
from tools.exports.structured import concept, long_string

__all__ = ["seg_bytes"]

_CATEGORY = Code(value="85756007", scheme="SCT", meaning="Tissue")
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
        NothingToRefer: If there is no segment, its image is not DICOM, or it is one of several frames.
    """
    require("highdicom", "DICOM SEG")
    if not any(one.mask.area for one in report.segments):
        raise NothingToRefer("Nothing was outlined in this case, so there is no segmentation to write.")
    images = referred(report, sources, filing)
    by_instance: dict[str, list[Segment]] = {}
    for one in report.segments:
        if one.mask.area and one.image.digest in images:
            by_instance.setdefault(one.image.digest, []).append(one)
    if not by_instance:
        raise NothingToRefer("What was outlined lies on no DICOM image of the study.")
    if any(images[digest][0].frames > 1 for digest in by_instance):
        raise NothingToRefer("Segmentations are written for single-frame images; this one is of several frames.")
    return tuple(
        _file(report, images[digest][1], segments, number, filing)
        for number, (digest, segments) in enumerate(by_instance.items(), start=1)
    )


def _file(report: Report, header: Dataset, segments: list[Segment], number: int, filing: Filing) -> bytes:
    from highdicom.seg import Segmentation, SegmentationTypeValues

    stamp = report.created.isoformat()
    stack = np.stack([one.mask.pixels for one in segments], axis=-1)[np.newaxis].astype(np.uint8)
    made = Segmentation(
        source_images=[header],
        pixel_array=stack,
        segmentation_type=SegmentationTypeValues.BINARY,
        segment_descriptions=[_description(report, one, index) for index, one in enumerate(segments, start=1)],
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
        omit_empty_frames=False,
        specific_character_set="ISO_IR 192",
    )
    if not filing.identify:
        mark_deidentified(made)
    stream = BytesIO()
    made.save_as(stream)
    return stream.getvalue()


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
    description.SegmentDescription = one.basis
    return description
