"""The outcome of a segmentation: where something is, how large, how good the outline is, and what is doubtful."""

from dataclasses import dataclass, replace

from tools.finding import Measurement
from tools.image import Image, Origin
from tools.region import BoundingBox, Mask
from tools.rendering import outlined, rgb
from tools.result import ToolResult

__all__ = ["Segmentation", "area_of"]


def area_of(image: Image, mask: Mask, name: str) -> Measurement:
    """Measure a mask: mm² where spacing is known, pixels otherwise."""
    if image.spacing is None:
        return Measurement(
            code="area",
            name=name,
            value=float(mask.area),
            unit="{pixels}",
            basis="Pixels counted; no spacing is known.",
        )
    value = mask.area * image.spacing.row * image.spacing.column
    return Measurement(
        code="area", name=name, value=value, unit="mm2", basis=f"Pixels counted times {image.spacing.source}."
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segmentation:
    """A mask with its meaning."""

    image: Image
    """The image that was segmented."""
    target: str
    """What was looked for."""
    mask: Mask
    """Where it is, of the size of the image."""
    quality: float
    """How far the outline can be trusted [0-1]; the method's own estimate, not a calibrated probability."""
    basis: str
    """How it was found, in one sentence."""
    warnings: tuple[str, ...] = ()
    """What is doubtful, as sentences."""

    @property
    def area(self) -> Measurement:
        """Its area."""
        return area_of(self.image, self.mask, f"area of {self.target}")

    @property
    def box(self) -> BoundingBox | None:
        """Smallest box around it, None where nothing was found."""
        return self.mask.box

    @property
    def overlay(self) -> Image:
        """The image as shown with the outline, RGB, without unit or window."""
        origin = Origin(parent=self.image.ref, operation="segment", box=self.image.box)
        return replace(self.image, pixels=outlined(rgb(self.image), self.mask), window=None, unit="1", origin=origin)

    def as_result(self) -> ToolResult:
        """Report it."""
        if self.box is None:
            text = f"segment: no {self.target} was found. {self.basis}"
            return ToolResult(text=text, values={"box": None, "quality": 0.0}, warnings=self.warnings)
        area, corners = self.area, [round(side, 1) for side in self.box.as_tuple()]
        return ToolResult(
            text=f"segment: {self.target} outlined in {corners}, area {area.value:.0f} {area.unit}, "
            f"quality {self.quality:.2f} of 1. {self.basis}",
            images=(self.overlay,),
            measurements=(area,),
            values={"box": corners, "quality": round(self.quality, 3)},
            warnings=self.warnings,
        )
