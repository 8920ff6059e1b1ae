"""The errors of exporting, branches of `ToolError`.

ExportError            a report cannot be written in a format: why, and what to do
├── MissingExtra       the library that writes the format is not installed
└── NothingToRefer     the format refers to DICOM instances or masks, and none are at hand
"""

from importlib.util import find_spec

from tools.errors import ToolError

__all__ = ["EXTRA", "ExportError", "MissingExtra", "NothingToRefer", "require"]

EXTRA = "exports"
"""The extra of this distribution that brings the libraries."""


class ExportError(ToolError):
    """A report cannot be written in a format."""


class MissingExtra(ExportError):
    """The library that writes the format is not installed."""


class NothingToRefer(ExportError):
    """The format refers to DICOM instances or masks, and none are at hand."""


def require(module: str, what: str) -> None:
    """See that a library of the extra is there.

    Args:
        module: Its top-level module.
        what: What it is needed for, such as `DICOM SR`.

    Raises:
        MissingExtra: If it is not installed; says how to get it.
    """
    if find_spec(module) is None:
        raise MissingExtra(
            f"{what} is written by the library {module!r}, which is not installed; "
            f"install the extra: pip install 'mmedexpert-agent[{EXTRA}]'."
        )
