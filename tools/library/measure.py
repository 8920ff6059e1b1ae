"""Measure lengths, angles, areas, ratios, brightness and the size of organs and lesions."""

from dataclasses import replace
from typing import Annotated, Literal

import cv2

from tools.errors import BadArguments
from tools.image import Image, Origin
from tools.measuring.given import measure_segment
from tools.measuring.lesion import measure_lesion
from tools.measuring.measured import Measured
from tools.measuring.nerve_head import measure_nerve_head
from tools.measuring.points import (
    measure_angle,
    measure_area,
    measure_cup_disc_ratio,
    measure_length,
    measure_midline_shift,
    measure_ratio,
)
from tools.measuring.regions import measure_intensity, measure_nodule, measure_statistics
from tools.region import BoundingBox, Mask, Point
from tools.rendering import COLOURS, rgb
from tools.result import ToolResult
from tools.segmentation.cardiothoracic import cardiomegaly
from tools.segmentation.chest import Chest, segment_chest
from tools.segmentation.frontal import judge_frontal
from tools.tool import Range, Tool

__all__ = ["TOOL", "measure"]

Kind = Literal[
    "length",
    "angle",
    "ratio",
    "area",
    "midline-shift",
    "cup-disc-ratio",
    "intensity",
    "statistics",
    "nodule",
    "skin-lesion",
    "cardiothoracic-ratio",
]
BY_POINTS = {
    "length": measure_length,
    "angle": measure_angle,
    "ratio": measure_ratio,
    "midline-shift": measure_midline_shift,
    "cup-disc-ratio": measure_cup_disc_ratio,
}
BY_REGION = {"intensity": measure_intensity, "nodule": measure_nodule, "skin-lesion": measure_lesion}
BY_ITSELF = {"cup-disc-ratio": measure_nerve_head, "skin-lesion": measure_lesion}
BY_EITHER = {"area": measure_area, "statistics": measure_statistics}


def measure(
    image: Image,
    kind: Kind,
    points: Annotated[tuple[Point, ...], Range(2, 16)] | None = None,
    region: BoundingBox | None = None,
    segment: Mask | None = None,
) -> ToolResult:
    """Measure on an image: mm where its spacing is known, pixels otherwise; HU on CT; each with its uncertainty.

    Args:
        image: Image to measure on.
        kind: length (2 points); angle (3 points, vertex in the middle, or 4 points: two lines, as Cobb); ratio (4
            points: first line over second); area (region, or 3 or more points around it); midline-shift (3 points:
            front and back end of the midline, displaced structure); cup-disc-ratio (4 points: top and bottom of the
            optic cup, then of the disc; or nothing more on a colour fundus photograph); intensity (region); statistics
            (region, or 3 or more points around it); nodule (region around it: long, short and mean diameter);
            skin-lesion (ABCD; region around it, or nothing more); cardiothoracic-ratio (nothing more; frontal chest
            films).
        points: The points that the kind asks for.
        region: The region that the kind asks for.
        segment: Number of a segment that came with the study, in place of a region (area, statistics, nodule).

    Returns:
        The measurement with its unit, its uncertainty and how it was obtained.

    Raises:
        BadArguments: If points or region do not suit the kind, or the image does not.
    """
    if kind == "cardiothoracic-ratio":
        return _cardiothoracic(image)
    if segment is not None:
        return measure_segment(image, segment, kind).as_result()
    return _measured(image, kind, points, region).as_result()


def _measured(image: Image, kind: str, points: tuple[Point, ...] | None, region: BoundingBox | None) -> Measured:
    if points is None and region is None and kind in BY_ITSELF:
        return BY_ITSELF[kind](image)
    if kind in BY_POINTS:
        return BY_POINTS[kind](image, points or ())
    if kind in BY_EITHER:
        if region is None and points is None:
            raise BadArguments(f"measure needs region for the kind {kind}.")
        return BY_EITHER[kind](image, region if region is not None else points or ())
    if region is None:
        raise BadArguments(f"measure needs region, not points, for the kind {kind}.")
    return BY_REGION[kind](image, region)


def _cardiothoracic(image: Image) -> ToolResult:
    chest = segment_chest(image)
    frontal = judge_frontal(image, chest)
    if not frontal.is_frontal:
        raise BadArguments(
            "The cardiothoracic ratio can be measured on a frontal chest film only, and this image is not taken for "
            f"one ({frontal.certainty:.0%})."
        )
    finding, warnings = cardiomegaly(image, chest)
    measured = finding.measurement
    if measured is None:
        raise TypeError("The finding of an enlarged heart carries its ratio.")
    return ToolResult(
        text=f"measure: cardiothoracic ratio {measured.value:.2f} ± {measured.uncertainty or 0:.2f}; "
        f"{finding.name}: {finding.presence}.",
        images=(_drawn(image, chest),),
        findings=(finding,),
        measurements=(measured,),
        warnings=warnings,
    )


def _drawn(image: Image, chest: Chest) -> Image:
    """Draw both lines of the ratio on the film."""
    canvas = rgb(image)
    for line, colour in ((chest.heart.heart_line, COLOURS[4]), (chest.heart.thorax_line, COLOURS[1])):
        start, end = ([round(side) for side in chest.place(line[at], line[at + 1])] for at in (0, 2))
        cv2.line(canvas, start, end, colour, max(1, round(max(image.width, image.height) / 300)))
    origin = Origin(parent=image.ref, operation="measure", box=image.box)
    return replace(image, pixels=canvas, window=None, unit="1", origin=origin)


TOOL = Tool.of(measure)
