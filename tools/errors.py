"""The errors of this package.

ToolError                          told to the model, or to the caller: what, what is allowed, what to do
├── BadArguments                   an argument is missing, of the wrong kind or out of range
│   ├── RegionOutOfBounds          a region does not lie on the image
│   ├── NoVolume                   the images of a series do not make up one uniform volume
│   ├── UnknownCalculator          no calculator goes by that name
│   └── UnsuitableImage            an image is not of the kind that was asked for
├── UnknownTool                    no tool goes by that name
├── ToolStopped                    a tool used up its time or memory, or its process died
├── ModelUnusable                  a segmentation model of the user's own cannot be used
│   ├── BadDescription             the file that describes it is broken
│   ├── ModelChanged               its file is not there, or not the one that was described
│   ├── RuntimeMissing             what runs it is not installed, or may not run here
│   ├── ModelMismatch              its inputs or outputs are not as described
│   └── ModelFailed                it broke down, ran out of memory, or gave what is no number
└── UnreadableImage                no picture came out of what was handed over
    ├── MissingFile                there is no such file, or it cannot be opened
    ├── NotAnImage                 a file of another kind, or a DICOM object without pixels
    ├── UnsupportedTransferSyntax  a DICOM transfer syntax that no installed decoder reads
    ├── FileTooLarge               a limit is exceeded, or the file would unpack to more than is believed
    ├── Truncated                  the file ends before its picture does
    ├── ImplausibleHeader          the header contradicts itself, the pixels, or what can be
    ├── DamagedImage               the data are there and cannot be decoded
    ├── TimedOut                   reading took longer than a file may take, and was stopped
    ├── MemoryExceeded             reading needed more memory than a file may take, and was stopped
    └── DecoderCrashed             a decoder broke down, or brought its process down

Messages never contain a path, a header value or anything a patient could be known by.
"""

from pathlib import Path
from typing import Self

__all__ = [
    "BadArguments",
    "BadDescription",
    "DamagedImage",
    "DecoderCrashed",
    "FileTooLarge",
    "ImplausibleHeader",
    "MemoryExceeded",
    "MissingFile",
    "ModelChanged",
    "ModelFailed",
    "ModelMismatch",
    "ModelUnusable",
    "NoVolume",
    "NotAnImage",
    "RegionOutOfBounds",
    "RuntimeMissing",
    "TimedOut",
    "ToolError",
    "ToolStopped",
    "Truncated",
    "UnknownCalculator",
    "UnknownTool",
    "UnreadableImage",
    "UnsuitableImage",
    "UnsupportedTransferSyntax",
]


class ToolError(Exception):
    """Something that the model or the caller can act on."""

    file: Path | None = None
    """The file or folder that it is about, for whoever named it; a name may tell who the patient is, so it never stands
    in the message."""

    def about(self, file: Path) -> Self:
        """The same error, which knows its file."""
        self.file = file
        return self


class BadArguments(ToolError):
    """An argument is missing, of the wrong kind or out of range."""


class RegionOutOfBounds(BadArguments):
    """A region does not lie on the image."""


class NoVolume(BadArguments):
    """The images of a series do not make up one uniform volume: look at them one by one."""


class UnknownCalculator(BadArguments):
    """No calculator goes by that name."""


class UnsuitableImage(BadArguments):
    """An image is not of the kind that was asked for: choose another target or image."""


class UnknownTool(ToolError):
    """No tool goes by that name."""


class ToolStopped(ToolError):
    """A tool used up its time or memory, or its process died: ask for less, or go on without it."""


class ModelUnusable(ToolError):
    """A segmentation model of the user's own cannot be used: go on without it."""


class BadDescription(ModelUnusable):
    """The file that describes a model is broken: put right what is named."""


class ModelChanged(ModelUnusable):
    """The file of a model is not there, or not the one that was described: fetch it again, or describe the new one."""


class RuntimeMissing(ModelUnusable):
    """What runs a model is not installed, or may not run here: install it, or call the tool in a process of its own."""


class ModelMismatch(ModelUnusable):
    """The inputs or outputs of a model are not as described: put its description right."""


class ModelFailed(ModelUnusable):
    """A model broke down, ran out of memory, or gave what is no number: go on without it."""


class UnreadableImage(ToolError):
    """No picture came out of what was handed over."""


class MissingFile(UnreadableImage):
    """There is no such file, or it cannot be opened: hand over another path."""


class NotAnImage(UnreadableImage):
    """A file of another kind, or a DICOM object without pixels: leave it out."""


class UnsupportedTransferSyntax(UnreadableImage):
    """A DICOM transfer syntax that no installed decoder reads: convert the file."""


class FileTooLarge(UnreadableImage):
    """A limit is exceeded, or the file would unpack to more than is believed: hand over less."""


class Truncated(UnreadableImage):
    """The file ends before its picture does: fetch it again."""


class ImplausibleHeader(UnreadableImage):
    """The header contradicts itself, the pixels, or what can be: have it put right at its source."""


class DamagedImage(UnreadableImage):
    """The data are there and cannot be decoded: fetch them again."""


class TimedOut(UnreadableImage):
    """Reading took longer than a file may take, and was stopped: hand over less, or give it more time."""


class MemoryExceeded(UnreadableImage):
    """Reading needed more memory than a file may take, and was stopped: hand over less."""


class DecoderCrashed(UnreadableImage):
    """A decoder broke down, or brought its process down: do not hand the file to other software unguarded."""
