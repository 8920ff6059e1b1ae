"""What a tool gives back: new pictures, findings, measurements, and a sentence that says what was done."""

from dataclasses import dataclass, field
from typing import Any

from tools.finding import Finding, Measurement
from tools.image import Image

__all__ = ["ToolResult"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """The outcome of one tool call, typed; it becomes text and numbered images only at the model's border."""

    text: str
    """One or two sentences for the model."""
    images: tuple[Image, ...] = ()
    """New images, each with its `origin`."""
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Anything else, JSON values only."""
    not_judged: tuple[str, ...] = ()
    """What may be on the image and this tool does not look for, each in a few words."""
    warnings: tuple[str, ...] = ()
    """Doubts about quality, as sentences; shown with the result."""
