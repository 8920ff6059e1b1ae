"""Pixels through a rule for single values, fast: by a table where values are few, in cache-sized parts where not."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Rule", "by_value"]

Rule = Callable[[NDArray[Any]], NDArray[np.uint8]]
"""What one value becomes, whatever stands beside it; takes and gives arrays of one shape, hashable by its meaning."""

_TABLES = 16
"""Tables that are kept (ours): 64 KiB each, and a study has few windows."""

_PART = 65_536
"""Values computed at a time (ours): a float32 copy of them and its temporaries stay within a core's own cache, and a
picture is never copied whole."""


def by_value(pixels: NDArray[Any], rule: Rule) -> NDArray[np.uint8]:
    """Put every value through a rule.

    The result is the rule's own to the bit: 8 and 16-bit integers are looked up in a table of the rule's results, which
    is worth its making for pictures with more pixels than the table has entries.

    Args:
        pixels: `(H, W)` or `(H, W, 3)`.
        rule: What a value becomes.

    Returns:
        The same shape, contiguous.
    """
    width = pixels.dtype.itemsize
    if pixels.dtype.kind in "iu" and width <= 2 and pixels.size > 256**width:
        return _looked_up(pixels.view(np.uint8 if width == 1 else np.uint16), _table(rule, pixels.dtype))
    found = np.empty(pixels.shape, np.uint8)
    rows = max(1, _PART // max(1, pixels[0].size))
    for start in range(0, len(pixels), rows):
        found[start : start + rows] = rule(pixels[start : start + rows])
    return found


@lru_cache(maxsize=_TABLES)
def _table(rule: Rule, dtype: np.dtype[Any]) -> NDArray[np.uint8]:
    """The rule's result for each pattern of bits, in the order of the unsigned numbers that they spell."""
    width = dtype.itemsize
    patterns = np.arange(256**width, dtype=np.uint8 if width == 1 else np.uint16)
    table = rule(patterns.view(dtype))
    table.flags.writeable = False
    return table


def _looked_up(patterns: NDArray[Any], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if patterns.dtype == np.uint8 or _opencv_takes_words():
        return np.asarray(cv2.LUT(patterns, table), np.uint8).reshape(patterns.shape)
    found: NDArray[np.uint8] = table[patterns]
    return found


@cache
def _opencv_takes_words() -> bool:
    """Whether OpenCV looks up 16-bit values: from version 5 on."""
    try:
        cv2.LUT(np.zeros((1, 1), np.uint16), np.zeros(65_536, np.uint8))
    except cv2.error:
        return False
    return True
