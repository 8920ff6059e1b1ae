"""Typed values as JSON and arrays, and back with every type checked: nothing that arrives is believed or executed.

The reader says which type it expects; what does not fit it exactly is refused. A dataclass or named tuple is an object
of its fields with its class under `$`, an array is its type, shape and place among the bytes that travel beside it.
"""

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tools.errors import ToolError

__all__ = ["Malformed", "decode", "encode", "padded", "reader_of"]

_CLASS = "$"
_ARRAY = "$array"
_NUMBER = "$number"

_DTYPES = {name: np.dtype(name) for name in ("|b1", "|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<f4", "<f8")}
"""Types of pixels, masks and affine matrices; nothing that holds Python objects."""

_ALIGNMENT = 64
"""Arrays start at multiples of it [bytes], a cache line, so that a view on them is as fast as an array of its own."""

_DEEPEST = 32
"""Nesting of JSON values without a type: results of tools have three levels."""

_MOST_DIMENSIONS = 4

Reader = Callable[[Any, Any], Any]


class Malformed(ValueError):
    """What arrived is not a value of the expected type."""


def encode(value: Any, arrays: list[NDArray[Any]]) -> Any:
    """Turn a value into JSON values; its arrays are collected in the order in which they are to be laid out.

    Raises:
        TypeError: If the value holds something that is no data.
    """
    if value is None or isinstance(value, bool | str | int | float):
        return _encoded_scalar(value)
    if isinstance(value, np.generic):
        return encode(value.item(), arrays)
    if isinstance(value, np.ndarray):
        return _encoded_array(value, arrays)
    owner: Any = type(value)
    if dataclasses.is_dataclass(owner) or hasattr(owner, "_fields"):
        found = {name: encode(getattr(value, name), arrays) for name in _fields(owner)}
        return {_CLASS: owner.__name__, **found}
    return _encoded_container(value, arrays)


