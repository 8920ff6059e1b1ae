"""A turn as a grammar (EBNF, as xgrammar reads it) for servers that can hold a model to one.

Preferred to a JSON schema, because that leaves room for endless white space unless the server is told otherwise, lets
control characters into texts of bounded length, and fails to compile with bounded patterns (xgrammar 0.2.8, all seen).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent.dialects.bounded import ANSWER, MOST_CALLS, THOUGHT, call_schema
from agent.dialects.reply import Tags

__all__ = ["literal", "object_grammar", "turn_grammar", "value"]

_SAFE = r"[^<>\"\\\x00-\x1f\x7f]"
"""A character that needs no escape in JSON and cannot make a tag."""
_ENUMERATED = 64
"""Ranges of whole numbers up to this wide are written out [1]."""

Write = Callable[[str, str], str]
"""From a tool's name and the expression of its arguments to the expression of a call."""


def turn_grammar(
    schemas: Sequence[Mapping[str, Any]], tags: Tags, write: Write, *, final: bool, before_answer: str = ""
) -> dict[str, Any]:
    """A turn of reasoning and then calls or an answer.

    Args:
        schemas: One a tool, as the dialect names and describes it.
        tags: What the model puts around its reasoning and its answer.
        write: How the dialect writes a call.
        final: True where the turn must be an answer.
        before_answer: What stands in front of the answer's tag.

    Returns:
        The value of `structured_outputs`.
    """
    thought = f"{literal(f'<{tags.think}>')} thought {literal(f'</{tags.think}>')} {literal(chr(10))}"
    answer = f"{literal(f'{before_answer}<{tags.answer}>')} answer {literal(f'</{tags.answer}>')}"
    calls = () if final else _call_rules(schemas, write, "\n")
    rules = [
        f"root ::= {thought if tags.think else ''} ({'calls | final' if calls else 'final'})",
        f"thought ::= [^<>\\x00-\\x1f\\x7f]{{1,{THOUGHT}}}",
        f"final ::= {answer}",
        f"answer ::= {value(ANSWER)}",
        *calls,
    ]
    return {"grammar": "\n".join(rules)}


def object_grammar(schemas: Sequence[Mapping[str, Any]], write: Write, *, final: bool) -> dict[str, Any]:
    """A turn that is one JSON object of a thought and then calls or an answer; arguments as `turn_grammar`."""
    calls = () if final else _call_rules(schemas, write, ", ")
    answer = literal(', "answer": ') + " answer"
    several = literal(', "calls": [') + " calls " + literal("]")
    head = literal('{"thought": "') + f" {_SAFE}{{0,{THOUGHT}}} " + literal('"')
    rules = [
        f"root ::= {head} ({f'{several} | {answer}' if calls else answer}) {literal('}')}",
        f"answer ::= {value(ANSWER)}",
        *calls,
    ]
    return {"grammar": "\n".join(rules)}


def _call_rules(schemas: Sequence[Mapping[str, Any]], write: Write, between: str) -> tuple[str, ...]:
    """The rule `calls`, and what it needs; none without a tool."""
    if not schemas:
        return ()
    names = [f"call{number}" for number in range(len(schemas))]
    return (
        f"calls ::= call ({literal(between)} call){{0,{MOST_CALLS - 1}}}",
        f"call ::= {' | '.join(names)}",
        *(
            f"{name} ::= {write(str(schema['name']), value(call_schema(schema)))}"
            for name, schema in zip(names, schemas, strict=True)
        ),
    )


def literal(text: str) -> str:
    """A text as a terminal."""
    return json.dumps(text, ensure_ascii=True)


def value(schema: Mapping[str, Any]) -> str:
    """The expression of a bounded schema's values, written without white space but one space."""
    if "anyOf" in schema:
        return f"({' | '.join(value(one) for one in schema['anyOf'])})"
    if "enum" in schema:
        return f"({' | '.join(literal(json.dumps(one, ensure_ascii=False)) for one in schema['enum'])})"
    return _WRITTEN[schema["type"]](schema)


def _text(schema: Mapping[str, Any]) -> str:
    return rf'"\"" {_SAFE}{{1,{schema["maxLength"]}}} "\""'


def _number(schema: Mapping[str, Any]) -> str:
    low, high = schema["minimum"], schema["maximum"]
    whole = schema["type"] == "integer"
    if high - low <= _ENUMERATED and (whole or high - low > 1):
        first = int(-(-low // 1))
        return f"({' | '.join(literal(str(one)) for one in range(first, int(high // 1) + 1))})"
    if high - low <= 1 and not whole:
        return f"({literal(f'{int(high)}')} | {literal(f'{int(low)}.')} [0-9]{{1,3}})"
    minus = '"-"? ' if low < 0 else ""
    digits = len(str(int(max(high, -low))))
    least = "[1-9]" if low >= 1 else "[0-9]"
    decimals = "" if whole else ' ("." [0-9]{1,3})?'
    more = f" | [1-9] [0-9]{{1,{digits - 1}}}" if digits > 1 else ""
    return f"({minus}({least}{more}){decimals})"


def _array(schema: Mapping[str, Any]) -> str:
    low, high, item = schema.get("minItems", 0), schema["maxItems"], value(schema["items"])
    if high == 0:
        return '"[]"'
    some = f'{item} (", " {item}){{{max(0, low - 1)},{high - 1}}}'
    return f'"[" {some} "]"' if low else f'("[]" | "[" {some} "]")'


def _object(schema: Mapping[str, Any]) -> str:
    if "properties" not in schema:
        pair = rf'"\"" {_SAFE}{{1,40}} "\": " {value(schema["additionalProperties"])}'
        return f'("{{}}" | "{{" {pair} (", " {pair}){{0,{schema["maxProperties"] - 1}}} "}}")'
    properties: Mapping[str, Any] = schema["properties"]
    # What must be there first, so that every optional part can bring its own comma.
    needed = [name for name in properties if name in schema["required"]]
    free = [name for name in properties if name not in schema["required"]]
    if not needed:
        return '"{}"'
    pairs = ' ", " '.join(_pair(name, properties[name]) for name in needed)
    rest = " ".join(f'(", " {_pair(name, properties[name])})?' for name in free)
    return f'"{{" {pairs} {rest} "}}"'


def _pair(name: str, schema: Mapping[str, Any]) -> str:
    return f"{literal(json.dumps(name, ensure_ascii=False) + ': ')} {value(schema)}"


_WRITTEN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "array": _array,
    "object": _object,
    "boolean": lambda _: '("true" | "false")',
    "null": lambda _: '"null"',
}
