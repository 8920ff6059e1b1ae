"""The Hermes dialect: `<think>…</think>`, `<tool_call>{json}</tool_call>`, `<answer>…</answer>`.

One malformed call costs that call, not the turn, and text after the first call is kept (a served parser drops both).
A tag left open at the end of the text is read to the end.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from agent.dialects.reply import Answered, Call, Dialect, Problem, Reply, Tags

__all__ = ["DIALECT", "parse", "teach"]

_CALL = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|(?=<tool_call>)|(?=<answer>)|\Z)", re.DOTALL)
_ANSWER = re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.DOTALL)
_THINK = re.compile(r"<think>((?:(?!<think>).)*?)</think>", re.DOTALL)
_OPEN_THINK = re.compile(r"<think>(.*?)(?=<tool_call>|<answer>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_LONGEST = 20_000
"""A call longer than this is not read [characters]."""


def teach(schemas: Sequence[Mapping[str, Any]]) -> str:
    """The part of the system prompt that says how to call tools and how to answer."""
    tools = "\n".join(json.dumps(schema, sort_keys=True, ensure_ascii=False) for schema in schemas)
    return (
        "Tools, one JSON schema a line:\n<tools>\n" + tools + "\n</tools>\n"
        "First think inside <think></think>. Then either call tools, each as\n"
        '<tool_call>{"name": "…", "arguments": {…}}</tool_call>\n'
        "(several in one turn run side by side), or give the final answer inside <answer></answer>."
    )


def parse(text: str, turn: int) -> Reply:
    """Read one reply.

    Args:
        text: The model's text, untouched.
        turn: Number of the turn from 1; makes the ids of its calls.

    Returns:
        Whatever could be read; never raises.
    """
    thoughts: list[str] = []

    def blank(match: re.Match[str]) -> str:
        thoughts.append(match.group(1).strip())
        return " " * len(match.group())

    # Blanked, so that what stands outside keeps its offsets. A thought left open ends where a call or answer begins.
    outside = _OPEN_THINK.sub(blank, _THINK.sub(blank, text))
    thought = " ".join(thoughts).strip()
    calls: list[Call] = []
    problems: list[Problem] = []
    for number, match in enumerate(_CALL.finditer(outside), start=1):
        read = _call(match.group(1), f"{turn}.{number}")
        if isinstance(read, Call):
            calls.append(read)
        else:
            problems.append(read)
    answer: Answered | None = None
    found = _ANSWER.search(outside)
    if found and found.group(1).strip() and not calls:
        answer = _answer(found)
    if not thought:
        thought = _ANSWER.sub("", _CALL.sub("", outside)).strip()
    if not calls and answer is None and not problems:
        problems.append(
            Problem(message="The reply has neither a <tool_call> nor an <answer>; write one of the two after thinking.")
        )
    return Reply(thought=thought, calls=tuple(calls), answer=answer, problems=tuple(problems))


def _call(body: str, call_id: str) -> Call | Problem:
    if len(body) > _LONGEST:
        return Problem(message=f"A tool call of {len(body)} characters was not read; keep it under {_LONGEST}.")
    try:
        data = json.loads(_FENCE.sub("", body.strip()), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return Problem(message='A tool call was not JSON; write {"name": "…", "arguments": {…}} on one line.')
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return Problem(message='A tool call needs a "name" and "arguments".')
    arguments = data.get("arguments", {})
    if not isinstance(arguments, dict):
        return Problem(message=f'The "arguments" of {data["name"]!r} must be a JSON object.')
    return Call(id=call_id, name=data["name"], arguments=arguments)


def _answer(found: re.Match[str]) -> Answered:
    body = found.group(1)
    start = found.start(1) + len(body) - len(body.lstrip())
    text = body.strip()
    record: Mapping[str, Any] | None = None
    try:
        data = json.loads(_FENCE.sub("", text), parse_constant=_no_constant)
        record = data if isinstance(data, dict) else None
    except (ValueError, RecursionError):
        record = None
    return Answered(text=text, start=start, record=record)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


class _Hermes:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        return teach(schemas)

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        return parse(text, turn)

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        return None

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        return text


DIALECT: Dialect = _Hermes()
