"""What a de-identification keeps, and how DICOM names these choices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Options", "TextPolicy"]

TextPolicy = Literal["auto", "always", "never"]
"""When burned-in text is masked: where it is to be expected or sure, wherever it is found, or never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices on top of the basic profile of PS3.15 annex E."""

    keep_dates: bool = False
    """Keep dates as they are (113106) rather than shifting all of a patient's by the same number of days (113107)."""
    keep_characteristics: bool = False
    """Keep sex, age up to 89 years, size and weight (113108)."""
    mask_text: TextPolicy = "auto"

    def codes(self, *, is_masked: bool) -> Iterator[tuple[str, str]]:
        """Codes and meanings for (0012,0064). Source: PS3.16 CID 7050.

        Args:
            is_masked: Whether text was found in the pixels of this object and masked.
        """
        yield "113100", "Basic Application Confidentiality Profile"
        if is_masked:
            yield "113101", "Clean Pixel Data Option"
        yield "113105", "Clean Descriptors Option"
        if self.keep_dates:
            yield "113106", "Retain Longitudinal Temporal Information Full Dates Option"
        else:
            yield "113107", "Retain Longitudinal Temporal Information Modified Dates Option"
        if self.keep_characteristics:
            yield "113108", "Retain Patient Characteristics Option"
