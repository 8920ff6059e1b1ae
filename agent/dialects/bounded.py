"""Schemas for guided decoding: every field bounded, so that even a model of random weights ends with a valid call.

An unbounded field is filled with digits or words until the length limit; both were seen.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["ANSWER", "MOST_CALLS", "THOUGHT", "bounded", "call_schema"]

THOUGHT = 600
"""Longest guided reasoning [characters]: with calls it stays inside a reply of 2,048 tokens of one letter each."""
MOST_CALLS = 3
"""Most guided calls of a turn [1]; the same bound on the reply."""
_TEXT = 120
"""Longest guided text [characters]; queries of guidelines are shorter."""
_ITEMS = 8
"""Most guided entries of a list [1]."""
_COORDINATE = 9999
"""Largest guided number without bounds of its own [1]: no image is sent with longer sides."""
_ENTRIES = 40
"""Most guided entries of an object of named values [1]; Caprini's score takes 33."""
_WORDS = 64
"""Longest guided text of such an entry [characters]: a choice or a value with its unit."""
_VALUE = 999_999_999
"""Largest guided number of such an entry [1]: cells are counted in one litre as a text with its unit."""
_NUMBER = 64
"""Largest guided whole number without bounds of its own [1]: numbers of images."""


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


_CLAIM = _object(text=_text(80), cites=_list(_text(4), 2))

ANSWER: Mapping[str, Any] = _object(
    differential=_list(
        _object(
            condition=_text(40),
            name=_text(40),
            probability={"type": "number", "minimum": 0, "maximum": 1},
            supports=_list(_CLAIM, 2),
            refutes=_list(_CLAIM, 1),
        ),
        3,
    ),
    answer={"anyOf": [_text(80), {"type": "null"}]},
    next_tests=_list(_object(name=_text(40)), 2),
    missing=_list(_text(40), 2),
    abstain={"anyOf": [_text(80), {"type": "null"}]},
)
"""The final answer that the system prompt asks for, as small as it can be said."""


def call_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The bounded schema of one tool's arguments."""
    return bounded(schema.get("parameters") or {"type": "object", "properties": {}})


def bounded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON schema of the same values or fewer, in which nothing can grow without end."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return {"anyOf": [bounded({**schema, "type": one}) for one in kind]}
    if "anyOf" in schema:
        return {"anyOf": [bounded(one) for one in schema["anyOf"]]}
    if "enum" in schema:
        return {"type": kind or "string", "enum": list(schema["enum"])}
    if kind in ("boolean", "null"):
        return {"type": kind}
    return _BOUNDED.get(str(kind), _bounded_text)(schema)


def _bounded_text(schema: Mapping[str, Any]) -> dict[str, Any]:
    return _text(min(int(schema.get("maxLength", _TEXT)), _TEXT))


def _bounded_number(schema: Mapping[str, Any]) -> dict[str, Any]:
    most = _NUMBER if schema["type"] == "integer" else _COORDINATE
    low = max(schema.get("minimum", 0), -_COORDINATE)
    high = max(low, min(schema.get("maximum", most), _COORDINATE))
    return {"type": schema["type"], "minimum": low, "maximum": high}


def _bounded_list(schema: Mapping[str, Any]) -> dict[str, Any]:
    low = int(schema.get("minItems", 0))
    most = max(low, min(int(schema.get("maxItems", _ITEMS)), _ITEMS))
    return {"type": "array", "items": bounded(schema.get("items", {})), "minItems": low, "maxItems": most}


def _bounded_object(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    if not properties and isinstance(schema.get("additionalProperties"), Mapping):
        return {
            "type": "object",
            "additionalProperties": _bounded_value(schema["additionalProperties"]),
            "propertyNames": {"maxLength": 40},
            "maxProperties": min(int(schema.get("maxProperties", _ENTRIES)), _ENTRIES),
        }
    required: Sequence[str] = schema.get("required", ())
    return {
        "type": "object",
        "properties": {name: bounded(one) for name, one in properties.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _bounded_value(schema: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of named values: a number, a short text or a flag; a value with its unit is a text."""
    kinds = schema.get("type", ["number", "string", "boolean"])
    named = {
        "number": {"type": "number", "minimum": -_VALUE, "maximum": _VALUE},
        "string": _text(min(int(schema.get("maxLength", _WORDS)), _WORDS)),
        "boolean": {"type": "boolean"},
    }
    return {"anyOf": [one for name, one in named.items() if name in kinds]}


_BOUNDED: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "string": _bounded_text,
    "integer": _bounded_number,
    "number": _bounded_number,
    "array": _bounded_list,
    "object": _bounded_object,
}
