"""Numbers stay what was written."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculating.exact import exact, rounded, settled, written
from tools.errors import BadArguments


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (1.2, (6, 5)),
        ("1.20", (6, 5)),
        (0.1, (1, 10)),
        ("12,000", (12000, 1)),
        ("1e3", (1000, 1)),
        (".5", (1, 2)),
        ("-3", (-3, 1)),
        (Fraction(1, 3), (1, 3)),
        (1e-07, (1, 10**7)),
    ],
)
def test_a_number_is_taken_as_it_was_written(value: float | str, parts: tuple[int, int]) -> None:
    assert exact(value) == Fraction(*parts)


@pytest.mark.parametrize(
    "value", ["", "x", "1,2", "1.2.3", "nan", "inf", float("nan"), float("inf"), "1e9999", "9" * 60]
)
def test_what_is_no_finite_number_is_refused(value: float | str) -> None:
    with pytest.raises(BadArguments, match="A number is needed"):
        exact(value)


def test_a_boundary_is_met_exactly_where_a_float_would_miss_it() -> None:
    assert Fraction(6, 5) > 1.2  # the float is a little less than six fifths
    assert not exact(1.2) > exact("1.2")
    assert exact("1.2000001") > exact("1.2")


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=4))
def test_any_decimal_comes_through_a_float(value: object) -> None:
    assert exact(float(str(value))) == Fraction(str(value))


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        ("0.5", 0, 1),
        ("2.5", 0, 3),
        ("-2.5", 0, -3),
        ("1.005", 2, "1.01"),
        ("1.004999", 2, "1.00"),
        ("38.04", 1, "38.0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, decimals: int, wanted: int | str) -> None:
    assert rounded(exact(value), decimals) == exact(wanted)


def test_what_binary_arithmetic_leaves_behind_is_settled() -> None:
    assert settled(0.1 + 0.2) == Fraction(3, 10)
    assert settled(Fraction(1, 3)) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(1, 3), None, "0.333333"),
        (Fraction(1000000), None, "1000000"),
        (Fraction(1, 8), None, "0.125"),
        (38.0007, None, "38.0007"),
        (Fraction(38), 1, "38.0"),
        (-0.0001, 1, "0.0"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1234567, 10), None, "123457"),
        (1e-7, None, "0.0000001"),
    ],
)
def test_numbers_are_written_in_plain_decimals(value: Fraction | float, decimals: int | None, text: str) -> None:
    assert written(value, decimals) == text
