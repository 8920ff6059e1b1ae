"""What can be done with a study: read it, look closer, measure, segment, and report what was found."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.errors import (
        BadArguments,
        RegionOutOfBounds,
        ToolError,
        UnknownTool,
        UnreadableImage,
        UnsupportedTransferSyntax,
    )
    from tools.finding import Finding, Measurement
    from tools.image import Image, ImageRef, Origin, Spacing, Window
    from tools.region import BoundingBox, Mask, Point
    from tools.result import ToolResult
    from tools.study import Instance, Series, Study
    from tools.tool import Tool

__all__ = [
    "BadArguments",
    "BoundingBox",
    "Finding",
    "Image",
    "ImageRef",
    "Instance",
    "Mask",
    "Measurement",
    "Origin",
    "Point",
    "RegionOutOfBounds",
    "Series",
    "Spacing",
    "Study",
    "Tool",
    "ToolError",
    "ToolResult",
    "UnknownTool",
    "UnreadableImage",
    "UnsupportedTransferSyntax",
    "Window",
]

_HOMES = {
    "BadArguments": "tools.errors",
    "BoundingBox": "tools.region",
    "Finding": "tools.finding",
    "Image": "tools.image",
    "ImageRef": "tools.image",
    "Instance": "tools.study",
    "Mask": "tools.region",
    "Measurement": "tools.finding",
    "Origin": "tools.image",
    "Point": "tools.region",
    "RegionOutOfBounds": "tools.errors",
    "Series": "tools.study",
    "Spacing": "tools.image",
    "Study": "tools.study",
    "Tool": "tools.tool",
    "ToolError": "tools.errors",
    "ToolResult": "tools.result",
    "UnknownTool": "tools.errors",
    "UnreadableImage": "tools.errors",
    "UnsupportedTransferSyntax": "tools.errors",
    "Window": "tools.image",
}
"""Where each name is defined. Loaded when first asked for (PEP 562), so that a command line is there at once."""

if not TYPE_CHECKING:  # a checker would take any name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
