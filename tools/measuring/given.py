"""Measuring a segment that came with the study: somebody else's outline, taken as it is."""

import numpy as np

from tools.errors import BadArguments
from tools.finding import Measurement
from tools.image import Image
from tools.measuring.measured import Measured
from tools.measuring.regions import drawn, listed_statistics, nodule_measurements
from tools.region import Mask

__all__ = ["measure_segment"]

_KINDS = ("area", "statistics", "nodule")


def measure_segment(image: Image, segment: Mask, kind: str) -> Measured:
    """Measure a segment: its area, the values inside, or its diameters on this image.

    Args:
        image: The image that it was drawn on.
        segment: Of the size of the image.
        kind: `area`, `statistics` or `nodule`.

    Raises:
        BadArguments: If the kind needs something else, or the segment is empty or of another size.
    """
    if kind not in _KINDS:
        raise BadArguments(f"measure takes segment for the kinds {', '.join(_KINDS)}, and not for {kind}.")
    if segment.pixels.shape != image.pixels.shape[:2]:
        raise BadArguments("The segment has another size than the image, and masks are not resampled.")
    if not segment.area:
        raise BadArguments("The segment is empty on this image; name another image.")
    warnings: tuple[str, ...] = ()
    remark = "The outline came with the study and was not checked here."
    lines: list[np.ndarray] = []
    if kind == "area":
        measurements: tuple[Measurement, ...] = (_area(image, segment),)
    elif kind == "statistics":
        measurements, warnings = listed_statistics(image, segment.pixels)
    else:
        measurements, lines, warnings = nodule_measurements(image, segment, "From the segment that came with the study")
    return Measured(measurements=measurements, warnings=warnings, images=(drawn(image, segment, lines),), remark=remark)


def _area(image: Image, segment: Mask) -> Measurement:
    spacing = image.spacing
    value, unit = float(segment.area), "{pixels}"
    basis = "Pixels of the segment counted; no spacing is known."
    if spacing is not None:
        value, unit = value * spacing.row * spacing.column, "mm2"
        basis = f"Pixels of the segment counted times {spacing.source}."
    return Measurement(code="area", name="area of the segment", value=value, unit=unit, basis=basis)
