"""Whether one way is right more often than another on the same items: McNemar's test, exact."""

import math
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["McNemar", "mcnemar"]


class McNemar(NamedTuple):
    """The items on which two ways differ, and how probable so uneven a split is by chance."""

    first_only: int
    """Items that only the first got right [1]."""
    second_only: int
    p: float
    """Two-sided exact probability [0-1]."""


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> McNemar:
    """Compare two ways on the same items.

    Under the null hypothesis each item on which they differ is as likely to go either way, so the smaller count is
    binomial with a half. Source: McNemar 1947, doi:10.1007/BF02295996; exact form: Mosteller 1952.

    Args:
        first: Whether the first way was right, an item each.
        second: The same for the second, in the same order.

    Raises:
        ValueError: If they differ in length.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} outcomes; pairs are wanted.")
    one = sum(a and not b for a, b in zip(first, second, strict=True))
    other = sum(b and not a for a, b in zip(first, second, strict=True))
    total, fewer = one + other, min(one, other)
    tail = sum(math.comb(total, k) for k in range(fewer + 1))
    return McNemar(one, other, min(1.0, 2 * tail / 2**total))
