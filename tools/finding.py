"""What was found and what was measured, in the sense of DICOM SR measurement reports (TID 1500)."""

from dataclasses import dataclass
from typing import Literal

from tools.image import ImageRef
from tools.region import BoundingBox

__all__ = ["Finding", "FindingSource", "Laterality", "Measurement", "Presence"]

Presence = Literal["present", "absent", "uncertain"]
Laterality = Literal["left", "right", "bilateral"]
FindingSource = Literal["history", "image", "measurement", "report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A number with its unit and how it was obtained."""

    code: str
    """Code of a quantity of the vocabulary (`cardiothoracic-ratio`), or of the tool's own (`length`)."""
    name: str
    value: float
    unit: str
    """UCUM unit; `{pixels}` where no spacing is known."""
    uncertainty: float | None = None
    """Half-width of the stated uncertainty [unit], where it is known."""
    basis: str = ""
    """How it was obtained, in one sentence."""
    span: tuple[int, int] | None = None
    """Characters [start, end) of the history that state it, where it was read there."""
    image: ImageRef | None = None
    """The image that it was measured on; None for one that is of no single image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is, or is not, there."""

    code: str
    """Code of a term of the vocabulary."""
    name: str
    presence: Presence
    source: FindingSource
    certainty: float = 1.0
    """How sure the finder is [0-1]; a rule's own estimate, not a calibrated probability."""
    laterality: Laterality | None = None
    """Side of the patient."""
    region: BoundingBox | None = None
    """Where on the image [pixels of the image named by `image`]."""
    image: ImageRef | None = None
    measurement: Measurement | None = None
    span: tuple[int, int] | None = None
    """Characters [start, end) of the history that say so."""
    basis: str = ""
    """How it was found, in one sentence, with no text of the patient's."""
