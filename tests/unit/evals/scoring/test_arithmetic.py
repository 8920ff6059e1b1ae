import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scoring.arithmetic import worked_out

CALLS = frozenset(("round", "min", "math.sqrt", "pow"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("-(4 - 1) ** 2", -9),
        ("7 // 2 + 7 % 4", 6),
        (" 10 / 4 ", 2.5),
        ("round(2.675, 2)", round(2.675, 2)),
        ("math.sqrt(16)", 4),
        ("pow(2, 10)", 1024),
    ],
)
def test_arithmetic_is_worked_out_as_python_would(text: str, value: float) -> None:
    assert worked_out(text, CALLS) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "__import__('os')",
        "().__class__",
        "[1]",
        "'a' * 3",
        "True",
        "1 == 1",
        "lambda: 1",
        "math.exp(1)",  # not among the calls
        "round(x)",
        "round(number=2)",
        "1 / 0",
        "2 ** 1000",
        "pow(9, 999999999)",
        "pow(2, 3, 5)",
        "9" * 3000,
        "1e308 * 10",
        "(-8) ** 0.5",
        "1j",
        "(" * 300 + "1" + ")" * 300,
        "\x00",
    ],
)
def test_anything_else_is_nothing(text: str) -> None:
    assert worked_out(text, CALLS) is None


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    value = worked_out(text, CALLS)
    assert value is None or math.isfinite(value)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 99))
def test_it_agrees_with_python(one: int, other: int, third: int) -> None:
    assert worked_out(f"({one}) + {other} / {third} - {third}") == pytest.approx(one + other / third - third)
