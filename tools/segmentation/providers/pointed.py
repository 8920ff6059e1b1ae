"""The object that a box or points show, cut from its surroundings: no knowledge of what it is."""

from dataclasses import replace

import numpy as np

from tools.image import Image
from tools.region import BoundingBox, Mask
from tools.segmentation.general import object_in_box, separation
from tools.segmentation.growing import grown_object
from tools.segmentation.provider import Accuracy, Embedded, Prompt, Target
from tools.segmentation.segmentation import Segmentation

__all__ = ["PROVIDER"]

WEAK = 0.2
"""Share of the variance between inside and outside below which an outline is called weak; ours."""


def _outline(image: Image, target: str, prompt: Prompt) -> Segmentation:
    warnings = []
    if prompt.region is not None:
        mask = object_in_box(image, prompt.region, prompt.points, prompt.background)
        basis, quality = "By cutting the boxed object from its surroundings (GrabCut).", separation(image, mask)
    else:
        mask = grown_object(image, prompt.points, prompt.background)
        basis = "Grown from the points to where the border is sharpest."
        quality = _around(image, mask)
        if not mask.area:
            warnings.append("No border stands out around the points; draw a box, or add points beside the object.")
    if mask.area and quality < WEAK:
        warnings.append("Inside and outside hardly differ in brightness.")
    return Segmentation(image=image, target=target, mask=mask, quality=quality, basis=basis, warnings=tuple(warnings))


def _around(image: Image, mask: Mask) -> float:
    """Separation from the surroundings as wide as the object, so that a small one on a large image counts as well."""
    box = mask.box
    if box is None:
        return 0.0
    wide = BoundingBox(
        left=np.floor(box.left - box.width / 2),
        top=np.floor(box.top - box.height / 2),
        right=np.ceil(box.right + box.width / 2),
        bottom=np.ceil(box.bottom + box.height / 2),
    ).clamped(image.width, image.height)
    left, top, right, bottom = (int(side) for side in wide.as_tuple())
    part = np.ascontiguousarray(image.shown()[top:bottom, left:right])
    inside = Mask(pixels=np.ascontiguousarray(mask.pixels[top:bottom, left:right]))
    return separation(replace(image, pixels=part, window=None), inside)


PROVIDER = Embedded(
    name="pointed",
    targets=(
        Target(
            name="region",
            images="any image",
            accuracy=Accuracy(
                figure="Dice 0.93 by a box, 0.72 by one point",
                data="40 drawn skin lesions",
                source="python benchmarks/segmentation.py; not measured on real images",
            ),
            limits="It follows edges and brightness; an object without them is cut wrongly.",
            prompt="required",
        ),
    ),
    method=_outline,
)
