"""Look up an attribute where it may be: at the root of a data set, or in the functional groups of a frame."""

import math
from typing import Any

from pydicom.dataset import Dataset

from tools.reading.limits import DECODER_ERRORS

__all__ = ["attribute", "finite", "frame_items", "items_of", "numbers", "whole"]


def frame_items(dataset: Dataset, frame: int, macro: str) -> list[Dataset]:
    """The items that may describe a frame, most specific first.

    Args:
        dataset: The whole data set.
        frame: Index of the frame, from 0.
        macro: Sequence of the functional group macro, such as `PixelMeasuresSequence`. Source: PS3.3 C.7.6.16.2.
    """
    items: list[Dataset] = []
    for holder, index in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0)):
        try:
            items.append(dataset[holder].value[index][macro].value[0])
        except DECODER_ERRORS:
            continue  # no such group, or a damaged one: the next place is asked
    return [*items, dataset]


def attribute(items: list[Dataset], keyword: str) -> Any:  # whatever type the attribute has
    """The first value that is there and not empty, or None."""
    for item in items:
        try:
            value = item.get(keyword)
        except DECODER_ERRORS:
            continue  # a value that cannot be decoded counts as missing
        if value is not None and value != "":
            return value
    return None


def items_of(items: list[Dataset], keyword: str) -> list[Dataset]:
    """The items of the first sequence of that name that is there and not empty; none where it is no sequence."""
    try:
        found = list(attribute(items, keyword) or ())
    except DECODER_ERRORS:
        return []
    return [one for one in found if isinstance(one, Dataset)]


def whole(value: object) -> int | None:
    """One whole number, or None."""
    found = numbers(value)
    if found is None or len(found) != 1 or not found[0].is_integer():
        return None
    return int(found[0])


def numbers(value: object) -> tuple[float, ...] | None:
    """A number or several as floats, or None when it is something else; NaN and infinity stay as they are.

    pydicom gives several values as a `MultiValue`, which is not a list.
    """
    if value is None:
        return None
    try:
        parts = [value] if isinstance(value, int | float | str) else list(value)  # type: ignore[call-overload]
        found = tuple(float(part) for part in parts)
    except DECODER_ERRORS:
        return None
    return found or None


def finite(value: object, count: int) -> tuple[float, ...] | None:
    """Exactly `count` finite numbers, or None."""
    found = numbers(value)
    if found is None or len(found) != count or not all(math.isfinite(one) for one in found):
        return None
    return found
