"""Outline an organ, a tissue or a marked object."""

from typing import Literal

import numpy as np

from tools.errors import BadArguments
from tools.image import Image
from tools.region import BoundingBox, Mask
from tools.segmentation.chest import Chest, segment_chest
from tools.segmentation.ct import CT_UNIT, TISSUES, body_mask, find_head, hyperdense_foci, tissue_mask
from tools.segmentation.frontal import judge_frontal
from tools.segmentation.general import bright_mask, object_in_box, separation, subject_mask
from tools.segmentation.segmentation import Segmentation
from tools.tool import Tool

__all__ = ["TOOL", "segment"]

Target = Literal[
    "lungs",
    "heart",
    "lung-opacity",
    "lung",
    "bone",
    "soft-tissue",
    "fat",
    "air",
    "hyperdense",
    "body",
    "bright",
    "dark",
    "region",
]
FILM_TARGETS = ("lungs", "heart", "lung-opacity")
CT_TARGETS = (*TISSUES, "hyperdense")
CT_QUALITY, FOCUS_QUALITY = 0.8, 0.5
"""A range of Hounsfield units is physical but blurs at borders; a dense focus may be other things than blood. Ours."""


def segment(image: Image, target: Target, region: BoundingBox | None = None) -> Segmentation:
    """Outline an organ, a tissue or a boxed object.

    On a frontal chest film: lungs, heart, lung-opacity. On CT: lung, bone, soft-tissue, fat, air, hyperdense. On any
    image: body, bright, dark, region.

    Args:
        image: Image to outline it on.
        target: What to outline.
        region: Around the object for the target region; also limits bright and dark.

    Returns:
        Mask, area, box and overlay with a quality from 0 to 1 and its doubts.

    Raises:
        BadArguments: If the target does not suit the image; says what does.
    """
    if target in FILM_TARGETS:
        return _on_film(image, target)
    if target in CT_TARGETS:
        return _on_ct(image, target)
    return _anywhere(image, target, region)


def _on_film(image: Image, target: str) -> Segmentation:
    chest = segment_chest(image)
    frontal = judge_frontal(image, chest)
    if not frontal.is_frontal:
        possible = "CT targets, body, bright, dark, region" if image.unit == CT_UNIT else "body, bright, dark, region"
        raise BadArguments(
            f"{target} can be outlined on a frontal chest film only, and this image is not taken for one "
            f"({frontal.certainty:.0%}). Possible here: {possible}."
        )
    warnings = ["Lung fields include the part behind the heart."] if target == "lungs" else []
    if chest.quality < 0.3:
        warnings.append("The outlines fit this film poorly.")
    masks = {"lungs": lambda: chest.lungs, "heart": lambda: chest.heart_mask, "lung-opacity": lambda: _opaque(chest)}
    return Segmentation(
        image=image,
        target=target,
        mask=masks[target](),
        quality=chest.quality * frontal.certainty * (0.7 if target == "lung-opacity" else 1.0),
        basis="By fitting an anatomical shape to the borders of the film."
        if target != "lung-opacity"
        else "Parts of the lung fields that are nearer to the heart's brightness than to the clearest lung's.",
        warnings=tuple(warnings),
    )


def _opaque(chest: Chest) -> Mask:
    return chest.mask(chest.opacity.mask)


def _on_ct(image: Image, target: str) -> Segmentation:
    if image.unit != CT_UNIT or image.is_colour:
        raise BadArguments(
            f"{target} is found by Hounsfield units, which this image does not have. Possible here: "
            f"{', '.join(FILM_TARGETS)} on a frontal chest film; body, bright, dark, region."
        )
    if target != "hyperdense":
        low, high = TISSUES[target]
        return Segmentation(
            image=image,
            target=target,
            mask=tissue_mask(image, target),
            quality=CT_QUALITY,
            basis=f"Pixels of the body from {low:g} to {high:g} HU.",
        )
    head = find_head(image)
    if head is None:
        raise BadArguments(
            "hyperdense is looked for inside a closed skull only. Possible here: " + ", ".join(TISSUES) + "."
        )
    foci = hyperdense_foci(image, head)
    joined = np.any([mask.pixels for mask in foci], axis=0) if foci else np.zeros(image.pixels.shape, np.bool_)
    return Segmentation(
        image=image,
        target=target,
        mask=Mask(pixels=joined),
        quality=FOCUS_QUALITY,
        basis="Connected parts of the brain from 52 to 100 HU, 40 mm² or more.",
        warnings=("Contrast, calcification, vessels and beam hardening can be as dense as blood.",),
    )


def _anywhere(image: Image, target: str, region: BoundingBox | None) -> Segmentation:
    if target == "region":
        if region is None:
            raise BadArguments("segment needs region, a box around the object, for the target region.")
        mask, basis = object_in_box(image, region), "By cutting the boxed object from its surroundings (GrabCut)."
    elif target == "body":
        mask = body_mask(image) if image.unit == CT_UNIT and not image.is_colour else subject_mask(image)
        basis = "The largest connected part that is brighter than the background, filled."
    else:
        mask = bright_mask(image, bright=target == "bright", region=region)
        basis = f"The {target}er of two classes of brightness (Otsu)" + (" inside the region." if region else ".")
    quality = separation(image, mask)
    weak = ("Inside and outside hardly differ in brightness.",) if quality < 0.2 else ()
    return Segmentation(image=image, target=target, mask=mask, quality=quality, basis=basis, warnings=weak)


TOOL = Tool.of(segment)