def _encoded_scalar(value: Any) -> Any:
    """Built-in values, so that a subclass does not bring anything of its own."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {_NUMBER: repr(float(value))}
    return int(value) if isinstance(value, int) else str(value)


def _encoded_container(value: Any, arrays: list[NDArray[Any]]) -> Any:
    if isinstance(value, Mapping):
        return {str(key): encode(one, arrays) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [encode(one, arrays) for one in value]
    raise TypeError(f"A {type(value).__name__} is no data that can be handed to another process.")


def _encoded_array(array: NDArray[Any], arrays: list[NDArray[Any]]) -> dict[str, Any]:
    plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    if plain.dtype.str not in _DTYPES:
        raise TypeError(f"An array of {array.dtype} cannot be handed to another process.")
    at = sum(padded(one.nbytes) for one in arrays)
    arrays.append(plain)
    # ascontiguousarray gives 0-d arrays one dimension.
    return {_ARRAY: plain.dtype.str, "shape": list(array.shape), "at": at}


def padded(size: int) -> int:
    """Room that an array of `size` bytes takes with its alignment [bytes]."""
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def decode(expected: Any, value: Any, data: memoryview) -> Any:
    """Build a value of the expected type from what arrived.

    Args:
        expected: A type or annotation.
        value: JSON values.
        data: The bytes of the arrays; they are not copied.

    Raises:
        Malformed: If anything does not fit.
    """
    return reader_of(expected)(value, data)


def _refuse(expected: object) -> Malformed:
    return Malformed(f"Not a value of {expected}.")


@cache
def _fields(owner: Any) -> tuple[str, ...]:
    if dataclasses.is_dataclass(owner):
        return tuple(one.name for one in dataclasses.fields(owner) if one.init)
    names: tuple[str, ...] = owner._fields
    return names


@cache
def reader_of(expected: Any) -> Reader:
    """The function that reads values of a type, made once per type."""
    origin = typing.get_origin(expected)
    if expected in _PLAIN:
        return _PLAIN[expected]
    if origin in _GENERIC:
        return _GENERIC[origin](typing.get_args(expected))
    if isinstance(expected, type) and (dataclasses.is_dataclass(expected) or hasattr(expected, "_fields")):
        return _record(expected)
    raise TypeError(f"Values of {expected} cannot be handed from another process.")


def _text(value: Any, _data: Any) -> str:
    if not isinstance(value, str):
        raise _refuse("str")
    return value


def _flag(value: Any, _data: Any) -> bool:
    if not isinstance(value, bool):
        raise _refuse("bool")
    return value


def _whole(value: Any, _data: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse("int")
    return value


def _real(value: Any, _data: Any) -> float:
    if isinstance(value, dict) and value.get(_NUMBER) in ("nan", "inf", "-inf"):
        return float(value[_NUMBER])
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse("float")
    return value  # a whole number stays one: it is written differently where values are hashed


def _nothing(value: Any, _data: Any) -> None:
    if value is not None:
        raise _refuse("None")


def _json(value: Any, data: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise _refuse("JSON of that depth")
    if isinstance(value, dict):
        if _NUMBER in value:
            return _real(value, data)
        return {_text(key, data): _json(one, data, depth + 1) for key, one in value.items()}
    return [_json(one, data, depth + 1) for one in value] if isinstance(value, list) else value


_PLAIN: dict[Any, Reader] = {
    str: _text,
    bool: _flag,
    int: _whole,
    float: _real,
    None: _nothing,
    types.NoneType: _nothing,
    Any: _json,
    object: _json,
}


def _one_of(allowed: tuple[Any, ...]) -> Reader:
    def read(value: Any, _data: Any) -> Any:
        if not isinstance(value, str | int) or value not in allowed:
            raise _refuse(allowed)
        return value

    return read


def _union(members: tuple[Any, ...]) -> Reader:
    named = {one.__name__: reader_of(one) for one in members if isinstance(one, type) and one not in _PLAIN}
    others = [reader_of(one) for one in members if not (isinstance(one, type) and one not in _PLAIN)]

    def read(value: Any, data: Any) -> Any:
        if isinstance(value, dict) and isinstance(name := value.get(_CLASS), str) and name in named:
            return named[name](value, data)
        for reader in others:
            try:
                return reader(value, data)
            except Malformed:
                continue
        raise _refuse(members)

    return read


def _tuple(parts: tuple[Any, ...]) -> Reader:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return _all(parts[0], tuple)
    readers = [reader_of(one) for one in parts]

    def read(value: Any, data: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(readers):
            raise _refuse(parts)
        return tuple(reader(one, data) for reader, one in zip(readers, value, strict=True))

    return read


def _all(part: Any, kind: type) -> Reader:
    reader = reader_of(part)

    def read(value: Any, data: Any) -> Any:
        if not isinstance(value, list):
            raise _refuse(kind)
        return kind(reader(one, data) for one in value)

    return read


def _mapping(part: Any) -> Reader:
    reader = reader_of(part)

    def read(value: Any, data: Any) -> Any:
        if not isinstance(value, dict):
            raise _refuse("a mapping")
        return {_text(key, data): reader(one, data) for key, one in value.items()}

    return read


def _record(owner: type) -> Reader:
    hints = typing.get_type_hints(owner, include_extras=True)
    # Looked up on first use, so that a type may refer to itself.
    wanted = _fields(owner)

    def read(value: Any, data: Any) -> Any:
        if not isinstance(value, dict) or value.get(_CLASS) != owner.__name__ or value.keys() != {_CLASS, *wanted}:
            raise _refuse(owner.__name__)
        try:
            return owner(**{name: reader_of(hints[name])(value[name], data) for name in wanted})
        except ToolError as error:  # what the constructor of the type itself refuses
            raise _refuse(owner.__name__) from error

    return read


def _array(value: Any, data: memoryview) -> NDArray[Any]:
    if not isinstance(value, dict) or value.keys() != {_ARRAY, "shape", "at"}:
        raise _refuse("an array")
    dtype, shape, at = _DTYPES.get(value[_ARRAY]), value["shape"], value["at"]
    if dtype is None or not isinstance(shape, list) or len(shape) > _MOST_DIMENSIONS:
        raise _refuse("an array")
    if any(isinstance(one, bool) or not isinstance(one, int) or one < 0 for one in (*shape, at)):
        raise _refuse("an array")
    count = math.prod(shape)
    if at % _ALIGNMENT or at + count * dtype.itemsize > len(data):
        raise _refuse("an array of that size")
    if dtype == np.bool_ and count and np.frombuffer(data, np.uint8, count, at).max() > 1:
        raise _refuse("an array of bool")  # a byte that is neither 0 nor 1 would be undefined behaviour in NumPy
    found: NDArray[Any] = np.frombuffer(data, dtype, count, at).reshape(shape)
    return found


_GENERIC: dict[Any, Callable[[tuple[Any, ...]], Reader]] = {
    typing.Annotated: lambda parts: reader_of(parts[0]),
    Literal: _one_of,
    typing.Union: _union,
    types.UnionType: _union,
    tuple: _tuple,
    list: lambda parts: _all(parts[0], list),
    Sequence: lambda parts: _all(parts[0], tuple),
    Mapping: lambda parts: _mapping(parts[1]),
    dict: lambda parts: _mapping(parts[1]),
    np.ndarray: lambda _parts: _array,
}
"""What makes the reader of a generic type, by its origin."""
