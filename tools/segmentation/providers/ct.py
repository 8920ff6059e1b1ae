"""Tissues on a CT slice by their Hounsfield units."""

import numpy as np

from tools.errors import UnsuitableImage
from tools.image import Image
from tools.region import Mask
from tools.segmentation.ct import CT_UNIT, TISSUES, body_mask, find_head, hyperdense_foci, tissue_mask
from tools.segmentation.general import separation
from tools.segmentation.provider import Accuracy, Embedded, Prompt, Target
from tools.segmentation.segmentation import Segmentation

__all__ = ["PROVIDER"]

TISSUE_QUALITY, FOCUS_QUALITY = 0.8, 0.5
"""A range of Hounsfield units is physical but blurs at borders; a dense focus may be other things than blood. Ours."""
UNMEASURED = Accuracy(data="a range of Hounsfield units, by definition; not compared with drawn outlines")
LIMITS = {
    "lung": "Dense lung, such as consolidation or tumour, is left out; bowel gas may pass.",
    "bone": "Contrast, calcification and metal count as bone; its marrow does not.",
    "soft-tissue": "Blood, muscle and organs are not told apart.",
    "fat": "Partial volume at skin and bowel counts as fat.",
    "air": "Air outside the body is left out, with anything open to it.",
}


def _outline(image: Image, target: str, _prompt: Prompt) -> Segmentation:
    if image.unit != CT_UNIT or image.is_colour:
        raise UnsuitableImage(f"{target} is found by Hounsfield units, which this image does not have.")
    if target == "hyperdense":
        return _hyperdense(image)
    if target == "body":
        mask = body_mask(image)
        return Segmentation(
            image=image,
            target=target,
            mask=mask,
            quality=separation(image, mask),
            basis="The largest connected part denser than fat's neighbour air, filled.",
        )
    low, high = TISSUES[target]
    return Segmentation(
        image=image,
        target=target,
        mask=tissue_mask(image, target),
        quality=TISSUE_QUALITY,
        basis=f"Pixels of the body from {low:g} to {high:g} HU.",
    )


def _hyperdense(image: Image) -> Segmentation:
    head = find_head(image)
    if head is None:
        raise UnsuitableImage("hyperdense is looked for inside a closed skull only, and none is on this slice.")
    foci = hyperdense_foci(image, head)
    joined = np.any([mask.pixels for mask in foci], axis=0) if foci else np.zeros(image.pixels.shape, np.bool_)
    return Segmentation(
        image=image,
        target="hyperdense",
        mask=Mask(pixels=joined),
        quality=FOCUS_QUALITY,
        basis="Connected parts of the brain from 52 to 100 HU, 40 mm² or more.",
        warnings=("Contrast, calcification, vessels and beam hardening can be as dense as blood.",),
    )


def _target(name: str, limits: str) -> Target:
    return Target(name=name, images="CT slice", modalities=("CT",), accuracy=UNMEASURED, limits=limits)


PROVIDER = Embedded(
    name="ct",
    targets=(
        *(_target(name, LIMITS[name]) for name in TISSUES),
        _target("hyperdense", "Thin blood along the skull is missed."),
        _target("body", "Table and blankets may touch the body and count."),
    ),
    method=_outline,
)
