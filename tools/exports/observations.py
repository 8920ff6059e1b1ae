"""The FHIR observations of a report: red flags, findings, measurements, the differential, the confidence."""

from collections.abc import Mapping
from typing import Any

from pydicom.dataset import Dataset

from tools.exports.codes import LATERALITY, PRESENCE, SYSTEMS, Code, own
from tools.exports.report import Report, Suggestion
from tools.exports.sources import SourceImage
from tools.exports.words import image_of, is_from_history, statement_lines
from tools.finding import Finding, Measurement

__all__ = ["observations"]

_CERTAINTY = Code(value="111012", scheme="DCM", meaning="Certainty of Finding")
_LATERALITY = Code(value="272741003", scheme="SCT", meaning="Laterality")
_DIGITS = 12
"""Significant digits of a number: more than any measurement has, and free of binary noise. Ours."""

Images = Mapping[str, tuple[SourceImage, Dataset]]
Observation = dict[str, Any]


def observations(report: Report, images: Images) -> list[Observation]:
    """The observations without id, subject, device and status; `seen` marks those made on an image.

    Args:
        report: What to write.
        images: The DICOM images that it speaks of, with their filed headers, by digest.
    """
    found = [_told(own("red-flag", "Red flag"), one.message, note=f"Source: {one.source}") for one in report.red_flags]
    found += [_finding(report, one, images) for one in report.findings]
    found += [_measured(report, one, images) for one in report.measurements]
    found += [_suggestion(one) for one in report.differential]
    sure = report.confidence
    kind = "calibrated" if sure.calibrated else "not calibrated"
    confidence = _observation(own("confidence", f"Confidence of the answer [0-1], {kind}"), sure.meaning)
    found.append(confidence | {"valueQuantity": _quantity(sure.value, "1")})
    return found


def _observation(code: Code, note: str = "", further: tuple[Code, ...] = ()) -> Observation:
    one: Observation = {"resourceType": "Observation", "code": _concept(code, *further)}
    return one | ({"note": [{"text": note}]} if note.strip() else {})


def _concept(code: Code, *further: Code) -> dict[str, Any]:
    coded = [{"system": SYSTEMS[one.scheme], "code": one.value, "display": one.meaning} for one in (code, *further)]
    return {"coding": coded, "text": code.meaning}


def _quantity(value: float, ucum: str) -> dict[str, Any]:
    number = float(f"{value:.{_DIGITS}g}")
    return {"value": number, "unit": ucum, "system": SYSTEMS["UCUM"], "code": ucum}


def _told(code: Code, words: str, note: str = "") -> Observation:
    return _observation(code, note) | {"valueString": words}


def _finding(report: Report, one: Finding, images: Images) -> Observation:
    made = _observation(report.code_of(one.code, one.name), one.basis)
    components: list[dict[str, Any]] = [
        {"code": _concept(_CERTAINTY), "valueQuantity": _quantity(100 * one.certainty, "%")}
    ]
    if one.laterality is not None:
        components.append({"code": _concept(_LATERALITY), "valueCodeableConcept": _concept(LATERALITY[one.laterality])})
    if one.region is not None:
        components.append({"code": _concept(own("region", _REGION)), "valueString": _region(one, images)})
    if one.measurement is not None:
        code = report.code_of(one.measurement.code, one.measurement.name)
        components.append(
            {"code": _concept(code), "valueQuantity": _quantity(one.measurement.value, one.measurement.unit)}
        )
    made |= {"valueCodeableConcept": _concept(PRESENCE[one.presence]), "component": components}
    return made | {"seen": not is_from_history(one)}


_REGION = "Box on the image: left, top, right, bottom [pixels, origin top-left corner of the first pixel]"


def _region(one: Finding, images: Images) -> str:
    sides = ", ".join(f"{side:g}" for side in one.region.as_tuple()) if one.region is not None else ""
    instance = _instance(one, images)
    return f"{sides} of {instance}" if instance else sides


def _instance(one: Finding | Measurement, images: Images) -> str:
    """`SOP instance 1.2.3, frame 1`; empty where it is of no DICOM image."""
    source = images.get(one.image.digest) if one.image is not None else None
    if source is None:
        return ""
    image, header = source
    return f"SOP instance {header.SOPInstanceUID}, frame {image.frame}"


def _measured(report: Report, one: Measurement, images: Images) -> Observation:
    made = _observation(report.code_of(one.code, one.name), one.basis)
    made |= {"valueQuantity": _quantity(one.value, one.unit), "seen": not is_from_history(one)}
    parts: list[dict[str, Any]] = []
    if one.uncertainty is not None:
        doubt = own("uncertainty", "Half-width of the stated uncertainty")
        parts.append({"code": _concept(doubt), "valueQuantity": _quantity(one.uncertainty, one.unit)})
    if where := _instance(one, images) or image_of(one, report.images):
        parts.append({"code": _concept(own("image", "Image that it was measured on")), "valueString": where})
    return made | ({"component": parts} if parts else {})


def _suggestion(one: Suggestion) -> Observation:
    claims = [f"For: {line}" for line in statement_lines(one.supports)]
    claims += [f"Against: {line}" for line in statement_lines(one.refutes)]
    made = _observation(own("differential-diagnosis", "Differential diagnosis"), "\n\n".join(claims))
    made["valueCodeableConcept"] = _concept(one.code, *one.codes)
    if one.probability is not None:
        estimate = own("probability", "Estimated probability [0-1], the reasoner's own")
        made["component"] = [{"code": _concept(estimate), "valueQuantity": _quantity(one.probability, "1")}]
    return made
