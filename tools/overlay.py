"""Overlay planes: what a machine or a person drew over an image, kept beside it."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tools.errors import BadArguments
from tools.image import Image, Origin
from tools.region import Mask

__all__ = ["DRAWN", "Overlay", "draw_overlays"]

OverlayKind = Literal["graphics", "roi"]

DRAWN = "An overlay plane of the file was drawn on the image: its pixels there are no measured values."


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """One overlay plane. Source: PS3.3 C.9.2. It may hold text, and text may name the patient."""

    mask: Mask
    """Its pixels, on the raster of the image."""
    kind: OverlayKind
    """Overlay Type (60xx,0040): graphics, or a region of interest."""
    frame: int | None = None
    """Index of the one frame that it belongs to, from 0; None for all frames."""


def draw_overlays(image: Image, overlays: tuple[Overlay, ...]) -> Image:
    """Draw overlay planes in white over an image; done on request only, and recorded.

    Args:
        image: Any image.
        overlays: Of its size, those of its frame.

    Returns:
        A new image as it is shown, with its origin and a note.

    Raises:
        BadArguments: If there is none, or one has another size.
    """
    if not overlays or any(one.mask.pixels.shape != image.pixels.shape[:2] for one in overlays):
        raise BadArguments(f"Overlays to draw must be there and have the size of the image, {image.pixels.shape[:2]}.")
    drawn = image.shown().copy()
    for one in overlays:
        drawn[one.mask.pixels] = np.uint8(255)
    return replace(
        image,
        pixels=drawn,
        window=None,
        unit="1",
        notes=(*image.notes, DRAWN),
        origin=Origin(parent=image.ref, operation="draw_overlays", box=image.box),
    )
