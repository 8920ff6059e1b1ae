"""The measurement groups of a structured report: each finding and measurement of an image, with its region.

A region is a closed POLYLINE. Its coordinates are ours without change: (column, row) with the origin at the top-left
corner of the top-left pixel, up to (Columns, Rows). Source: PS3.3 C.18.6 (Graphic Data) and C.18.6.1.2.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.exports.codes import LATERALITY, PRESENCE, Code, own, unit
from tools.exports.filing import new_uid
from tools.exports.report import Report
from tools.exports.sources import SourceImage
from tools.exports.structured import concept, long_string
from tools.exports.words import is_from_history, printable
from tools.finding import Finding, Measurement
from tools.region import BoundingBox

if TYPE_CHECKING:
    from highdicom import sr

__all__ = ["measurement_groups", "polyline"]

_CERTAINTY = Code(value="111012", scheme="DCM", meaning="Certainty of Finding")
_LATERALITY = Code(value="272741003", scheme="SCT", meaning="Laterality")
_OUTCOME = own("outcome", "Outcome of the case")
_PERCENT = Code(value="%", scheme="UCUM", meaning="Percent")
_PRESENCE = own("presence", "Presence of the finding")

Images = Mapping[str, tuple[SourceImage, Dataset]]


def polyline(box: BoundingBox, width: int, height: int) -> NDArray[np.float32]:
    """The corners of a box, clockwise from the top left and closed, `(5, 2)` float32 (column, row) [pixels]."""
    left, top, right, bottom = box.clamped(width, height).as_tuple()
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], np.float32)


def measurement_groups(report: Report, images: Images) -> "list[Any]":
    """One group for the outcome, then one for each finding and each measurement that comes from an image.

    Args:
        report: What to write.
        images: The DICOM images that it speaks of, with their filed headers, by digest.
    """
    groups: list[Any] = [_outcome_group(report, images)]
    for number, finding in enumerate(report.findings, start=1):
        if not is_from_history(finding):
            groups.append(_finding_group(report, finding, number, images))
    for number, measurement in enumerate(report.measurements, start=1):
        if not is_from_history(measurement):
            groups.append(_measured_group(report, measurement, number, images))
    return groups


def _outcome_group(report: Report, images: Images) -> Any:
    """What came out, also where nothing was found: TID 1500 asks for one group at least."""
    from highdicom import sr

    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracking(report, "outcome", 1, report.status),
        algorithm_id=_algorithm(report),
        qualitative_evaluations=[
            sr.QualitativeEvaluation(concept(_OUTCOME), concept(own(report.status, report.outcome)))
        ],
        source_images=[one for source in images.values() for one in _looked_at(source) or ()],
    )


def _finding_group(report: Report, finding: Finding, number: int, images: Images) -> Any:
    from highdicom import sr

    evaluations = [sr.QualitativeEvaluation(concept(_PRESENCE), concept(PRESENCE[finding.presence]))]
    if finding.laterality is not None:
        evaluations.append(sr.QualitativeEvaluation(concept(_LATERALITY), concept(LATERALITY[finding.laterality])))
    certainty = sr.Measurement(
        name=concept(_CERTAINTY), value=round(100 * finding.certainty, 2), unit=concept(_PERCENT)
    )
    measured = [] if finding.measurement is None else [_measurement(report, finding.measurement)]
    shared: dict[str, Any] = {
        "tracking_identifier": _tracking(report, "finding", number, finding.code),
        "finding_type": concept(report.code_of(finding.code, finding.name)),
        "algorithm_id": _algorithm(report),
        "measurements": [certainty, *measured],
        "qualitative_evaluations": evaluations,
    }
    source = images.get(finding.image.digest) if finding.image is not None else None
    if source is None or finding.region is None:
        return sr.MeasurementsAndQualitativeEvaluations(**shared, source_images=_looked_at(source))
    one, header = source
    region = sr.ImageRegion(
        graphic_type=sr.GraphicTypeValues.POLYLINE,
        graphic_data=polyline(finding.region, one.image.width, one.image.height),
        source_image=sr.SourceImageForRegion(
            referenced_sop_class_uid=header.SOPClassUID,
            referenced_sop_instance_uid=header.SOPInstanceUID,
            referenced_frame_numbers=_frames(one),
        ),
    )
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(**shared, referenced_region=region)


def _measured_group(report: Report, measurement: Measurement, number: int, images: Images) -> Any:
    from highdicom import sr

    if measurement.image is not None:
        source = images.get(measurement.image.digest)
    else:  # one that names no image is certain to be of it only where the report has a single one
        source = next(iter(images.values())) if len(report.images) == 1 else None
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracking(report, "measurement", number, measurement.code),
        algorithm_id=_algorithm(report),
        measurements=[_measurement(report, measurement)],
        source_images=_looked_at(source),
    )


def _measurement(report: Report, one: Measurement) -> "sr.Measurement":
    from highdicom import sr

    doubt = one.uncertainty
    properties = (
        None
        if doubt is None
        else sr.MeasurementProperties(upper_measurement_uncertainty=doubt, lower_measurement_uncertainty=doubt)
    )
    return sr.Measurement(
        name=concept(report.code_of(one.code, one.name)),
        value=float(one.value),
        unit=concept(unit(one.unit)),
        properties=properties,
    )


def _tracking(report: Report, kind: str, number: int, code: str) -> "sr.TrackingIdentifier":
    from highdicom import sr

    return sr.TrackingIdentifier(
        uid=new_uid(report.case_id, kind, str(number), code), identifier=printable(f"{kind} {number}: {code}")
    )


def _algorithm(report: Report) -> "sr.AlgorithmIdentification":
    from highdicom import sr

    return sr.AlgorithmIdentification(
        name=long_string(report.observer.name),
        version=long_string(report.observer.version),
        parameters=[printable(report.observer.model) or "-"],
    )


def _looked_at(source: tuple[SourceImage, Dataset] | None) -> "list[sr.SourceImageForMeasurementGroup] | None":
    if source is None:
        return None
    from highdicom import sr

    one, header = source
    return [
        sr.SourceImageForMeasurementGroup(
            referenced_sop_class_uid=header.SOPClassUID,
            referenced_sop_instance_uid=header.SOPInstanceUID,
            referenced_frame_numbers=_frames(one),
        )
    ]


def _frames(one: SourceImage) -> list[int] | None:
    return [one.frame] if one.frames > 1 else None
