"""Whether each element of a de-identified file is what PS3.15 table E.1-1 and the options ask for."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dicomanonymizer.simpledicomanonymizer import initialize_actions
from pydicom import dcmread
from pydicom.dataset import Dataset

KEPT = (
    "BitsAllocated",
    "BitsStored",
    "BodyPartExamined",
    "Columns",
    "DistanceSourceToDetector",
    "HighBit",
    "ImageLaterality",
    "ImageType",
    "ImagerPixelSpacing",
    "KVP",
    "LossyImageCompression",
    "Modality",
    "PatientOrientation",
    "PhotometricInterpretation",
    "PixelIntensityRelationship",
    "PixelRepresentation",
    "PresentationIntentType",
    "PresentationLUTShape",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "Rows",
    "SOPClassUID",
    "SamplesPerPixel",
    "SeriesNumber",
    "ViewPosition",
    "WindowCenter",
    "WindowWidth",
)
"""What a radiograph needs to be read and measured; each must come through unchanged."""
MAY_STAY = frozenset({"StudyDescription", "SeriesDescription", "ProtocolName", "RequestedProcedureDescription"})
"""Cleaned by option 113105 rather than removed: their words of imaging stay."""


@dataclass(slots=True)
class Actions:
    """How many required actions were right."""

    right: int = 0
    total: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Actions") -> "Actions":
        """Both together."""
        return Actions(self.right + other.right, self.total + other.total, self.wrong + other.wrong)

    def note(self, is_right: bool, what: str) -> None:
        """Count one action."""
        self.total += 1
        self.right += is_right
        if not is_right:
            self.wrong[what] += 1


def compare(source: Path, clean: Path, actions: Actions) -> None:
    """Compare a file with its clean copy, element by element, sequences included."""
    old, new = dcmread(source), dcmread(clean)
    table = {tag: action.__name__ for tag, action in initialize_actions("dicomfields_2026c").items()}
    _walk(old, new, table, actions)
    for keyword in KEPT:
        if keyword in old and _plain(old, keyword) not in ("", "None"):
            actions.note(_plain(old, keyword) == _plain(new, keyword), f"{keyword} kept")
    actions.note(new.PatientIdentityRemoved == "YES", "PatientIdentityRemoved")
    codes = {item.CodeValue for item in new.DeidentificationMethodCodeSequence}
    actions.note({"113100", "113105", "113107"} <= codes, "DeidentificationMethodCodeSequence")


def _plain(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword))


def _walk(old: Dataset, new: Dataset, table: dict[tuple[int, ...], str], actions: Actions) -> None:
    for element in old:
        tag = (element.tag.group, element.tag.element)
        kept = new.get(element.tag)
        if element.tag.is_private or element.tag.group & 0xFF00 in (0x5000, 0x6000):
            actions.note(kept is None, "private, overlay or curve removed")
            continue
        asked = table.get(tag)
        if asked is not None and element.value not in (None, "", b"") and element.VR != "SQ":
            actions.note(_is_done(asked, element, kept), f"{element.keyword} {asked}")
        if element.VR == "SQ" and kept is not None:
            for before, after in zip(element.value, kept.value, strict=False):
                _walk(before, after, table, actions)


def _is_done(asked: str, element: object, kept: object) -> bool:
    before = str(element.value)  # type: ignore[attr-defined]
    after = "" if kept is None else str(kept.value)  # type: ignore[attr-defined]
    keyword, vr = element.keyword, element.VR  # type: ignore[attr-defined]
    if vr == "TM":
        return after == before  # whole days are added, so the time of day stays (113107)
    if vr in ("DA", "DT") and keyword != "PatientBirthDate":
        return after != before and len(after) == len(before)
    if keyword in MAY_STAY:
        return after != before or all(word.lower() in _IMAGING for word in before.split())
    if asked == "delete":
        return kept is None
    if asked == "replace_UID":
        return after.startswith("2.25.") and after != before
    return after != before


_IMAGING = frozenset({"chest", "pa", "erect"})
