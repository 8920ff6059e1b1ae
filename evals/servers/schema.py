"""Whether a JSON value fits a JSON schema: the keywords that guided decoding honours, and no other.

Source: JSON Schema 2020-12, "Validation" and "Core" (`$ref` to `$defs` of the same document).
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["misfit", "unknown_keywords"]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_REMARKS = frozenset({"title", "description", "default", "examples", "$schema", "$id", "$comment"})
_KNOWN = _REMARKS | {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "enum",
    "const",
    "anyOf",
    "oneOf",
    "allOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "$ref",
    "$defs",
}


def unknown_keywords(schema: Any) -> tuple[str, ...]:
    """The keywords of a schema, at any depth, that this server does not check."""
    return tuple(sorted(set(_unknown(schema))))


def _unknown(schema: Any) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    yield from (str(key) for key in schema if key not in _KNOWN)
    for key in ("properties", "$defs"):
        for inner in schema.get(key, {}).values():
            yield from _unknown(inner)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for inner in schema.get(key, ()):
            yield from _unknown(inner)
    for key in ("items", "additionalProperties"):
        yield from _unknown(schema.get(key))


def misfit(value: Any, schema: Mapping[str, Any]) -> str | None:
    """Say where a value does not fit a schema.

    Args:
        value: Parsed JSON.
        schema: The schema.

    Returns:
        The first misfit with its place, or None.
    """
    return next(_misfits(value, schema, schema, "$"), None)


def _misfits(value: Any, schema: Any, root: Mapping[str, Any], at: str) -> Iterator[str]:
    if isinstance(schema, bool):
        if not schema:
            yield f"{at} is not allowed"
        return
    while isinstance(schema.get("$ref"), str):
        schema = root.get("$defs", {})[schema["$ref"].removeprefix("#/$defs/")]
    kinds = schema.get("type")
    names = [kinds] if isinstance(kinds, str) else kinds or []
    if names and not any(_is(value, name) for name in names):
        yield f"{at} is no {' or '.join(names)}"
        return
    if value not in schema.get("enum", (value,)) or value != schema.get("const", value):
        yield f"{at} is not one of what is allowed"
    yield from _combined(value, schema, root, at)
    if isinstance(value, dict):
        yield from _object(value, schema, root, at)
    elif isinstance(value, list):
        yield from _array(value, schema, root, at)
    else:
        yield from _plain(value, schema, at)


def _plain(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _bounds(len(value), schema, at, ("minLength", "maxLength"))
        if re.search(schema.get("pattern", ""), value) is None:
            yield f"{at} does not match {schema['pattern']!r}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _bounds(value, schema, at, ("minimum", "maximum"))
        if value <= schema.get("exclusiveMinimum", -math.inf) or value >= schema.get("exclusiveMaximum", math.inf):
            yield f"{at} is out of bounds"


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


def _combined(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    for key in ("anyOf", "oneOf"):
        fits = [next(_misfits(value, inner, root, at), None) is None for inner in schema.get(key, ())]
        if fits and not (any(fits) if key == "anyOf" else sum(fits) == 1):
            yield f"{at} fits {sum(fits)} of {key}"
    for inner in schema.get("allOf", ()):
        yield from _misfits(value, inner, root, at)


def _object(value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at} lacks {name!r}"
    known = schema.get("properties", {})
    for name, inner in value.items():
        yield from _misfits(inner, known.get(name, schema.get("additionalProperties", True)), root, f"{at}.{name}")


def _array(value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _bounds(len(value), schema, at, ("minItems", "maxItems"))
    first = schema.get("prefixItems", [])
    for number, inner in enumerate(value):
        wanted = first[number] if number < len(first) else schema.get("items", True)
        yield from _misfits(inner, wanted, root, f"{at}[{number}]")


def _bounds(size: float, schema: Mapping[str, Any], at: str, keys: tuple[str, str]) -> Iterator[str]:
    least, most = keys
    if size < schema.get(least, -math.inf) or size > schema.get(most, math.inf):
        yield f"{at} is out of bounds"
