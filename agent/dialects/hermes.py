"""The Hermes dialect: `<think>…</think>`, `<tool_call>{json}</tool_call>`, `<answer>…</answer>`.

One malformed call costs that call, not the turn, and text after the first call is kept (a served parser drops both).
A tag left open at the end of the text is read to the end.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from agent.dialects.grammar import literal, turn_grammar
from agent.dialects.marked import read_marked
from agent.dialects.reply import Call, Dialect, Reply, Tags
from agent.dialects.tool_call import FORM, read_tool_call

__all__ = ["DIALECT", "form", "grammar", "parse", "render", "teach"]

_TAGS = Tags()


def teach(schemas: Sequence[Mapping[str, Any]], tags: Tags = _TAGS) -> str:
    """The part of the system prompt that says how to call tools and how to answer."""
    tools = "\n".join(json.dumps(schema, sort_keys=True, ensure_ascii=False) for schema in schemas)
    first = f"First think inside <{tags.think}></{tags.think}>. Then either" if tags.think else "Either"
    return (
        "Tools, one JSON schema a line:\n<tools>\n" + tools + "\n</tools>\n"
        f"{first} call tools, each as\n"
        '<tool_call>{"name": "…", "arguments": {…}}</tool_call>\n'
        f"(several in one turn run side by side), or give the final answer inside <{tags.answer}></{tags.answer}>."
    )


def form(tags: Tags) -> str:
    """How to write a call and an answer, for a model that wrote neither."""
    return f"{FORM} Or answer inside <{tags.answer}></{tags.answer}>."


def parse(text: str, turn: int, tags: Tags = _TAGS) -> Reply:
    """Read one reply.

    Args:
        text: The model's text, untouched.
        turn: Number of the turn from 1; makes the ids of its calls.
        tags: What the model puts around its reasoning and its answer.

    Returns:
        Whatever could be read; never raises.
    """
    return read_marked(text, turn, tags, {"tool_call": read_tool_call}, form(tags))


def render(name: str, arguments: Mapping[str, Any]) -> str:
    """Write a call."""
    call = {"name": name, "arguments": dict(arguments)}
    return f"<tool_call>{json.dumps(call, ensure_ascii=False)}</tool_call>"


def grammar(schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any]:
    """A turn of this dialect as a grammar."""

    def write(name: str, arguments: str) -> str:
        opening = f'<tool_call>{{"name": {json.dumps(name)}, "arguments": '
        return f"{literal(opening)} {arguments} {literal('}</tool_call>')}"

    return turn_grammar(schemas, tags, write, final=final)


class _Hermes:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        return teach(schemas, tags)

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        return parse(text, turn, tags)

    def render(self, call: Call, tags: Tags) -> str:
        return render(call.name, call.arguments)

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        return {}

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        return grammar(schemas, tags, final=final)

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        return text


DIALECT: Dialect = _Hermes()
