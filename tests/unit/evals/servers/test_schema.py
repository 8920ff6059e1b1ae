from typing import Any

import pytest

from evals.servers.schema import misfit, unknown_keywords

CALL: dict[str, Any] = {
    "$defs": {"box": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}},
    "type": "object",
    "properties": {"name": {"enum": ["zoom"]}, "region": {"$ref": "#/$defs/box"}, "note": {"type": ["string", "null"]}},
    "required": ["name", "region"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"name": "zoom", "region": [0, 0, 1, 2.5]}, CALL),
        ({"name": "zoom", "region": [0, 0, 1, 2], "note": None}, CALL),
        (3, {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 3}]}),
        (2.0, {"type": "integer"}),
        ("ab", {"type": "string", "pattern": "^a", "maxLength": 2}),
        ([1, "x"], {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"const": "x"}}),
    ],
)
def test_what_fits(value: Any, schema: dict[str, Any]) -> None:
    assert misfit(value, schema) is None


@pytest.mark.parametrize(
    ("value", "schema", "where"),
    [
        ({"name": "crop", "region": [0, 0, 1, 2]}, CALL, "$.name"),
        ({"name": "zoom", "region": [0, 0, 1]}, CALL, "$.region"),
        ({"name": "zoom", "region": [0, 0, 1, "2"]}, CALL, "$.region[3]"),
        ({"name": "zoom"}, CALL, "lacks 'region'"),
        ({"name": "zoom", "region": [0, 0, 1, 2], "x": 1}, CALL, "$.x is not allowed"),
        (True, {"type": "integer"}, "no integer"),
        (2, {"anyOf": [{"type": "string"}, {"minimum": 3}]}, "anyOf"),
        (2, {"oneOf": [{"type": "integer"}, {"minimum": 1}]}, "oneOf"),
        (2, {"allOf": [{"maximum": 1}]}, "out of bounds"),
        (1, {"exclusiveMinimum": 1}, "out of bounds"),
        ("b", {"pattern": "^a"}, "match"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(value: Any, schema: dict[str, Any], where: str) -> None:
    assert where in str(misfit(value, schema))


def test_keywords_that_are_not_checked_are_named_at_any_depth() -> None:
    assert unknown_keywords({"properties": {"a": {"anyOf": [{"multipleOf": 2}]}}, "if": {}}) == ("if", "multipleOf")
    assert unknown_keywords(CALL) == ()
