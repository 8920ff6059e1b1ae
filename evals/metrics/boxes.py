"""How far two rectangles are the same."""

from evals.sample import Box

__all__ = ["iou"]


def iou(one: Box, other: Box) -> float:
    """Return the intersection over the union of two boxes [0-1]; 0 on different images or where one has no area.

    Source: Everingham et al. 2010, doi:10.1007/s11263-009-0275-4, section 4.2.
    """
    if one.image != other.image:
        return 0.0
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    areas = sum((box.x1 - box.x0) * (box.y1 - box.y0) for box in (one, other))
    return shared / (areas - shared)
