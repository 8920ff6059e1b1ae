"""The rule of MedSG-Bench: the first four numbers of a reply are a box, which is compared by IoU.

Source: `extract_bbox_strong` and `calculate_iou` in eval/utils.py and `compute_iou` in eval/MedSG_Bench.py, the
publishers' scripts as a copy of their repository holds them (https://github.com/XavierSylus/MedSG-Bench, commit
046a9fa).
"""

import re
from collections.abc import Sequence

__all__ = ["first_box", "published_iou"]

_NUMBER = r"(\d+(?:\.\d*)?)"
_COMMA = r"\s*[,，]\s*"
_PAIRS = re.compile(rf"(?<!\d){_NUMBER}{_COMMA}{_NUMBER}\s*\)?\s*[,，]?\s*\(?\s*{_NUMBER}{_COMMA}{_NUMBER}")
"""Two pairs; between the pairs nothing is needed, so that the digits of one number may serve as two. Written so that a
long run of digits takes no time; what it finds is the same."""
_FOUR = re.compile(r"(?<!\d)" + r"[ ,，]+".join([r"(-?\d+(?:\.\d*)?)"] * 4))


def first_box(said: str) -> tuple[float, float, float, float]:
    """Return the first box of a reply, as it is written; four zeros where there is none."""
    found = _PAIRS.search(said) or _FOUR.search(said)
    if found is None:
        return (0.0, 0.0, 0.0, 0.0)
    x0, y0, x1, y1 = (float(one) for one in found.groups())
    return (x0, y0, x1, y1)


def published_iou(wanted: Sequence[float], said: Sequence[float]) -> float:
    """Return the overlap of two boxes as the script computes it, areas of crossed corners being negative."""
    left, top = max(wanted[0], said[0]), max(wanted[1], said[1])
    right, bottom = min(wanted[2], said[2]), min(wanted[3], said[3])
    if right < left or bottom < top:
        return 0.0
    shared = (right - left) * (bottom - top)
    union = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (wanted, said)) - shared
    return shared / union if union else 0.0
