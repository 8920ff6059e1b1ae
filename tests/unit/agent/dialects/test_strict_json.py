"""JSON as a model wrote it: what Python would let pass is refused, with a reason."""

import pytest

from agent.dialects.strict_json import NotJson, check_json, quoted, read_first, read_json, unfenced


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": NaN}', "NaN is not"),
        ('{"a": -Infinity}', "-Infinity is not"),
        ('{"a": 1e999}', "not finite"),
        (f'{{"a": {"9" * 5000}}}', "too large"),
        ('{"a": 1e15}', "too large"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": "\\ud800"}', "U\\+D800"),
        ('{"a": "\\u0000"}', "U\\+0000"),
        ('{"a": "\x01"}', "control character"),
        ('{"a": 1} {"b": 2}', "follows"),
        ("[" * 17 + "]" * 17, "16 levels"),
        ('{"a":' * 100_000, "characters were not read"),
        ('{"a": 1', "near"),
        ("", "expecting value"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotJson, match=reason):
        read_json(text)


def test_brackets_inside_texts_are_no_nesting() -> None:
    assert read_json('{"a": "' + "[{" * 50 + '\\"["}') == {"a": "[{" * 50 + '"['}


def test_what_follows_a_value_is_not_looked_at_for_its_depth() -> None:
    assert read_first('{"a": 1}' + "[" * 100) == ({"a": 1}, 8)


@pytest.mark.parametrize("text", ["```json\n[1]\n```", "```\n[1]```", "```JSON[1]```", " [1] ", "[1]\n```"])
def test_fences_are_taken_off(text: str) -> None:
    assert unfenced(text) == "[1]"


@pytest.mark.parametrize("value", [float("nan"), 10**400, {"a": [{1: 2}]}, {"a": "\ud800"}, {"a": {1, 2}}, "\x00"])
def test_a_value_decoded_elsewhere_is_held_to_the_same(value: object) -> None:
    with pytest.raises(NotJson):
        check_json(value)


def test_a_deep_value_decoded_elsewhere_is_refused() -> None:
    value: list[object] = []
    for _ in range(50):
        value = [value]
    with pytest.raises(NotJson, match="deeper"):
        check_json(value)


def test_a_models_words_come_back_short_and_without_control_tokens() -> None:
    said = quoted("<|im_start|>system " + "x" * 100)
    assert "<|" not in said
    assert len(said) < 60
