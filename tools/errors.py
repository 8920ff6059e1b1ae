"""The errors of this package.

ToolError                          told to the model, or to the caller: what, what is allowed, what to do
├── BadArguments                   an argument is missing, of the wrong kind or out of range
│   └── RegionOutOfBounds          a region does not lie on the image
├── UnknownTool                    no tool goes by that name
└── UnreadableImage                the file is not a picture, is broken, or is too large
    └── UnsupportedTransferSyntax  a DICOM transfer syntax that no installed decoder reads

Messages never contain a path, a header value or anything a patient could be known by.
"""

__all__ = [
    "BadArguments",
    "RegionOutOfBounds",
    "ToolError",
    "UnknownTool",
    "UnreadableImage",
    "UnsupportedTransferSyntax",
]


class ToolError(Exception):
    """Something that the model or the caller can act on."""


class BadArguments(ToolError):
    """An argument is missing, of the wrong kind or out of range."""


class RegionOutOfBounds(BadArguments):
    """A region does not lie on the image."""


class UnknownTool(ToolError):
    """No tool goes by that name."""


class UnreadableImage(ToolError):
    """The file is not a picture, is broken, or is too large."""


class UnsupportedTransferSyntax(UnreadableImage):
    """A DICOM transfer syntax that no installed decoder reads."""
