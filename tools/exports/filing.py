"""What of a source header goes into an exported DICOM object: how the images are laid out, and whose they are.

Everything is chosen from an allow-list. Unless the caller asks for the patient's identity, the patient is the case id,
dates and numbers of the visit are empty, and UIDs are replaced, as the Basic Profile of PS3.15 Annex E asks.
"""

import secrets
import uuid
from copy import deepcopy
from dataclasses import dataclass, field

from pydicom.dataset import Dataset
from pydicom.uid import UID

from tools.deidentifying.pseudonyms import Pseudonyms

__all__ = [
    "DEIDENTIFIED_BY",
    "GROUP_KEYWORDS",
    "KEYWORDS",
    "Filing",
    "filed_header",
    "is_deidentified",
    "mark_deidentified",
    "new_uid",
]

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
_GROUPS = {
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness", "SpacingBetweenSlices"),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "PlanePositionSequence": ("ImagePositionPatient",),
}
"""The functional groups that say where a frame lies. Source: PS3.3 C.7.6.16.2."""
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
KEYWORDS = frozenset({*_LAYOUT, *_UIDS, *_IDENTITY, "PatientIdentityRemoved"}) | {
    "PerFrameFunctionalGroupsSequence",
    "SharedFunctionalGroupsSequence",
}
"""All of a source header that any export looks at."""
GROUP_KEYWORDS = frozenset({*_GROUPS, *(one for keywords in _GROUPS.values() for one in keywords)})
"""The same of its functional groups."""
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


def _random_salt() -> bytes:
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Under whom exported objects are filed, and which UIDs they refer to."""

    identify: bool = False
    """True keeps patient, visit and UIDs; otherwise the patient is the case id and UIDs are replaced."""
    salt: bytes = field(default_factory=_random_salt, repr=False)
    """Key of the new UIDs; that of `python -m tools deidentify` makes references fit its clean copy of the study."""


def new_uid(*parts: str) -> str:
    """A UID that the same parts always give, and that does not show them.

    Source: PS3.5 B.2 (UIDs derived from a UUID).
    """
    name = chr(0).join(parts).encode("utf-8", "backslashreplace").decode()  # half a surrogate pair has no UTF-8
    return f"2.25.{uuid.uuid5(_NAMESPACE, name).int}"


def is_deidentified(header: Dataset) -> bool:
    """Whether the header says that identity was removed before. Source: PS3.3 C.12.1 (0012,0062)."""
    return str(header.get("PatientIdentityRemoved", "")).strip().upper() == "YES"


def filed_header(header: Dataset, case_id: str, filing: Filing) -> Dataset:
    """The part of a header that an exported object takes over.

    Args:
        header: Header of a DICOM image, as read.
        case_id: Stands for the patient where identity is not asked for.
        filing: Whether identity is asked for, and the key of new UIDs.

    Returns:
        A new data set; UIDs of a study that was de-identified before are kept, so that references resolve.
    """
    filed = _laid_out(header)
    if filing.identify:
        _take(filed, header, _IDENTITY)
        _modernise(filed)
    for keyword in _EMPTY:
        if keyword not in filed:
            setattr(filed, keyword, "")
    if not filing.identify:
        filed.PatientID, filed.PatientName = case_id, f"{case_id}^"
        if not is_deidentified(header):
            _replace_uids(filed, Pseudonyms(filing.salt))
    elif filed.PatientName and "^" not in str(filed.PatientName):
        filed.PatientName = f"{filed.PatientName}^"  # the same name; highdicom doubts one without a caret
    return filed


def _laid_out(header: Dataset) -> Dataset:
    """What says which images these are and how they lie in space."""
    filed = Dataset()
    _take(filed, header, (*_LAYOUT, *_UIDS))
    for keyword in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        if keyword in header:
            setattr(filed, keyword, [_places(one) for one in header[keyword].value])
    return filed


def _modernise(filed: Dataset) -> None:
    """Dates and times as DICOM writes them, where ACR-NEMA's marks part them. Source: PS3.5 section 6.2, DA and TM."""
    for keyword, mark in (("StudyDate", "."), ("StudyTime", ":"), ("PatientBirthDate", ".")):
        if keyword in filed:
            setattr(filed, keyword, str(filed[keyword].value or "").replace(mark, ""))


def _take(filed: Dataset, header: Dataset, keywords: tuple[str, ...]) -> None:
    for keyword in keywords:
        if keyword in header:
            filed[keyword] = deepcopy(header[keyword])


def _places(group: Dataset) -> Dataset:
    """The part of a frame's functional groups that says where it lies."""
    kept = Dataset()
    for keyword, wanted in _GROUPS.items():
        if items := group.get(keyword):
            item = Dataset()
            _take(item, items[0], wanted)
            setattr(kept, keyword, [item])
    return kept


def _replace_uids(filed: Dataset, pseudonyms: Pseudonyms) -> None:
    for keyword in _UIDS:
        if filed.get(keyword):
            setattr(filed, keyword, UID(pseudonyms.uid(str(filed[keyword].value))))


def mark_deidentified(exported: Dataset) -> None:
    """Say in an exported object that it names nobody, and how that was done."""
    exported.PatientIdentityRemoved = "YES"
    exported.DeidentificationMethod = DEIDENTIFIED_BY
