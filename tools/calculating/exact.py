"""Exact numbers: what a person writes in decimals stays what it is, so that a boundary is met exactly."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tools.errors import BadArguments
from tools.schema import shown

__all__ = ["Exact", "Real", "exact", "rounded", "settled", "written"]

Exact = Fraction
"""An exact number; compares with whole numbers and with `exact("1.2")`, never with a float."""
Real = Fraction | float
"""What a formula gives: exact, or a float after a root, a power or a logarithm."""

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:(?<=\d)\.\d*|\.\d+)?(?:[eE][+-]?\d{1,3})?")
_SETTLED = 9
"""Decimals to which a float is settled before it is put into a band: far below any published precision, far above what
rounding in binary leaves behind (ours)."""
_LONGEST = 40
"""Most characters of a written number (ours)."""


def exact(value: int | float | str | Fraction) -> Exact:
    """Take a number as it was written: `exact(0.1)` and `exact("0.1")` are one tenth.

    Raises:
        BadArguments: If it is no finite number.
    """
    if isinstance(value, Fraction):
        return value
    text = repr(value) if isinstance(value, float) else str(value).strip()
    if not text or len(text) > _LONGEST or not any(one.isdigit() for one in text) or not _NUMBER.fullmatch(text):
        raise BadArguments(f"A number is needed, such as 12 or 1.5, got {shown(value)}.")
    return Fraction(Decimal(text.replace(",", "")))


def settled(value: Real) -> Exact:
    """The exact number that a float stands for, without what binary arithmetic left behind."""
    return value if isinstance(value, Fraction) else Fraction(repr(round(value, _SETTLED)))


def rounded(value: Real, decimals: int) -> Exact:
    """Round half away from zero, as people do.

    Args:
        value: Any finite number.
        decimals: Digits after the point.
    """
    number = settled(value) * 10**decimals
    whole = Fraction(int(abs(number) + Fraction(1, 2)), 10**decimals)
    return -whole if number < 0 else whole


def written(value: Real, decimals: int | None = None) -> str:
    """Write a number in plain decimals.

    Args:
        value: Any finite number.
        decimals: Digits after the point, all of them shown; None: as few as tell it, at most six significant ones.
    """
    number = settled(value)
    if decimals is not None:
        return f"{_decimal(rounded(number, decimals)):.{decimals}f}"
    if number.denominator == 1:
        return str(number.numerator)
    text = f"{_decimal(number):.6g}"
    plain = format(Decimal(text), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _decimal(number: Fraction) -> Decimal:
    places = Decimal(number.numerator) / Decimal(number.denominator)
    return places.quantize(Decimal(1).scaleb(-15), rounding=ROUND_HALF_UP) if abs(places) < 10**12 else places
