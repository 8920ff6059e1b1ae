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
    provider: str = ""
    """Who found it."""
    accuracy: str = ""
    """What is known of how well that provider finds it."""
    limits: str = ""
    """Where that provider fails, in one sentence."""
    digest: str = ""
    """SHA-256 of the model's file, where a model found it [64 hex digits]."""

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
        made = {"provider": self.provider, "accuracy": self.accuracy, "limits": self.limits}
        made |= {"model_sha256": self.digest} if self.digest else {}
        told = f"{self.basis}{self._attribution}"
        if self.box is None:
            # An area of nothing is stated too, so that it can be compared with a later one.
            return ToolResult(
                text=f"segment: no {self.target} was found. {told}",
                measurements=(self.area,),
                values={"box": None, "quality": 0.0, **made},
                warnings=self.warnings,
            )
        area, corners = self.area, [round(side, 1) for side in self.box.as_tuple()]
        return ToolResult(
            text=f"segment: {self.target} outlined in {corners}, area {area.value:.0f} {area.unit}, "
            f"quality {self.quality:.2f} of 1. {told}",
            images=(self.overlay,),
            measurements=(area,),
            values={"box": corners, "quality": round(self.quality, 3), **made},
            warnings=self.warnings,
        )

    @property
    def _attribution(self) -> str:
        if not self.provider:
            return ""
        return f" By {self.provider}; accuracy: {self.accuracy}. {self.limits}".rstrip()
