"""Optic disc, cup and vessels on a colour fundus photograph."""

from tools.errors import UnsuitableImage
from tools.image import Image
from tools.segmentation.fundus import FUNDUS_MODALITIES, judge_fundus
from tools.segmentation.nerve_head import find_nerve_head
from tools.segmentation.provider import Accuracy, Embedded, Prompt, Target
from tools.segmentation.segmentation import Segmentation
from tools.segmentation.vessels import find_vessels

__all__ = ["PROVIDER"]

COMMAND = "python benchmarks/segmentation.py; not measured on real photographs"
DATA = "40 drawn pictures"
POOR = 0.4
"""Quality below which an outline is called poor; ours."""
BASIS = {
    "optic-disc": "Circle of the strongest edge (Hough), its border traced around it, vessels closed before.",
    "optic-cup": "The brightest part of the disc between the vessels (Otsu), completed behind them.",
    "retinal-vessels": "Dark lines in green light (matched filters in 12 directions), at half their depth.",
}


def _outline(image: Image, target: str, _prompt: Prompt) -> Segmentation:
    judged = judge_fundus(image)
    if not judged.is_fundus:
        raise UnsuitableImage(
            f"{target} can be outlined on a colour fundus photograph only, and this image is not taken for one "
            f"({judged.certainty:.0%}). {judged.basis}"
        )
    warnings = []
    if target == "retinal-vessels":
        vessels = find_vessels(image)
        mask, quality = vessels.mask, vessels.quality
    else:
        head = find_nerve_head(image)
        is_cup = target == "optic-cup"
        mask, quality = (head.cup, head.cup_quality) if is_cup else (head.disc, head.disc_quality)
        if is_cup:
            warnings.append("A cup is a depth; one picture shows its pallor only, which may be larger or smaller.")
    if mask.area and quality < POOR:
        warnings.append("The border shows poorly; do not trust this outline.")
    return Segmentation(
        image=image,
        target=target,
        mask=mask,
        quality=quality * judged.certainty,
        basis=BASIS[target],
        warnings=tuple(warnings),
    )


def _target(name: str, figure: str, limits: str) -> Target:
    return Target(
        name=name,
        images="colour fundus photograph",
        modalities=FUNDUS_MODALITIES,
        accuracy=Accuracy(figure=figure, data=DATA, source=COMMAND),
        limits=limits,
    )


PROVIDER = Embedded(
    name="fundus",
    targets=(
        _target("optic-disc", "Dice 0.97", "Large exudates, atrophy around the disc and a swollen disc mislead it."),
        _target(
            "optic-cup",
            "Dice 0.83",
            "Pallor is taken for depth, and a flat disc may get a cup; no diagnosis of glaucoma rests on it.",
        ),
        _target(
            "retinal-vessels", "Dice 0.83", "Thin vessels are missed; bleedings and folds may be taken for vessels."
        ),
    ),
    method=_outline,
)
