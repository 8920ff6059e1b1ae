"""Measuring inside a region of an image: brightness, first-order statistics, the size of a nodule."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.finding import Measurement
from tools.image import Image, Origin
from tools.measuring.area import polygon_mask
from tools.measuring.first_order import BIN_WIDTH, FirstOrder, first_order
from tools.measuring.measured import Measured
from tools.measuring.nodule import nodule_of
from tools.measuring.object import LUMA, OUTLINE_PIXELS, outlined_object
from tools.measuring.scale import scale_of
from tools.region import BoundingBox, Mask, Point
from tools.rendering import COLOURS, outlined, rgb
from tools.resampling import whole_pixels

__all__ = [
    "drawn",
    "listed_statistics",
    "measure_intensity",
    "measure_nodule",
    "measure_statistics",
    "nodule_measurements",
]

UNITLESS_BINS = 32
"""Bins over the range of values that have no unit. Source: IBSI, fixed bin number for arbitrary units."""
LARGE_NODULE_MM = 10.0
"""From here on both diameters are reported, below it their mean. Source: Bankier et al. 2017
(Fleischner Society), doi:10.1148/radiol.2017162894."""
NAMES = {
    "energy": ("energy", "2"),
    "entropy": ("entropy", "bit"),
    "uniformity": ("uniformity", "1"),
    "minimum": ("minimum", ""),
    "percentile_10": ("10th percentile", ""),
    "median": ("median", ""),
    "percentile_90": ("90th percentile", ""),
    "maximum": ("maximum", ""),
    "mean": ("mean", ""),
    "range": ("range", ""),
    "interquartile_range": ("interquartile range", ""),
    "mean_absolute_deviation": ("mean absolute deviation", ""),
    "robust_mean_absolute_deviation": ("robust mean absolute deviation", ""),
    "root_mean_squared": ("root mean square", ""),
    "standard_deviation": ("standard deviation", ""),
    "variance": ("variance", "2"),
    "skewness": ("skewness", "1"),
    "kurtosis": ("kurtosis (3 for a normal distribution)", "1"),
}
"""What a model is told of each statistic: its name, and its unit (empty: that of the image, 2: the square of it)."""

Bools = NDArray[np.bool_]


def measure_intensity(image: Image, region: BoundingBox) -> Measured:
    """Measure mean, standard deviation, least, greatest and count of a region's values [units of the image]."""
    values, doubts = _values(image, _box_mask(image, region))
    found = first_order(values, bin_width=_bin_width(image, values))
    names = ("mean", "standard_deviation", "minimum", "maximum")
    return Measured(measurements=_listed(image, found, names), warnings=doubts)


def measure_statistics(image: Image, region: BoundingBox | Sequence[Point]) -> Measured:
    """Measure all first-order statistics of the values inside a box or a polygon [units of the image]."""
    if isinstance(region, BoundingBox):
        mask = _box_mask(image, region)
    else:
        if len(region) < 3:
            raise BadArguments(f"measure needs a region, or at least 3 points, for statistics, got {len(region)}.")
        mask = polygon_mask(np.array([(one.column, one.row) for one in region]), image.height, image.width)
    if not mask.any():
        raise BadArguments("No pixel's centre lies inside the outline; draw it larger.")
    listed, doubts = listed_statistics(image, mask)
    return Measured(measurements=listed, warnings=doubts)


def listed_statistics(image: Image, mask: Bools) -> tuple[tuple[Measurement, ...], tuple[str, ...]]:
    """All first-order statistics of the values inside a mask `(H, W)`, and what must be known about them."""
    values, doubts = _values(image, mask)
    width = _bin_width(image, values)
    found = first_order(values, bin_width=width)
    return _listed(image, found, tuple(NAMES)), (*doubts, f"Entropy and uniformity are of bins {width:.4g} wide.")


def measure_nodule(image: Image, region: BoundingBox) -> Measured:
    """Measure long and short axis and mean diameter of the object in a box [mm or pixels]."""
    mask, doubts = outlined_object(image, region)
    measurements, ends, odd = nodule_measurements(
        image, mask, "From the outline of the object in the box (GrabCut, then half its contrast)"
    )
    known = scale_of(image).unit == "mm"
    nodule = nodule_of(mask.pixels, (scale_of(image).row, scale_of(image).column))
    remark = ""
    if known:
        below = nodule.mean < LARGE_NODULE_MM
        remark = f"To be reported as {nodule.rounded_mean} mm (mean)." if below else ""
        remark = remark or f"To be reported as {round(nodule.long)} x {round(nodule.short)} mm (both axes)."
    return Measured(
        measurements=measurements, warnings=(*doubts, *odd), images=(drawn(image, mask, ends),), remark=remark
    )


