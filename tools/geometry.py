"""Lengths, angles, areas and brightness on an image, in millimetres where its spacing is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.finding import Measurement
from tools.image import Image
from tools.region import BoundingBox, Point
from tools.resampling import whole_pixels

__all__ = ["Measure", "Measured", "angle", "area", "intensity", "length", "ratio"]

DETECTOR = "The spacing is stated at the detector (ImagerPixelSpacing), so lengths in the patient are somewhat smaller."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Measurements of one call with their doubts."""

    measurements: tuple[Measurement, ...]
    warnings: tuple[str, ...] = ()


Measure = Callable[[Image, Sequence[Point]], Measured]


def _places(image: Image, points: Sequence[Point], *, counts: tuple[int, ...], kind: str) -> NDArray[np.float64]:
    """Give points as `(n, 2)` (x, y) in mm, or in pixels where no spacing is known."""
    if len(points) not in counts:
        wanted = " or ".join(str(count) for count in counts)
        raise BadArguments(f"measure needs points for the kind {kind}: {wanted} of them, got {len(points)}.")
    scale = (1.0, 1.0) if image.spacing is None else (image.spacing.column, image.spacing.row)
    return np.array([(point.column * scale[0], point.row * scale[1]) for point in points])


def _unit(image: Image) -> str:
    return "{pixels}" if image.spacing is None else "mm"


def _doubts(image: Image) -> tuple[str, ...]:
    if image.spacing is None:
        return ("No spacing is known, so lengths are in pixels and areas in square pixels.",)
    return (DETECTOR,) if image.spacing.source == "ImagerPixelSpacing" else ()


def _basis(image: Image) -> str:
    return "From the points given" + (", in pixels." if image.spacing is None else f", by {image.spacing.source}.")


def _segment(places: NDArray[np.float64], first: int, second: int, kind: str) -> NDArray[np.float64]:
    vector = places[second] - places[first]
    if float(np.hypot(*vector)) == 0.0:
        raise BadArguments(f"Two of the points for the kind {kind} are the same; a line needs two different ones.")
    return np.asarray(vector)


def length(image: Image, points: Sequence[Point]) -> Measured:
    """Measure the distance of two points [mm or pixels]."""
    vector = _segment(_places(image, points, counts=(2,), kind="length"), 0, 1, "length")
    one = Measurement(
        code="length", name="length", value=float(np.hypot(*vector)), unit=_unit(image), basis=_basis(image)
    )
    return Measured(measurements=(one,), warnings=_doubts(image))


def ratio(image: Image, points: Sequence[Point]) -> Measured:
    """Measure the length of the first line over that of the second [1]."""
    places = _places(image, points, counts=(4,), kind="ratio")
    lengths = [float(np.hypot(*_segment(places, start, start + 1, "ratio"))) for start in (0, 2)]
    one = Measurement(
        code="ratio", name="ratio of two lengths", value=lengths[0] / lengths[1], unit="1", basis=_basis(image)
    )
    # Without spacing a ratio is right only if pixels are square.
    doubts = ("No spacing is known; the ratio assumes square pixels.",) if image.spacing is None else ()
    return Measured(measurements=(one,), warnings=doubts)


def angle(image: Image, points: Sequence[Point]) -> Measured:
    """Measure an angle [deg]: at the middle one of three points (0-180), or between two lines (0-90).

    Source of the second: Cobb 1948, the angle between the endplates of the end vertebrae.
    """
    places = _places(image, points, counts=(3, 4), kind="angle")
    if len(points) == 3:
        first, second = _segment(places, 1, 0, "angle"), _segment(places, 1, 2, "angle")
        name = "angle"
    else:
        first, second = _segment(places, 0, 1, "angle"), _segment(places, 2, 3, "angle")
        name = "angle between two lines"
    # atan2 of cross and dot keeps its precision near 0 and 180 degrees, where arccos loses it.
    cross = float(first[0] * second[1] - first[1] * second[0])
    degrees = float(np.degrees(np.arctan2(abs(cross), float(first @ second))))
    if len(points) == 4:
        degrees = min(degrees, 180.0 - degrees)
    one = Measurement(code="angle", name=name, value=degrees, unit="deg", basis=_basis(image))
    doubts = ("No spacing is known; the angle assumes square pixels.",) if image.spacing is None else ()
    return Measured(measurements=(one,), warnings=doubts)


def area(image: Image, outline: BoundingBox | Sequence[Point]) -> Measured:
    """Measure the area of a box or of a polygon [mm² or square pixels], by the shoelace formula."""
    if isinstance(outline, BoundingBox):
        pixels = outline.area
    else:
        if len(outline) < 3:
            raise BadArguments(f"measure needs a region, or at least 3 points, for the kind area, got {len(outline)}.")
        x = np.array([point.column for point in outline])
        y = np.array([point.row for point in outline])
        pixels = float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)
    spacing = image.spacing
    value, unit = (pixels, "{pixels}") if spacing is None else (pixels * spacing.row * spacing.column, "mm2")
    one = Measurement(code="area", name="area", value=value, unit=unit, basis=_basis(image))
    return Measured(measurements=(one,), warnings=_doubts(image))


def intensity(image: Image, region: BoundingBox) -> Measured:
    """Measure mean, standard deviation, least, greatest and count of a region's values [units of the image]."""
    left, top, right, bottom = (int(side) for side in whole_pixels(region, image).as_tuple())
    values = image.pixels[top:bottom, left:right].astype(np.float64)
    doubts: tuple[str, ...] = ()
    if image.is_colour:
        values = values @ np.array([0.299, 0.587, 0.114])
        doubts = ("The image is in colour; brightness is its luma (ITU-R BT.601).",)
    elif image.unit == "1":
        doubts = ("The values have no physical unit; compare them within this image only.",)
    found = {
        "mean": values.mean(),
        "standard-deviation": values.std(),
        "minimum": values.min(),
        "maximum": values.max(),
    }
    basis = f"All {values.size} pixels of the region."
    measured = [
        Measurement(
            code=f"intensity-{name}", name=name.replace("-", " "), value=float(value), unit=image.unit, basis=basis
        )
        for name, value in found.items()
    ]
    measured.append(
        Measurement(code="intensity-count", name="count", value=float(values.size), unit="{pixels}", basis=basis)
    )
    return Measured(measurements=tuple(measured), warnings=doubts)
