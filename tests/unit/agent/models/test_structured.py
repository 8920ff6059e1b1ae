from typing import Any

import pytest

from agent.errors import ConfigurationError
from agent.models.request import checked
from agent.models.structured import held_to

WORD = {"type": "string", "maxLength": 9}


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


@pytest.mark.parametrize(
    "given",
    [
        {"choice": ["A", "B"]},
        {"regex": "[AB]"},
        {"grammar": 'root ::= "A"'},
        {"structural_tag": "{}"},
        {"json": '{"type": "object"}'},
        {"json": closed(name=WORD), "disable_any_whitespace": True},
        {
            "json": closed(
                box={"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 9}, "maxItems": 4}
            )
        },
        {
            "json": closed(
                kind={"enum": ["a"]}, sure={"type": ["boolean", "null"]}, other={"anyOf": [{"const": 1}, WORD]}
            )
        },
        {"json": {"$ref": "#/$defs/one", "$defs": {"one": WORD}}},
    ],
)
def test_what_ends_is_let_through(given: dict[str, Any]) -> None:
    assert held_to(given) == given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing"),
        ({"choices": ["A"]}, "'choices'"),
        ({"choice": ["A"], "regex": "A"}, "exactly one"),
        ({"choice": []}, "list of texts"),
        ({"choice": ["A", ""]}, "list of texts"),
        ({"choice": "AB"}, "list of texts"),
        ({"json": {"type": "string"}}, "json has no bound"),
        ({"json": {"type": "object"}}, "json has no bound"),
        ({"json": closed(name={"type": "string"})}, r"json\.name has no bound"),
        ({"json": closed(n={"type": "integer", "maximum": 3})}, r"json\.n has no bound"),
        ({"json": closed(all={"type": "array", "items": WORD})}, r"json\.all has no bound"),
        ({"json": closed(all={"type": "array", "maxItems": 2, "items": {"type": "number"}})}, r"json\.all\[\] has no"),
        ({"json": closed(one={"anyOf": [WORD, {"type": "string"}]})}, r"json\.one\.anyOf\[1\] has no bound"),
    ],
)
def test_what_may_go_on_without_end_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        held_to(given)


def test_a_field_that_servers_ignore_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="guided_choice"):
        checked({"guided_choice": ["A"]})
