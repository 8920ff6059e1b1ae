"""Grounded reports: a list of sentences, each with its boxes or with `null`, as RadFact's files hold them."""

from typing import Any

from evals.errors import DatasetError
from evals.metrics.coverage import Region
from evals.metrics.radfact import Sentence

__all__ = ["grounded_of"]

_EDGES = ("x_min", "y_min", "x_max", "y_max")


def grounded_of(given: Any, place: object) -> tuple[Sentence, ...]:
    """Return the sentences of a report.

    Args:
        given: A list of `{"text", "boxes"}`; boxes are `null` or a list of `{"x_min", "y_min", "x_max", "y_max"}` in
            shares of width and height [0-1].
        place: Where it was read, for the error.

    Raises:
        DatasetError: If it is anything else, a box is outside the image, or a list of boxes is empty.
    """
    if not isinstance(given, list):
        raise DatasetError(f"{place}: a list of sentences is wanted, got {type(given).__name__}.")
    return tuple(_sentence(one, f"{place}, sentence {number}") for number, one in enumerate(given, 1))


def _sentence(given: Any, place: str) -> Sentence:
    if not isinstance(given, dict) or set(given) != {"text", "boxes"} or not isinstance(given["text"], str):
        raise DatasetError(f"{place}: an object of text and boxes is wanted.")
    boxes = given["boxes"]
    if boxes is None:
        return Sentence(text=given["text"])
    if not isinstance(boxes, list) or not boxes:
        raise DatasetError(f"{place}: boxes are a list that is not empty, or null.")
    return Sentence(text=given["text"], boxes=tuple(_region(one, place) for one in boxes))


def _region(given: Any, place: str) -> Region:
    if not isinstance(given, dict) or set(given) != set(_EDGES):
        raise DatasetError(f"{place}: a box has {', '.join(_EDGES)}.")
    edges = [given[name] for name in _EDGES]
    if not all(isinstance(edge, (int, float)) and not isinstance(edge, bool) for edge in edges):
        raise DatasetError(f"{place}: the edges of a box are numbers.")
    box = Region(*map(float, edges))
    if not (0 <= box.x_min <= box.x_max <= 1 and 0 <= box.y_min <= box.y_max <= 1):
        raise DatasetError(f"{place}: the box {tuple(box)} is not inside the image, whose edges are 0 and 1.")
    return box
