"""Arithmetic that a model wrote, worked out without ever running it as code."""

import ast
import math
import operator
from collections.abc import Callable, Mapping

__all__ = ["worked_out"]

_LONGEST = 2000
"""Longest expression that is looked at [character]; what models write for a clinical formula is some 100."""
_LARGEST_POWER = 64
"""Largest exponent [1]: clinical formulas stay below 10, and 9**9**9 would not end."""
_LARGEST = 1e300
"""Largest intermediate value: beyond it floats overflow."""

_TWO: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_CALLS: Mapping[str, Callable[..., float]] = {
    "min": min,
    "pow": pow,
    "round": round,
    "abs": abs,
    "int": int,
    "float": float,
    "math.sqrt": math.sqrt,
    "math.exp": math.exp,
}


def worked_out(text: str, calls: frozenset[str] = frozenset()) -> float | None:
    """Return the value of an expression of numbers, + - * / // % **, brackets and named functions.

    Args:
        text: As it was written.
        calls: Names of functions that may be called; none by default.

    Returns:
        The value as Python would give it, or None where it is anything else, is not finite, or is too large.
    """
    if len(text) > _LONGEST:
        return None
    try:
        value = _value(ast.parse(text.strip(), mode="eval").body, calls)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        return None
    return value if math.isfinite(value) else None


def _value(node: ast.expr, calls: frozenset[str]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return _bounded(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        value = _value(node.operand, calls)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _TWO:
        one, other = _value(node.left, calls), _value(node.right, calls)
        if isinstance(node.op, ast.Pow) and abs(other) > _LARGEST_POWER:
            raise ValueError("the exponent is too large")
        return _bounded(_TWO[type(node.op)](one, other))
    if isinstance(node, ast.Call) and not node.keywords:
        return _bounded(_called(node, calls))
    raise ValueError("not arithmetic")


def _called(node: ast.Call, calls: frozenset[str]) -> float:
    name = ast.unparse(node.func)
    arguments = [_value(one, calls) for one in node.args]
    if name not in calls or name not in _CALLS:
        raise ValueError("not a function that may be called")
    if name == "pow" and (len(arguments) != 2 or abs(arguments[1]) > _LARGEST_POWER):
        raise ValueError("the exponent is too large")
    return _CALLS[name](*arguments)


def _bounded(value: float) -> float:
    if isinstance(value, complex) or not abs(value) < _LARGEST:
        raise ValueError("the value is too large")
    return value
