"""The report as FHIR R4: a Bundle with DiagnosticReport, Observations, Device, Provenance, Patient and ImagingStudy.

Validated while it is written by the models of fhir.resources. They are those of R4B (4.3.0), whose definitions of these
resources are the ones of R4 (4.0.1). Source: HL7, R4B, "Differences from R4" (no changes in any of them).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from pydicom.dataset import Dataset

from tools.exports.codes import SYSTEMS, Code, own
from tools.exports.errors import ExportError, NothingToRefer, require
from tools.exports.filing import Filing
from tools.exports.narrative import narrative
from tools.exports.observations import observations
from tools.exports.report import Report
from tools.exports.sources import SourceImage
from tools.exports.sr import MANUFACTURER, referred
from tools.exports.words import confidence_line, danger_line, outcome_lines, printable, suggestion_line

__all__ = ["fhir_bytes"]

_NAMESPACE = uuid.UUID("8c0a2f8e-0d5d-5f0c-9a5c-3c9d0f3f2b11")
_IMAGING = Code(value="18748-4", scheme="LN", meaning="Diagnostic imaging study")
_CATEGORY = {"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "IMG", "display": "Diagnostic Imaging"}
_AUTHOR = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_GENDERS = {"M": "male", "F": "female", "O": "other"}
_URI = "urn:ietf:rfc:3986"

Resource = dict[str, Any]


def fhir_bytes(report: Report, sources: Mapping[str, SourceImage], filing: Filing) -> bytes:
    """Write a report as a FHIR bundle (JSON, UTF-8), every resource preliminary.

    Args:
        report: What to write.
        sources: The images of the study, as `find_sources` gives them; may be empty.
        filing: Whether the patient is named; the same for all files of one export.

    Raises:
        MissingExtra: If fhir.resources is not installed.
        ExportError: If the bundle is not valid FHIR.
    """
    require("fhir", "FHIR")
    from fhir.resources.R4B.bundle import Bundle
    from pydantic import ValidationError

    try:
        images = referred(report, sources, filing)
    except NothingToRefer:
        images = {}
    entries = [
        {"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in _resources(report, images, filing.identify)
    ]
    bundle = {
        "resourceType": "Bundle",
        "id": _id(report, "bundle"),
        "identifier": {"system": _URI, "value": f"urn:uuid:{_id(report, 'bundle')}"},
        "type": "collection",
        "timestamp": report.created.isoformat(timespec="seconds"),
        "entry": entries,
    }
    try:
        return str(Bundle.model_validate(_clean(bundle)).model_dump_json(indent=2)).encode() + b"\n"
    except ValidationError as error:
        places = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
        raise ExportError(
            f"The report does not make valid FHIR, at {', '.join(places[:3])}; please report it."
        ) from error


def _clean(part: Any) -> Any:
    """The same without control characters; FHIR knows no empty text, which becomes a dash."""
    match part:
        case str():
            return printable(part) or "-"
        case dict():
            return {key: _clean(value) for key, value in part.items()}
        case list():
            return [_clean(one) for one in part]
        case _:
            return part


def _id(report: Report, *parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, chr(0).join((report.case_id, report.created.isoformat(), *parts))))


def _to(resource: Resource) -> dict[str, str]:
    return {"reference": f"urn:uuid:{resource['id']}"}


def _resources(report: Report, images: Mapping[str, tuple[SourceImage, Dataset]], identify: bool) -> list[Resource]:
    header = next((filed for _, filed in images.values()), None)
    patient = _patient(report, header if identify else None)
    device = _device(report)
    studies = _studies(report, images, patient)
    found = observations(report, images)
    for number, one in enumerate(found, start=1):
        one |= {"id": _id(report, "observation", str(number)), "subject": _to(patient), "device": _to(device)}
        one |= {"status": "preliminary", "issued": report.created.isoformat(timespec="seconds")}
        if len(studies) == 1 and one.pop("seen", False):
            one["derivedFrom"] = [_to(studies[0])]
        one.pop("seen", None)
    document: Resource = {
        "resourceType": "DiagnosticReport",
        "id": _id(report, "report"),
        "meta": {"tag": [_coding(own("research-only", "Research and education only"))]},
        "text": narrative(report),
        "identifier": [{"system": SYSTEMS["99MMEDEXPERT"], "value": report.case_id}],
        "status": "preliminary",
        "category": [{"coding": [_CATEGORY]}],
        "code": {"coding": [_coding(_IMAGING)]},
        "subject": _to(patient),
        "issued": report.created.isoformat(timespec="seconds"),
        "conclusion": _conclusion(report),
    }
    if found:
        document["result"] = [_to(one) for one in found]
    if studies:
        document["imagingStudy"] = [_to(one) for one in studies]
    if report.differential and not report.is_abstention:
        document["conclusionCode"] = [
            {"coding": [_coding(code) for code in (*one.codes, one.code)], "text": one.name}
            for one in report.differential
        ]
    return [document, *found, patient, device, *studies, _provenance(report, [document, *found], device)]


def _coding(code: Code) -> dict[str, str]:
    return {"system": SYSTEMS[code.scheme], "code": code.value, "display": code.meaning}


def _conclusion(report: Report) -> str:
    """Red flags first, the notice last."""
    lines = [danger_line(one) for one in report.red_flags]
    lines += outcome_lines(report)
    lines += [suggestion_line(rank, one) for rank, one in enumerate(report.differential, start=1)]
    return "\n".join([*lines, confidence_line(report), report.notice])


def _patient(report: Report, header: Dataset | None) -> Resource:
    patient: Resource = {"resourceType": "Patient", "id": _id(report, "patient")}
    number = str(header.get("PatientID", "")) if header is not None else ""
    patient["identifier"] = (
        [{"value": number}] if number else [{"system": SYSTEMS["99MMEDEXPERT"], "value": report.case_id}]
    )
    if header is None:
        return patient
    name = header.get("PatientName")
    if name:
        parts = {"family": str(name.family_name), "given": str(name.given_name).split()}
        patient["name"] = [{key: value for key, value in parts.items() if value}]
    born = str(header.get("PatientBirthDate", ""))
    if len(born) == 8 and born.isdigit():
        patient["birthDate"] = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    gender = _GENDERS.get(str(header.get("PatientSex", "")).upper())
    return patient | ({"gender": gender} if gender else {})


def _device(report: Report) -> Resource:
    return {
        "resourceType": "Device",
        "id": _id(report, "device"),
        "status": "active",
        "manufacturer": MANUFACTURER,
        "deviceName": [{"name": report.observer.name, "type": "user-friendly-name"}],
        "modelNumber": report.observer.model,
        "version": [{"value": report.observer.version}],
        "note": [{"text": report.notice}],
    }


def _studies(report: Report, images: Mapping[str, tuple[SourceImage, Dataset]], patient: Resource) -> list[Resource]:
    """One ImagingStudy for each study, with the series and instances that the report speaks of."""
    headers = {str(filed.SOPInstanceUID): filed for _, filed in images.values()}
    nested: dict[str, dict[str, list[Dataset]]] = {}
    for filed in headers.values():
        nested.setdefault(str(filed.StudyInstanceUID), {}).setdefault(str(filed.SeriesInstanceUID), []).append(filed)
    return [
        {
            "resourceType": "ImagingStudy",
            "id": _id(report, "study", uid),
            "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{uid}"}],
            "status": "available",
            "subject": _to(patient),
            "series": [_series(one, instances) for one, instances in series.items()],
        }
        for uid, series in nested.items()
    ]


def _series(uid: str, instances: list[Dataset]) -> Resource:
    modality = str(instances[0].get("Modality") or "OT")
    return {
        "uid": uid,
        "modality": {"system": SYSTEMS["DCM"], "code": modality},
        "instance": [
            {"uid": str(one.SOPInstanceUID), "sopClass": {"system": _URI, "code": f"urn:oid:{one.SOPClassUID}"}}
            for one in instances
        ],
    }


def _provenance(report: Report, targets: list[Resource], device: Resource) -> Resource:
    """The device as author, the cited passages as sources."""
    made: Resource = {
        "resourceType": "Provenance",
        "id": _id(report, "provenance"),
        "target": [_to(one) for one in targets],
        "recorded": report.created.isoformat(timespec="seconds"),
        "agent": [{"type": {"coding": [{"system": _AUTHOR, "code": "author"}]}, "who": _to(device)}],
    }
    if report.citations:
        made["entity"] = [
            {
                "role": "source",
                "what": {
                    "identifier": {"system": _URI, "value": one.url or "-"},
                    "display": f"{one.label}: {one.title}",
                },
            }
            for one in report.citations
        ]
    return made
