"""Lungs, heart and opacities on a frontal chest film, by fitting an anatomical shape."""

from tools.errors import UnsuitableImage
from tools.image import Image
from tools.region import Mask
from tools.segmentation.cage import mediastinum_mask, thorax_mask
from tools.segmentation.chest import Chest, segment_chest
from tools.segmentation.frontal import judge_frontal
from tools.segmentation.provider import Accuracy, Embedded, Prompt, Target
from tools.segmentation.segmentation import Segmentation

__all__ = ["PROVIDER"]

FILMS = ("CR", "DX", "RG", "OT")
"""DICOM modalities of plain films, and OT for pictures of them."""
OPACITY_QUALITY = 0.7
"""What marks an opacity is less sure than the field it lies in, by this factor; ours."""
POOR = 0.3
"""Quality of a chest below which its outlines are called poor; ours."""
MEASURED = "radiologists' masks of films with lung disease"
COMMAND = "benchmarks/chest_xray.py"
LUNGS = Accuracy(figure="Dice 0.91, worst 0.85", data=f"13 {MEASURED}", source=COMMAND)
HEART = Accuracy(figure="Dice 0.83, worst 0.73", data=f"15 {MEASURED}", source=COMMAND)
UNMEASURED = Accuracy()


def _outline(image: Image, target: str, _prompt: Prompt) -> Segmentation:
    chest = segment_chest(image)
    frontal = judge_frontal(image, chest)
    if not frontal.is_frontal:
        raise UnsuitableImage(
            f"{target} can be outlined on a frontal chest film only, and this image is not taken for one "
            f"({frontal.certainty:.0%})."
        )
    warnings = ["Lung fields include the part behind the heart."] if target == "lungs" else []
    if chest.quality < POOR:
        warnings.append("The outlines fit this film poorly.")
    return Segmentation(
        image=image,
        target=target,
        mask=_MASKS[target](chest),
        quality=chest.quality * frontal.certainty * (OPACITY_QUALITY if target == "lung-opacity" else 1.0),
        basis="By fitting an anatomical shape to the borders of the film."
        if target != "lung-opacity"
        else "Parts of the lung fields that are nearer to the heart's brightness than to the clearest lung's.",
        warnings=tuple(warnings),
    )


def _opaque(chest: Chest) -> Mask:
    return chest.mask(chest.opacity.mask)


_MASKS = {
    "lungs": lambda chest: chest.lungs,
    "heart": lambda chest: chest.heart_mask,
    "lung-opacity": _opaque,
    "thorax": thorax_mask,
    "mediastinum": mediastinum_mask,
}


def _target(name: str, limits: str, accuracy: Accuracy = UNMEASURED) -> Target:
    return Target(name=name, images="frontal chest film", modalities=FILMS, accuracy=accuracy, limits=limits)


PROVIDER = Embedded(
    name="chest-film",
    targets=(
        _target("lungs", "Deformed chests, children and white-out lungs fit poorly.", LUNGS),
        _target(
            "heart",
            "Its upper border among the vessels is not visible and is drawn from the shape; very large hearts come out "
            "too small, and its quality does not tell.",
            HEART,
        ),
        _target("thorax", "Its floor between the domes of the diaphragm is a straight line."),
        _target("mediastinum", "Its borders are those of lungs and heart, with their errors."),
        _target("lung-opacity", "Any dense area counts, whatever its cause; faint ones are missed."),
    ),
    method=_outline,
)
