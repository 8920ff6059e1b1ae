"""Cut a region out of an image."""

from tools.image import Image
from tools.region import BoundingBox
from tools.resampling import cut, whole_pixels
from tools.tool import Tool

__all__ = ["TOOL", "crop"]


def crop(image: Image, region: BoundingBox) -> Image:
    """Cut a region out of an image at its own resolution, with nothing around it.

    Args:
        image: Image to cut from.
        region: Part to keep.

    Returns:
        A new image of the same pixel values, units and spacing; the box is grown to whole pixels.

    Raises:
        RegionOutOfBounds: If the region is not on the image.
    """
    box = whole_pixels(region, image)
    return cut(image, box, width=int(box.width), height=int(box.height), operation="crop")


TOOL = Tool.of(crop)
