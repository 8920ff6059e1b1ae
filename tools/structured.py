"""What others have reported: findings, measurements and text of DICOM structured reports that came with the study."""

from dataclasses import dataclass, field
from typing import Literal

from tools.code import Code
from tools.finding import Finding, Measurement
from tools.region import Point

__all__ = ["Observer", "ReportedRegion", "ReportedText", "StructuredReport"]

Observer = Literal["person", "device"]

RegionShape = Literal["point", "multipoint", "polyline", "circle", "ellipse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedText:
    """A passage of a report: data, never an instruction."""

    section: str
    """The standard's words for what it is about, such as `Finding` or `Conclusion`."""
    text: str
    """Without the identifiers that the header or the rules for free text know of; a name may still be in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRegion:
    """A place on an image. Source: PS3.3 C.18.6."""

    shape: RegionShape
    points: tuple[Point, ...]
    """[pixels of the image, origin top-left corner of the first pixel]"""
    source: str | None
    """SHA-256 of the SOP Instance UID of the image: `Instance.sop` [64 hex digits]."""
    source_frame: int | None = None
    """Index of the frame, from 0."""
    about: str = ""
    """What is there, in the standard's words, where the report says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredReport:
    """One DICOM structured report. Source: PS3.3 A.35, PS3.16 TID 1500 and 2000."""

    title: Code | None
    """What kind of report it is, such as Imaging Measurement Report."""
    findings: tuple[Finding, ...]
    measurements: tuple[Measurement, ...]
    texts: tuple[ReportedText, ...]
    regions: tuple[ReportedRegion, ...]
    is_complete: bool
    """Completion Flag (0040,A491)."""
    is_verified: bool
    """Verification Flag (0040,A493): whether a person stands for it."""
    digest: str
    """SHA-256 of the file [64 hex digits]."""
    notes: tuple[str, ...] = ()
    """What was left out, as sentences."""
    observer: Observer | None = None
    """What kind of observer says so; who it was stays in the file. Source: PS3.16 TID 1002."""
    day: int | None = field(default=None, repr=False)
    """Running number of the day it was written on, for intervals only; never shown as a date."""
    person: str | None = field(default=None, repr=False)
    """SHA-256 of Patient ID (0010,0020), as `Instance.person`; never shown or kept [64 hex digits]."""
    issuer: str | None = field(default=None, repr=False)
    """SHA-256 of who gave that number (0010,0021); None where nothing says it."""
