"""What can be done with a study: read it, look closer, measure, segment, and report what was found."""

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
