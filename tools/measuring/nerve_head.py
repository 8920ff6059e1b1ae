"""Measuring the optic nerve head by its outlines: the cup-to-disc ratios of a fundus photograph."""

from dataclasses import replace

from tools.errors import BadArguments, UnsuitableImage
from tools.finding import Measurement
from tools.image import Image, Origin
from tools.measuring.measured import Measured
from tools.measuring.optic_disc import CupDiscRatio, cup_disc_ratio
from tools.rendering import COLOURS, outlined, rgb
from tools.segmentation.fundus import judge_fundus
from tools.segmentation.nerve_head import find_nerve_head

__all__ = ["measure_nerve_head"]

SPREAD = 0.12
"""Error of the vertical ratio that 95 of 100 drawn pictures do not exceed (those of `benchmarks/segmentation.py`); on
photographs it was not measured and is larger."""
POOR = 0.4
"""Quality of the disc below which its ratio is doubted; as in `segment`."""
PALLOR = (
    "The cup was outlined by its pallor, which is no depth; its error on real photographs was not measured. Check the "
    "outlines, or give points."
)


def measure_nerve_head(image: Image) -> Measured:
    """Measure the cup-to-disc ratios [1] by outlines of the cup and the disc.

    Raises:
        UnsuitableImage: If the image is no colour fundus photograph.
        BadArguments: If disc or cup do not show.
    """
    judged = judge_fundus(image)
    if not judged.is_fundus:
        raise UnsuitableImage(
            "Without points, the cup-to-disc ratio is measured on a colour fundus photograph only, and this image is "
            f"not taken for one ({judged.certainty:.0%}); give 4 points."
        )
    head = find_nerve_head(image)
    if not head.disc.area or not head.cup.area:
        part = "cup" if head.disc.area else "disc"
        raise BadArguments(f"No {part} stands out on this picture; give 4 points: top and bottom of cup, then of disc.")
    found = cup_disc_ratio(head.cup, head.disc)
    drawn = outlined(outlined(rgb(image), head.disc, COLOURS[3]), head.cup, COLOURS[1])
    origin = Origin(parent=image.ref, operation="measure", box=image.box)
    doubts = () if head.disc_quality >= POOR else ("The border of the disc shows poorly; do not trust the ratio.",)
    return Measured(
        measurements=_ratios(found),
        warnings=(*doubts, PALLOR),
        images=(replace(image, pixels=drawn, window=None, unit="1", origin=origin),),
        remark=f"Quality of the disc's outline {head.disc_quality:.2f}, of the cup's {head.cup_quality:.2f} of 1.",
    )


def _ratios(found: CupDiscRatio) -> tuple[Measurement, ...]:
    basis = "By outlines of the cup and the disc (provider fundus), of an upright picture."
    return (
        Measurement(
            # Not the vocabulary's quantity: no criterion of a guideline shall rest on pallor.
            code="cup-disc-ratio-by-pallor",
            name="vertical cup-to-disc ratio",
            value=found.vertical,
            unit="1",
            uncertainty=SPREAD,
            basis=basis,
        ),
        Measurement(
            code="cup-disc-area-ratio-by-pallor", name="cup-to-disc area ratio", value=found.area, unit="1", basis=basis
        ),
    )