def nodule_measurements(
    image: Image, mask: Mask, how: str
) -> tuple[tuple[Measurement, ...], list[NDArray[np.float64]], tuple[str, ...]]:
    """Long and short axis and mean diameter of what a mask outlines [mm or pixels].

    Args:
        image: The image.
        mask: Of its size, not empty.
        how: Where the outline comes from, for the basis.

    Returns:
        The measurements, the ends of both axes `(2, 2)` (column, row) [pixels], and the doubts.
    """
    scale = scale_of(image)
    nodule = nodule_of(mask.pixels, (scale.row, scale.column))
    placement = OUTLINE_PIXELS * float(np.sqrt(2)) * max(scale.row, scale.column)
    named = [
        ("long-axis", "long axis", nodule.long),
        ("short-axis", "short axis", nodule.short),
        # The vocabulary's quantity is in millimetres; pixels must not be compared with it.
        ("nodule-diameter" if scale.unit == "mm" else "mean-diameter", "mean diameter", nodule.mean),
    ]
    measurements = tuple(
        Measurement(
            code=code,
            name=name,
            value=value,
            unit=scale.unit,
            uncertainty=placement + scale.shrinkage * value,
            basis=f"{how}, {scale.basis}.",
        )
        for code, name, value in named
    )
    ends = [ends / (scale.column, scale.row) for ends in (nodule.axes.long_ends, nodule.axes.short_ends)]
    return measurements, ends, (*scale.warnings, "One plane only: the largest diameter may lie in another.")


def _box_mask(image: Image, region: BoundingBox) -> Bools:
    left, top, right, bottom = (int(side) for side in whole_pixels(region, image).as_tuple())
    mask = np.zeros(image.pixels.shape[:2], np.bool_)
    mask[top:bottom, left:right] = True
    return mask


def _values(image: Image, mask: Bools) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Give the values inside a mask, and what must be known about them."""
    values = image.pixels[mask].astype(np.float64)
    if image.is_colour:
        return values @ np.array(LUMA), ("The image is in colour; brightness is its luma (ITU-R BT.601).",)
    if image.unit == "1":
        return values, ("The values have no physical unit; compare them within this image only.",)
    return values, ()


def _bin_width(image: Image, values: NDArray[np.float64]) -> float:
    """Bins of 25 Hounsfield units, or 32 over the range of values without a unit."""
    spread = float(np.ptp(values))
    return BIN_WIDTH if image.unit != "1" or spread == 0 else spread / UNITLESS_BINS


def _listed(image: Image, found: FirstOrder, names: tuple[str, ...]) -> tuple[Measurement, ...]:
    values, basis = found.as_dict(), f"All {found.count} pixels of the region."
    # UCUM gives exponents to simple units only.
    simple = image.unit.strip("[]").replace("'", "").isalpha()
    square = "1" if image.unit == "1" else f"{image.unit}2" if simple else f"({image.unit}).({image.unit})"
    units = {"": image.unit, "2": square}
    listed = [
        Measurement(
            code=f"intensity-{name.replace('_', '-')}",
            name=NAMES[name][0],
            value=values[name],
            unit=units.get(NAMES[name][1], NAMES[name][1]),
            basis=basis,
        )
        for name in names
    ]
    count = Measurement(code="intensity-count", name="count", value=float(found.count), unit="{pixels}", basis=basis)
    return (*listed, count)


def drawn(image: Image, mask: Mask, ends: list[NDArray[np.float64]]) -> Image:
    """Draw an outline and lines, each `(2, 2)` ends (column, row) [pixels], over the image."""
    canvas = outlined(rgb(image), mask)
    for line, colour in zip(ends, (COLOURS[1], COLOURS[3]), strict=False):
        start, end = ([round(float(side)) for side in place] for place in line)
        cv2.line(canvas, start, end, colour, max(1, round(max(image.width, image.height) / 500)))
    origin = Origin(parent=image.ref, operation="measure", box=image.box)
    return replace(image, pixels=canvas, window=None, unit="1", origin=origin)
