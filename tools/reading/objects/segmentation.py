"""DICOM segmentations as masks: one per segment and slice. Source: PS3.3 A.51, A.90, C.8.20."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import SegmentationStorage

from tools.errors import FileTooLarge, ImplausibleHeader
from tools.image import Spacing
from tools.plane import Plane
from tools.reading.attributes import attribute, frame_items, items_of, numbers, whole
from tools.reading.limits import DECODER_ERRORS, MAX_OBJECT_BYTES
from tools.reading.objects.codes import code_of
from tools.region import Mask
from tools.segments import Segment, SegmentationObject, SegmentFrame

__all__ = ["is_segmentation", "segmentation_of"]

_LABELMAP_STORAGE = "1.2.840.10008.5.1.4.1.1.66.7"
"""Label Map Segmentation Storage, of 2024. Source: PS3.4 annex B.5."""

_MOST_SEGMENTS = 65_535
"""Source: PS3.3 C.8.20.2: Segment Number is an unsigned short."""

_BACKGROUND = "125040"
"""DCM code of the segment that a label map may describe for what is in none. Source: PS3.16 annex D."""

_HALF = 0.5
"""Fractions from here on count as inside, as thresholds of probability and of occupancy usually do."""

_ALGORITHMS = {"AUTOMATIC": "AUTOMATIC", "SEMIAUTOMATIC": "SEMIAUTOMATIC", "MANUAL": "MANUAL"}


def is_segmentation(dataset: Dataset) -> bool:
    """True for a segmentation with a picture element per pixel; surfaces are something else."""
    return str(attribute([dataset], "SOPClassUID") or "") in (SegmentationStorage, _LABELMAP_STORAGE)


def segmentation_of(
    dataset: Dataset,
    pixels: NDArray[Any],
    *,
    planes: tuple[Plane | None, ...],
    spacing: Spacing | None,
    digest: str,
) -> SegmentationObject:
    """The masks of a segmentation.

    Args:
        dataset: The data set.
        pixels: `(frames, H, W)`, as decoded.
        planes: Where each frame lies; empty where it is not known.
        spacing: Between pixel centres.
        digest: SHA-256 of the file.

    Raises:
        ImplausibleHeader: If it is of no known type, or refers to segments that it does not describe.
        FileTooLarge: If the masks would take too much memory.
    """
    kind = str(attribute([dataset], "SegmentationType") or "").strip()
    segments = _segments(dataset)
    places = planes or (None,) * len(pixels)
    match kind:
        case "BINARY":
            frames = _binary(dataset, pixels, places)
        case "FRACTIONAL":
            frames = _fractional(dataset, pixels, places)
        case "LABELMAP":
            segments = tuple(one for one in segments if one.kind is None or one.kind.value != _BACKGROUND)
            frames = _label_map(dataset, pixels, places, {one.number for one in segments})
        case _:
            raise ImplausibleHeader("A segmentation must be of the type BINARY, FRACTIONAL or LABELMAP.")
    if not {one.segment for one in frames} <= {one.number for one in segments}:
        raise ImplausibleHeader("The segmentation holds frames of segments that it does not describe.")
    fraction = str(attribute([dataset], "SegmentationFractionalType") or "").strip()
    return SegmentationObject(
        kind=kind,
        segments=segments,
        frames=frames,
        digest=digest,
        spacing=spacing,
        fraction_kind=fraction if kind == "FRACTIONAL" and fraction in ("PROBABILITY", "OCCUPANCY") else None,  # type: ignore[arg-type]
    )


def _segments(dataset: Dataset) -> tuple[Segment, ...]:
    items = items_of([dataset], "SegmentSequence")
    if len(items) > _MOST_SEGMENTS:
        raise ImplausibleHeader(f"A segmentation has at most {_MOST_SEGMENTS:,} segments.")
    found: dict[int, Segment] = {}
    for item in items:
        number = whole(attribute([item], "SegmentNumber"))
        if number is None or number in found:
            raise ImplausibleHeader("The segments of a segmentation need one whole number each, all different.")
        algorithm = str(attribute([item], "SegmentAlgorithmType") or "").strip()
        found[number] = Segment(
            number=number,
            kind=code_of(items_of([item], "SegmentedPropertyTypeCodeSequence")),
            category=code_of(items_of([item], "SegmentedPropertyCategoryCodeSequence")),
            site=code_of(items_of([item], "AnatomicRegionSequence")),
            algorithm=_ALGORITHMS.get(algorithm, "UNKNOWN"),  # type: ignore[arg-type]
        )
    return tuple(found[number] for number in sorted(found))


def _segment_number(dataset: Dataset, frame: int) -> int:
    items = frame_items(dataset, frame, "SegmentIdentificationSequence")
    number = whole(attribute(items, "ReferencedSegmentNumber"))
    if number is None:
        raise ImplausibleHeader("A frame of the segmentation does not say which one segment it shows.")
    return number


def _binary(dataset: Dataset, pixels: NDArray[Any], places: tuple[Plane | None, ...]) -> tuple[SegmentFrame, ...]:
    if pixels.size and int(pixels.max()) > 1:
        raise ImplausibleHeader("A binary segmentation holds values other than 0 and 1.")
    masks = pixels.astype(np.bool_)
    return tuple(
        _frame(dataset, index, _segment_number(dataset, index), masks[index], None, places[index])
        for index in range(len(masks))
    )


def _fractional(dataset: Dataset, pixels: NDArray[Any], places: tuple[Plane | None, ...]) -> tuple[SegmentFrame, ...]:
    stated = numbers(attribute([dataset], "MaximumFractionalValue"))
    top = stated[0] if stated else 0.0
    if not 1 <= top <= 65_535 or (pixels.size and float(pixels.max()) > top):
        raise ImplausibleHeader("The Maximum Fractional Value of the segmentation does not fit its pixels.")
    found = []
    for index, frame in enumerate(pixels):
        share = (frame.astype(np.float32) / np.float32(top)).astype(np.float32)
        number = _segment_number(dataset, index)
        found.append(_frame(dataset, index, number, share >= _HALF, share, places[index]))
    return tuple(found)


def _label_map(
    dataset: Dataset, pixels: NDArray[Any], places: tuple[Plane | None, ...], known: set[int]
) -> tuple[SegmentFrame, ...]:
    """A mask for each segment that a frame shows; 0 and the padding value are background where they are no segment."""
    padding = numbers(attribute([dataset], "PixelPaddingValue"))
    background = {0, *(int(one) for one in padding or () if one.is_integer())} - known
    present = [sorted({int(one) for one in np.unique(frame)} - background) for frame in pixels]
    if sum(len(one) for one in present) * pixels[0].size > MAX_OBJECT_BYTES:
        raise FileTooLarge(
            f"The masks of the label map would take more than {MAX_OBJECT_BYTES:,} bytes; hand over fewer frames."
        )
    return tuple(
        _frame(dataset, index, number, pixels[index] == number, None, places[index])
        for index, found in enumerate(present)
        for number in found
    )


def _frame(
    dataset: Dataset,
    index: int,
    number: int,
    mask: NDArray[np.bool_],
    fraction: NDArray[Any] | None,
    place: Plane | None,
) -> SegmentFrame:
    source, source_frame = _source(dataset, index)
    return SegmentFrame(
        segment=number,
        mask=Mask(pixels=mask),
        fraction=fraction,
        source=source,
        source_frame=source_frame,
        plane=place,
    )


def _source(dataset: Dataset, index: int) -> tuple[str | None, int | None]:
    """The image that a frame was drawn on: digest of its UID, and its frame. Source: PS3.3 C.7.6.16.2.6."""
    items = frame_items(dataset, index, "DerivationImageSequence")[:-1]
    try:
        source = items_of(items, "SourceImageSequence")[0]
        uid = str(source.ReferencedSOPInstanceUID)
    except DECODER_ERRORS:
        return None, None
    frame = whole(attribute([source], "ReferencedFrameNumber"))
    return hashlib.sha256(uid.encode()).hexdigest(), frame - 1 if frame is not None and frame >= 1 else None
