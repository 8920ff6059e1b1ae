"""Show another range of values of an image."""

from dataclasses import replace
from typing import Annotated, Literal

from tools.errors import BadArguments
from tools.image import Image, Origin, Window
from tools.presets import PRESETS
from tools.tool import Range, Tool

__all__ = ["TOOL", "window"]

PresetName = Literal[
    "lung",
    "mediastinum",
    "abdomen",
    "soft-tissue",
    "liver",
    "bone",
    "spine",
    "brain",
    "subdural",
    "stroke",
    "temporal-bone",
    "angio",
]
"""The names of `windows.toml`, which a type checker cannot read (tested to be the same)."""

CT_UNIT = "[hnsf'U]"
"""Presets are in Hounsfield units and mean nothing on other pixel values."""


def window(
    image: Image,
    preset: PresetName | None = None,
    centre: Annotated[float, Range(-32768, 65535)] | None = None,
    width: Annotated[float, Range(1, 65536)] | None = None,
) -> Image:
    """Show another range of values: a named preset on CT, or a centre and a width in the units of the image.

    Args:
        image: Grey image to show differently; its values stay as they are.
        preset: Usual CT window; only for images in Hounsfield units.
        centre: Middle of the range, in units of the image (HU on CT); needs width too.
        width: Extent of the range, in units of the image; needs centre too.

    Returns:
        The same pixel values seen through the window.

    Raises:
        BadArguments: If the image is in colour, if a preset is asked for on anything but CT, or if neither a preset
            nor both numbers are given.
    """
    if image.is_colour:
        raise BadArguments("window needs a grey image; this one is in colour. Use enhance instead.")
    if preset is not None:
        if centre is not None or width is not None:
            raise BadArguments("window takes a preset, or centre and width, not both.")
        if image.unit != CT_UNIT:
            raise BadArguments("window presets are for CT in Hounsfield units; give centre and width for this image.")
        chosen = PRESETS[preset].window
    elif centre is None or width is None:
        raise BadArguments(f"window needs a preset ({', '.join(PRESETS)}), or both centre and width.")
    else:
        chosen = Window(centre=centre, width=width)
    origin = Origin(parent=image.ref, operation="window", box=image.box)
    return replace(image, window=chosen, origin=origin)


TOOL = Tool.of(window)
