"""What one measuring call gives: measurements, pictures and doubts."""

from dataclasses import dataclass

from tools.finding import Measurement
from tools.image import Image
from tools.result import ToolResult
from tools.spoken import spoken

__all__ = ["Measured", "in_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Measurements of one call with their doubts."""

    measurements: tuple[Measurement, ...]
    warnings: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    """Pictures of what was measured, where it was outlined automatically."""
    remark: str = ""
    """What must be said with the numbers, as sentences."""

    def as_result(self) -> ToolResult:
        """Put it into words."""
        said = "; ".join(in_words(one) for one in self.measurements)
        return ToolResult(
            text=f"measure: {said}.{' ' + self.remark if self.remark else ''}",
            images=self.images,
            measurements=self.measurements,
            warnings=self.warnings,
        )


def in_words(one: Measurement) -> str:
    """Say a measurement with its uncertainty and unit."""
    return f"{one.name} {spoken(one)}"
