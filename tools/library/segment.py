"""Outline an organ, a tissue or a marked object."""

from typing import Annotated

from tools.image import Image
from tools.region import BoundingBox, Point
from tools.segmentation.learned.description import Segmenter
from tools.segmentation.learned.learned import Learned
from tools.segmentation.provider import Prompt, embedded, outline_with, targets_of
from tools.segmentation.segmentation import Segmentation
from tools.tool import Choices, Given, Range, Tool

__all__ = ["TOOL", "segment"]

TARGETS = targets_of(embedded())
PROVIDERS = tuple(one.name for one in embedded())


def segment(
    image: Image,
    target: Annotated[str, Choices(TARGETS)],
    region: BoundingBox | None = None,
    points: Annotated[tuple[Point, ...], Range(1, 16)] | None = None,
    background: Annotated[tuple[Point, ...], Range(1, 16)] | None = None,
    provider: Annotated[str, Choices(PROVIDERS)] | None = None,
    segmenters: Annotated[tuple[Segmenter, ...], Given()] = (),
) -> Segmentation:
    """Outline an organ, a tissue, a lesion or an object that a box or points show.

    On a frontal chest film: lungs, heart, thorax, mediastinum, lung-opacity. On CT: lung, bone, soft-tissue, fat, air,
    hyperdense. On a colour fundus photograph: optic-disc, optic-cup, retinal-vessels. On a colour picture of skin:
    skin-lesion. On any image: body, foreground, bright, dark, region.

    Args:
        image: Image to outline it on.
        target: What to outline.
        region: Around the object for the target region, or instead of it points; also limits bright, dark, skin-lesion.
        points: On the object, for the target region.
        background: Beside the object, where region or points alone take too much.
        provider: Who outlines it; whoever suits the image where left out.
        segmenters: Models of the user's own.

    Returns:
        Mask, area, box and overlay with a quality from 0 to 1, its doubts, who made it and how well that is known.

    Raises:
        UnsuitableImage: If the target is not found on such images; says what is.
        BadArguments: If region or points are missing.
        ModelUnusable: If a model of the user's own cannot be used.
    """
    prompt = Prompt(region=region, points=points or (), background=background or ())
    # The user's own come first: they were chosen for this.
    own = tuple(Learned(segmenter=one) for one in segmenters)
    return outline_with((*own, *embedded()), image, target, prompt, provider)


TOOL = Tool.of(segment)
