"""Spatial coordinates of a structured report. Source: PS3.3 C.18.6."""

import hashlib
import math

from pydicom.dataset import Dataset

from tools.reading.attributes import attribute, numbers, whole
from tools.reading.limits import DECODER_ERRORS
from tools.reading.objects.content import children
from tools.region import Point
from tools.structured import RegionShape, ReportedRegion

__all__ = ["region_of"]

_SHAPES: dict[str, RegionShape] = {
    "POINT": "point",
    "MULTIPOINT": "multipoint",
    "POLYLINE": "polyline",
    "CIRCLE": "circle",
    "ELLIPSE": "ellipse",
}
_COUNTS = {"point": (1, 1), "multipoint": (1, None), "polyline": (2, None), "circle": (2, 2), "ellipse": (4, 4)}
"""Points of each shape, at least and at most. Source: PS3.3 C.18.6.1.2."""

_MOST_POINTS = 100_000
_FARTHEST = 1e6
"""Pixels: no image that is read is as wide."""


def region_of(item: Dataset, about: str) -> ReportedRegion | None:
    """The region of an SCOORD item, or None where it is damaged.

    Args:
        item: The item.
        about: What is there, in words.
    """
    shape = _SHAPES.get(str(attribute([item], "GraphicType") or "").strip())
    values = numbers(attribute([item], "GraphicData"))
    if shape is None or values is None or len(values) % 2 or len(values) > 2 * _MOST_POINTS:
        return None
    least, most = _COUNTS[shape]
    count = len(values) // 2
    if count < least or (most is not None and count > most):
        return None
    if not all(math.isfinite(one) and abs(one) <= _FARTHEST for one in values):
        return None
    points = tuple(Point(column=values[at], row=values[at + 1]) for at in range(0, len(values), 2))
    source, frame = _selected_from(item)
    return ReportedRegion(shape=shape, points=points, source=source, source_frame=frame, about=about)


def _selected_from(item: Dataset) -> tuple[str | None, int | None]:
    """The image that the region was drawn on."""
    for one in children(item):
        try:
            reference = one.ReferencedSOPSequence[0]
            uid = str(reference.ReferencedSOPInstanceUID)
        except DECODER_ERRORS:
            continue
        frame = whole(attribute([reference], "ReferencedFrameNumber"))
        return hashlib.sha256(uid.encode()).hexdigest(), frame - 1 if frame is not None and frame >= 1 else None
    return None, None
