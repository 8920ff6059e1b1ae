"""What of a source header goes into an exported DICOM object: how the images are laid out, and whose they are.

Everything is chosen from an allow-list. Unless the caller asks for the patient's identity, the patient is the case id,
dates and numbers of the visit are empty, and UIDs are replaced, as the Basic Profile of PS3.15 Annex E asks.
"""

import uuid
from copy import deepcopy

from pydicom.dataset import Dataset
from pydicom.uid import UID

__all__ = ["DEIDENTIFIED_BY", "filed_header", "is_deidentified", "mark_deidentified", "new_uid"]

_NAMESPACE = uuid.UUID("2f0c1c2e-58a8-5b8e-9a3f-31d1a3a3c7de")
_LAYOUT = (
    "SOPClassUID",
    "Modality",
    "Rows",
    "Columns",
    "NumberOfFrames",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PixelSpacing",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
    "SliceThickness",
    "SpacingBetweenSlices",
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "PatientOrientation",
    "ImageLaterality",
    "InstanceNumber",
    "SeriesNumber",
)
_UIDS = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID")
_IDENTITY = (
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
    "PatientAge",
    "AccessionNumber",
    "StudyID",
    "StudyDate",
    "StudyTime",
    "StudyDescription",
    "ReferringPhysicianName",
)
"""Patient and General Study modules, as far as filing needs them. Source: PS3.3 C.7.1.1, C.7.2.1."""
_EMPTY = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "AccessionNumber",
    "StudyID",
    "StudyDate",
    "StudyTime",
    "ReferringPhysicianName",
)
"""Attributes of type 2: present in every object, empty where nothing is known."""
DEIDENTIFIED_BY = "Allow-listed layout only; patient is the case id; UIDs replaced"


def new_uid(*parts: str) -> str:
    """A UID that the same parts always give, and that does not show them.

    Source: PS3.5 B.2 (UIDs derived from a UUID).
    """
    return f"2.25.{uuid.uuid5(_NAMESPACE, chr(0).join(parts)).int}"


def is_deidentified(header: Dataset) -> bool:
    """Whether the header says that identity was removed before. Source: PS3.3 C.12.1 (0012,0062)."""
    return str(header.get("PatientIdentityRemoved", "")).strip().upper() == "YES"


def filed_header(header: Dataset, case_id: str, *, identify: bool) -> Dataset:
    """The part of a header that an exported object takes over.

    Args:
        header: Header of a DICOM image, as read.
        case_id: Stands for the patient where identity is not asked for.
        identify: True keeps patient, visit and UIDs, so that the object is filed under the patient.

    Returns:
        A new data set; UIDs of a study that was de-identified before are kept, so that references resolve.
    """
    filed = Dataset()
    for keyword in (*_LAYOUT, *_UIDS, *(_IDENTITY if identify else ())):
        if keyword in header:
            filed[keyword] = deepcopy(header[keyword])
    for keyword in _EMPTY:
        if keyword not in filed:
            setattr(filed, keyword, "")
    if not identify:
        filed.PatientID, filed.PatientName = case_id, f"{case_id}^"
        if not is_deidentified(header):
            _replace_uids(filed, case_id)
    elif filed.PatientName and "^" not in str(filed.PatientName):
        filed.PatientName = f"{filed.PatientName}^"  # the same name; highdicom doubts one without a caret
    return filed


def _replace_uids(filed: Dataset, case_id: str) -> None:
    for keyword in _UIDS:
        if filed.get(keyword):
            setattr(filed, keyword, UID(new_uid(case_id, str(filed[keyword].value))))


def mark_deidentified(exported: Dataset) -> None:
    """Say in an exported object that it names nobody, and how that was done."""
    exported.PatientIdentityRemoved = "YES"
    exported.DeidentificationMethod = DEIDENTIFIED_BY
