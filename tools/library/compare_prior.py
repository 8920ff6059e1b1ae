"""Lay an earlier image on a later one and show what changed."""

from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.finding import Measurement
from tools.image import Image, Origin
from tools.registration import Registration, register, warped
from tools.result import ToolResult
from tools.tool import Range, Tool

__all__ = ["TOOL", "compare_prior"]

SHOWN_SIDE = 768
"""Longest side of one shown picture [pixels]; two side by side then fit what a vision encoder takes."""
GAP = 8
"""Columns between the two [pixels]."""
_LEVELS = (5, 95)
"""Percentiles of the common part that are made alike, so that exposure is not taken for change [%]."""

_NOT_PROOF = (
    "The earlier image was laid on the later one by an affine: breathing, turning and posture also show as "
    "differences, and so does another patient who looks alike."
)


def compare_prior(image: Image, prior: Image, days: Annotated[float, Range(0, 40000)] | None = None) -> ToolResult:
    """Lay an earlier image of the same patient and view on the current one, and show both and their difference.

    Args:
        image: The current image.
        prior: The earlier image.
        days: How many days lie between them, if it is known.

    Returns:
        The earlier image (moved) beside the current one, and the difference: mid-grey is equal, brighter is denser or
        brighter now, darker is less so; mid-grey too where the earlier image shows nothing. Residual, overlap and
        movement are stated.

    Raises:
        BadArguments: If the images cannot be registered; then only side-by-side comparison is left.
    """
    if image.ref == prior.ref:
        raise BadArguments("image and prior are the same image; name two different ones.")
    now, before = _grey(image), _grey(prior)
    found = register(before, now)
    moved, inside = warped(before, found.matrix, image.width, image.height)
    difference = _difference(moved, now, inside)
    factor = min(1.0, SHOWN_SIDE / max(now.shape))
    height, width = (max(1, round(side * factor)) for side in now.shape)
    small = [_resized(one, width, height) for one in (moved, now, difference)]
    beside = np.concatenate([small[0], np.full((height, GAP), 128, np.uint8), small[1]], axis=1)
    origin = Origin(parent=image.ref, operation="compare_prior", box=image.box)
    apart = "" if days is None else f", {days:g} days apart"
    measurements = _measurements(image, found)
    said = ", ".join(f"{one.name} {one.value:.3g} {one.unit}" for one in measurements)
    return ToolResult(
        text=f"compare_prior: the earlier image (left, moved) beside the current one{apart}, and their difference; "
        f"{said}.",
        images=(Image(pixels=beside, origin=origin), Image(pixels=small[2], origin=origin)),
        measurements=measurements,
        values={
            "scale": round(found.scale, 4),
            "rotation_deg": round(found.rotation, 2),
            "overlap": round(found.overlap, 3),
            "likeness": round(found.likeness, 3),
            "corners": found.corners,
            "matrix": [[round(float(one), 5) for one in row] for row in found.matrix],
        },
        warnings=(_NOT_PROOF, *(() if days is not None else ("The time between the two images is not stated.",))),
    )


def _grey(image: Image) -> NDArray[np.uint8]:
    shown = image.shown()
    return np.asarray(cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY) if shown.ndim == 3 else shown, np.uint8)


def _resized(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _difference(moved: NDArray[np.uint8], now: NDArray[np.uint8], inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Half the difference around mid-grey, after the earlier picture's levels were made those of the current one."""
    low, high = np.percentile(moved[inside], _LEVELS)
    wanted_low, wanted_high = np.percentile(now[inside], _LEVELS)
    slope = (wanted_high - wanted_low) / (high - low) if high > low else 1.0
    alike = np.clip((moved.astype(np.float32) - low) * slope + wanted_low, 0, 255)
    half = np.clip(128 + (now.astype(np.float32) - alike) / 2, 0, 255)
    return np.asarray(np.where(inside, np.rint(half), 128), np.uint8)


def _measurements(image: Image, found: Registration) -> tuple[Measurement, ...]:
    basis = "Median shift between squares of both images after registration."
    spacing = image.spacing
    # Where rows and columns differ, the larger one bounds the error.
    scale, unit = (1.0, "{pixels}") if spacing is None else (max(spacing.row, spacing.column), "mm")
    return (
        Measurement(
            code="registration-residual", name="residual", value=found.residual * scale, unit=unit, basis=basis
        ),
        Measurement(
            code="registration-overlap",
            name="overlap",
            value=100 * found.overlap,
            unit="%",
            basis="Share of the current image that the earlier one covers.",
        ),
    )


TOOL = Tool.of(compare_prior)
