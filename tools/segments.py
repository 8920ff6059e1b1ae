"""Masks that came with the study: DICOM segmentations."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tools.code import Code
from tools.errors import BadArguments
from tools.image import Spacing
from tools.plane import Plane
from tools.region import Mask

__all__ = ["Segment", "SegmentFrame", "SegmentationObject"]

SegmentationKind = Literal["BINARY", "FRACTIONAL", "LABELMAP"]
SegmentAlgorithm = Literal["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL", "UNKNOWN"]
FractionKind = Literal["PROBABILITY", "OCCUPANCY"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What was marked. Source: PS3.3 C.8.20.4."""

    number: int
    """Segment Number (0062,0004), from 1."""
    kind: Code | None
    """Segmented Property Type (0062,000F): what it is, such as Liver."""
    category: Code | None = None
    """Segmented Property Category (0062,0003): what kind of thing, such as Anatomical Structure."""
    site: Code | None = None
    """Anatomic Region (0008,2218): where it is."""
    algorithm: SegmentAlgorithm = "UNKNOWN"
    """Segment Algorithm Type (0062,0008): whether a person drew it."""

    @property
    def label(self) -> str:
        """The standard's words for what it is; the label of the file is free text and stays there."""
        return f"segment {self.number}" if self.kind is None else self.kind.meaning


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentFrame:
    """A segment on one slice."""

    segment: int
    """Number of the segment."""
    mask: Mask
    """`(H, W)`, true inside; of fractions, where they are at least a half."""
    fraction: NDArray[Any] | None = None
    """`(H, W)` float32 from 0 to 1, for fractional segmentations."""
    source: str | None = None
    """SHA-256 of the SOP Instance UID that it was drawn on: `Instance.sop` [64 hex digits]."""
    source_frame: int | None = None
    """Index of the frame there, from 0; None where the source has one frame or none is named."""
    plane: Plane | None = None
    """Where the slice lies, where the geometry is known."""

    def __post_init__(self) -> None:
        if self.fraction is not None:
            if self.fraction.shape != self.mask.pixels.shape or self.fraction.dtype != np.float32:
                raise BadArguments("The fractions of a segment are float32 of the size of its mask.")
            self.fraction.flags.writeable = False
        self.mask.pixels.flags.writeable = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentationObject:
    """One DICOM segmentation. Source: PS3.3 A.51, A.90, C.8.20."""

    kind: SegmentationKind
    segments: tuple[Segment, ...]
    frames: tuple[SegmentFrame, ...]
    digest: str
    """SHA-256 of the file [64 hex digits]."""
    spacing: Spacing | None = None
    fraction_kind: FractionKind | None = None
    """What fractions stand for; None for the other kinds."""
    notes: tuple[str, ...] = ()
    """What was odd, as sentences."""

    def on(self, sop: str, frame: int | None = None) -> tuple[SegmentFrame, ...]:
        """The segments that were drawn on an image.

        Args:
            sop: `Instance.sop` of the image.
            frame: Index of the frame, from 0; None for all frames.
        """
        return tuple(
            one
            for one in self.frames
            if one.source == sop and (frame is None or one.source_frame is None or one.source_frame == frame)
        )
