"""Measure lengths, angles, ratios, areas, brightness and the cardiothoracic ratio."""

from dataclasses import replace
from typing import Annotated, Literal

import cv2

from tools.errors import BadArguments
from tools.geometry import Measured, angle, area, intensity, length, ratio
from tools.image import Image, Origin
from tools.region import BoundingBox, Point
from tools.rendering import COLOURS, rgb
from tools.result import ToolResult
from tools.segmentation.cardiothoracic import cardiomegaly
from tools.segmentation.chest import Chest, segment_chest
from tools.segmentation.frontal import judge_frontal
from tools.tool import Range, Tool

__all__ = ["TOOL", "measure"]

Kind = Literal["length", "angle", "ratio", "area", "intensity", "cardiothoracic-ratio"]


def measure(
    image: Image,
    kind: Kind,
    points: Annotated[tuple[Point, ...], Range(2, 16)] | None = None,
    region: BoundingBox | None = None,
) -> ToolResult:
    """Measure on an image: mm where its spacing is known, pixels otherwise; HU on CT.

    Args:
        image: Image to measure on.
        kind: length (2 points), angle (3 points, vertex in the middle, or 4 points: two lines, as Cobb), ratio (4
            points: first line over second), area (region, or 3 or more points around it), intensity (region),
            cardiothoracic-ratio (nothing more; frontal chest films).
        points: The points that the kind asks for.
        region: The region that area or intensity asks for.

    Returns:
        The measurement with its unit and how it was obtained.

    Raises:
        BadArguments: If points or region do not suit the kind, or the image is no frontal chest film.
    """
    if kind == "cardiothoracic-ratio":
        return _cardiothoracic(image)
    if kind in ("area", "intensity") and points is None and region is None:
        raise BadArguments(f"measure needs region for the kind {kind}.")
    if kind == "intensity":
        if region is None:
            raise BadArguments("measure needs region, not points, for the kind intensity.")
        measured = intensity(image, region)
    elif kind == "area":
        measured = area(image, region if region is not None else points or ())
    else:
        measured = {"length": length, "angle": angle, "ratio": ratio}[kind](image, points or ())
    return _reported(measured)


def _reported(measured: Measured) -> ToolResult:
    said = "; ".join(
        f"{one.name} {one.value:.4g}{'' if one.unit == '1' else ' ' + one.unit}" for one in measured.measurements
    )
    return ToolResult(text=f"measure: {said}.", measurements=measured.measurements, warnings=measured.warnings)


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
