"""Measuring a skin lesion on a colour picture: its diameter and what pixels show of the ABCD rule."""

from dataclasses import replace

from tools.errors import BadArguments, UnsuitableImage
from tools.finding import Measurement
from tools.image import Image, Origin
from tools.measuring.dermoscopy import Abcd, abcd_of
from tools.measuring.measured import Measured
from tools.measuring.nodule import nodule_of
from tools.measuring.object import OUTLINE_PIXELS, outlined_object
from tools.measuring.scale import scale_of
from tools.region import BoundingBox, Mask
from tools.rendering import outlined, rgb
from tools.segmentation.skin import find_lesion, judge_skin

__all__ = ["measure_lesion"]

RULE = "The ABCD rule is for dermoscopic pictures of melanocytic lesions; on others its score means little."
OWN_LIMITS = (
    "What counts as asymmetric, abrupt or a colour is decided by limits of our own, which were not validated; hair, "
    "reflections and shadows disturb them. The score does not rule out melanoma."
)


def measure_lesion(image: Image, region: BoundingBox | None = None) -> Measured:
    """Measure the skin lesion in a box, or the one that stands out most.

    Raises:
        UnsuitableImage: If no box is given and the picture does not look like skin.
        BadArguments: If the picture is not in colour, or no lesion stands out.
    """
    if not image.is_colour:
        raise BadArguments("A skin lesion is judged on a colour picture only, and this image is grey.")
    mask, doubts = outlined_object(image, region) if region is not None else _standing_out(image)
    how = "object in the box (GrabCut, then half its contrast)" if region is not None else "lesion (provider skin)"
    scale = scale_of(image)
    diameter = nodule_of(mask.pixels, (scale.row, scale.column)).long
    found = abcd_of(image.pixels, mask.pixels)
    known = scale.unit == "mm"
    length = Measurement(
        # The vocabulary's quantity is in millimetres; pixels must not be compared with it.
        code="lesion-diameter" if known else "long-axis",
        name="largest diameter of the lesion",
        value=diameter,
        unit=scale.unit,
        uncertainty=OUTLINE_PIXELS * 2**0.5 * max(scale.row, scale.column) + scale.shrinkage * diameter,
        basis=f"From the outline of the {how}, {scale.basis}.",
    )
    origin = Origin(parent=image.ref, operation="measure", box=image.box)
    return Measured(
        measurements=(length, *_rule(found)),
        warnings=(*doubts, *scale.warnings, RULE, OWN_LIMITS),
        images=(replace(image, pixels=outlined(rgb(image), mask), window=None, unit="1", origin=origin),),
        remark=_said(found),
    )


def _standing_out(image: Image) -> tuple[Mask, tuple[str, ...]]:
    """The lesion without a box, and doubts about its outline."""
    judged = judge_skin(image)
    if not judged.is_skin:
        raise UnsuitableImage(
            f"This picture is not taken for one of skin ({judged.certainty:.0%}); give region, a box around the lesion."
        )
    found = find_lesion(image)
    if not found.mask.area:
        raise BadArguments("No lesion stands out from the skin; give region, a box around it.")
    return found.mask, (*found.doubts, f"Quality of the outline {found.quality:.2f} of 1; check it.")


def _rule(found: Abcd) -> tuple[Measurement, ...]:
    low, high = found.range
    shape = ", ".join(f"{one:.0%}" for one in found.asymmetry.shape)
    colour = ", ".join(f"{one:.1f}" for one in found.asymmetry.colour)
    return (
        Measurement(
            code="lesion-asymmetry",
            name="asymmetric axes (A, 0-2)",
            value=float(found.asymmetry.points),
            unit="1",
            basis=f"Mirrored about its principal axes: uncovered {shape}; mean colour difference {colour} (CIELAB).",
        ),
        Measurement(
            code="lesion-border",
            name="abrupt border segments (B, 0-8)",
            value=float(found.border),
            unit="1",
            basis="Sectors in which the lightness steps by more than half of the contrast of lesion and skin.",
        ),
        Measurement(
            code="lesion-colours",
            name="colours (C, 1-6)",
            value=float(len(found.colours)),
            unit="1",
            basis="Nearest of six named colours: "
            + ", ".join(f"{name} {share:.0%}" for name, share in found.colours.items())
            + ".",
        ),
        Measurement(
            code="total-dermoscopy-score",
            name="total dermoscopy score, structures open",
            value=round((low + high) / 2, 2),
            unit="1",
            uncertainty=round((high - low) / 2, 2),
            basis="1.3 A + 0.1 B + 0.5 C + 0.5 D, with one to five structures (D), which are not recognised here.",
        ),
    )


def _said(found: Abcd) -> str:
    low, high = found.risk
    reading = f"the rule reads {low}" if low == high else f"the rule reads {low} to {high}, depending on them"
    return f"Structures (D) are not recognised: {reading}."
