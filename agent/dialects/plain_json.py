"""The plain JSON dialect: a turn is one object, `{"thought", "calls": […]}` or `{"thought", "answer": {…}}`.

For models without a dialect of their own and for guided decoding, where a server holds the turn to a schema.
"""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agent.dialects.grammar import literal, object_grammar
from agent.dialects.marked import Asked, assembled, strings
from agent.dialects.reply import Answered, Call, Dialect, Problem, Reply, Tags
from agent.dialects.strict_json import NotJson, quoted, read_first
from agent.dialects.tool_call import asked

__all__ = ["DIALECT"]

_FORM = (
    'Write one JSON object: {"thought": "…", "calls": [{"name": "…", "arguments": {…}}]} '
    'or {"thought": "…", "answer": {…}}.'
)
_BLANK = " \t\r\n"
_CALL = "\0"
"""Key that an entry of the list of calls goes by; no text that is read may hold this character."""


@dataclass(frozen=True, slots=True)
class _Member:
    key: str
    value: object
    start: int
    end: int


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _members(text: str, at: int) -> Generator[_Member | Problem, None, None]:
    """The members of the object that begins at `at`, as far as they can be read."""
    at = _skip(text, at + 1)
    while at < len(text) and text[at] != "}":
        try:
            key, colon = read_first(text, at)
            colon = _skip(text, colon)
            if not isinstance(key, str) or text[colon : colon + 1] != ":":
                raise NotJson("a key is a text before a colon")
            start = _skip(text, colon + 1)
            if key == "calls" and text[start : start + 1] == "[":
                end = yield from _entries(text, start)
            else:
                value, end = read_first(text, start)
                yield _Member(key, value, start, end)
            at = _skip(text, end)
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
            elif text[at : at + 1] != "}":
                raise NotJson("the object does not end")
        except NotJson as error:
            yield Problem(message=f"The reply was not JSON: {error}. {_FORM}")
            return
    if at >= len(text):
        yield Problem(message=f"The reply was not JSON: the object does not end. {_FORM}")


def _entries(text: str, start: int) -> Generator[_Member | Problem, None, int]:
    """The calls of the list one by one, so that one of the wrong form, or the end of the text, costs no other."""
    at = _skip(text, start + 1)
    while text[at : at + 1] != "]":
        value, end = read_first(text, at)
        yield _Member(_CALL, value, at, end)
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise NotJson("the list of calls does not end")
    return at + 1


def _answer(text: str, member: _Member) -> Answered | Problem | None:
    if member.value is None:
        return None
    if isinstance(member.value, str):
        said = member.value.strip()
        if not said:
            return Problem(message=f"The answer is empty. {_FORM}")
        return Answered(text=said, start=member.start + 1)
    record = strings(member.value) if isinstance(member.value, Mapping) else None
    return Answered(text=text[member.start : member.end], start=member.start, record=record)


class _Gathered:
    """What the members of a turn come to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen: set[str] = set()
        self.thought = ""
        self.read: list[Asked | Problem] = []
        self.answers: list[Answered | Problem] = []

    def take(self, one: _Member | Problem) -> None:
        """Add one member, or what was wrong."""
        if isinstance(one, Problem):
            self.read.append(one)
        elif one.key == _CALL:
            self.read.append(asked(one.value))
        elif one.key in self._seen:
            self.read.append(Problem(message=f"{quoted(one.key)} stands twice in the reply. {_FORM}"))
        else:
            self._seen.add(one.key)
            self._member(one)

    def _member(self, one: _Member) -> None:
        if one.key == "thought" and isinstance(one.value, str):
            self.thought = one.value
        elif one.key == "answer":
            answer = _answer(self._text, one)
            self.answers += [answer] if answer is not None else []
        elif one.key != "calls" or one.value is not None:
            self.read.append(Problem(message=f"The reply has an unreadable {quoted(one.key)}. {_FORM}"))


class _PlainJson:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        tools = "\n".join(json.dumps(schema, sort_keys=True, ensure_ascii=False) for schema in schemas)
        return (
            f"Tools, one JSON schema a line:\n<tools>\n{tools}\n</tools>\n"
            "Every turn of yours is one JSON object and nothing else. Think first, then call tools\n"
            '{"thought": "…", "calls": [{"name": "…", "arguments": {…}}]}\n'
            "(several run side by side), or give the final answer\n"
            '{"thought": "…", "answer": {…}}'
        )

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        began = text.find("{")
        if began < 0:
            return assembled(turn, text.strip(), (), (), _FORM)
        gathered = _Gathered(text)
        for one in _members(text, began):
            gathered.take(one)
        return assembled(turn, gathered.thought.strip(), gathered.read, gathered.answers, _FORM)

    def render(self, call: Call, tags: Tags) -> str:
        one = {"name": call.name, "arguments": dict(call.arguments)}
        return json.dumps({"thought": "", "calls": [one]}, ensure_ascii=False)

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        return {}

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        def write(name: str, arguments: str) -> str:
            opening = f'{{"name": {json.dumps(name)}, "arguments": '
            return f"{literal(opening)} {arguments} {literal('}')}"

        return object_grammar(schemas, write, final=final)

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        return text


DIALECT: Dialect = _PlainJson()
