"""Show another range of values of an image."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from tools.errors import BadArguments
from tools.image import Image, Origin, Window
from tools.tool import Range, Tool

__all__ = ["PRESETS", "TOOL", "Preset", "window"]

PresetName = Literal["lung", "mediastinum", "soft-tissue", "liver", "bone", "brain", "subdural", "stroke"]

_SOURCE = "Radiopaedia.org, Windowing (CT): typical values given as W and L"
CT_UNIT = "[hnsf'U]"
"""Presets are in Hounsfield units and mean nothing on other pixel values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A usual window for one kind of tissue on CT."""

    window: Window
    """[HU]"""
    source: str
    """Where the values are from; they differ by institution."""


PRESETS: dict[str, Preset] = {
    "lung": Preset(window=Window(centre=-600, width=1500), source=f"{_SOURCE}: chest, lungs"),
    "mediastinum": Preset(window=Window(centre=50, width=350), source=f"{_SOURCE}: chest, mediastinum"),
    "soft-tissue": Preset(window=Window(centre=50, width=400), source=f"{_SOURCE}: abdomen, soft tissues"),
    "liver": Preset(window=Window(centre=30, width=150), source=f"{_SOURCE}: abdomen, liver"),
    "bone": Preset(window=Window(centre=400, width=1800), source=f"{_SOURCE}: spine, bone"),
    "brain": Preset(window=Window(centre=40, width=80), source=f"{_SOURCE}: head, brain"),
    "subdural": Preset(
        window=Window(centre=75, width=215),
        source=f"{_SOURCE}: head, subdural; middle of the ranges 50–100 and 130–300",
    ),
    "stroke": Preset(window=Window(centre=40, width=40), source=f"{_SOURCE}: head, stroke, the wider of its two"),
}


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
