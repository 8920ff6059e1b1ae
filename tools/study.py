"""A study: the DICOM information model, as far as a diagnosis needs it."""

from dataclasses import dataclass, field
from pathlib import Path

from tools.image import Image
from tools.overlay import Overlay
from tools.plane import Plane
from tools.segments import SegmentationObject
from tools.structured import StructuredReport

__all__ = ["Instance", "Omitted", "Series", "Study"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One SOP instance (or one raster file): one frame or several."""

    frames: tuple[Image, ...]
    digest: str
    """SHA-256 of the file, or of the array handed in [64 hex digits]."""
    position: float | None = None
    """Distance along the normal of the series [mm], where the geometry is known."""
    number: int | None = None
    """Instance Number (0020,0013)."""
    planes: tuple[Plane | None, ...] = ()
    """Where each frame lies; empty, or None for a frame, where nothing sound says it."""
    phases: tuple[str, ...] = ()
    """What tells frames at the same place apart, such as `EchoTime 4.76`; empty where nothing does."""
    times: tuple[float, ...] = ()
    """When each frame is shown, after the start [s]; empty where nothing says it."""
    sop: str | None = None
    """SHA-256 of the SOP Instance UID, by which masks and reports name it; None outside DICOM [64 hex digits]."""
    overlays: tuple[Overlay, ...] = ()
    """Overlay planes; they are not drawn unless asked for."""
    day: int | None = field(default=None, repr=False)
    """Running number of the day it was made on, for intervals only; never shown as a date."""
    person: str | None = field(default=None, repr=False)
    """SHA-256 of Patient ID (0010,0020), to tell other people's studies apart; never shown or kept [64 hex digits]."""
    issuer: str | None = field(default=None, repr=False)
    """SHA-256 of who gave that number (0010,0021), handled as `person` is; None where nothing says it."""
    study: str | None = field(default=None, repr=False)
    """SHA-256 of the Study Instance UID (0020,000D), handled as `person` is; None outside DICOM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Instances of one acquisition, in geometric order."""

    instances: tuple[Instance, ...]
    modality: str
    notes: tuple[str, ...] = ()
    """What was odd, as sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """A file that was handed over and that nothing was taken from."""

    file: Path = field(repr=False)
    """For whoever handed it over: a name may tell who the patient is, so it stands in no note, log or record."""
    reason: str
    """In a few words, or as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Everything that was handed over for one case at one time."""

    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    """What was odd or left out when it was read, as sentences."""
    masks: tuple[SegmentationObject, ...] = ()
    """DICOM segmentations that came with the images."""
    reports: tuple[StructuredReport, ...] = ()
    """DICOM structured reports that came with the images: what others said, to be weighed and not to be obeyed."""
    omitted: tuple[Omitted, ...] = field(default=(), repr=False)
    """Files that were left out, in the order in which they came; the notes count them."""

    @property
    def images(self) -> tuple[Image, ...]:
        """All frames of all instances, in order."""
        return tuple(frame for one in self.series for instance in one.instances for frame in instance.frames)

    def _repr_html_(self) -> str:
        from tools.showing import study_html  # draws with OpenCV, which reading alone does not need

        return study_html(self)
