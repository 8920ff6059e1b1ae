"""The body of a `<tool_call>`: a JSON object of a name and arguments, with the liberties that models take."""

from collections.abc import Mapping
from typing import Any

from agent.dialects.marked import Asked, Read, strings
from agent.dialects.reply import Problem
from agent.dialects.strict_json import LONGEST, NotJson, quoted, read_first, read_json, unfenced

__all__ = ["FORM", "asked", "read_tool_call"]

FORM = 'Write a call as <tool_call>{"name": "…", "arguments": {…}}</tool_call>, one JSON object a tag.'
"""How to write a call, for a model that did not."""
_NAMES = ("arguments", "parameters", "args")
"""Where models put the arguments: Hermes, Llama and their mixtures."""
_LONGEST_NAME = 64
"""Longest name of a tool [characters], as in the OpenAI protocol."""


def read_tool_call(body: str) -> Read:
    """Read what stood between the tags.

    Returns:
        The call, and a problem for whatever else the tag held.
    """
    if len(body) > LONGEST:
        return (Problem(message=f"A tool call of {len(body)} characters was not read; keep it under {LONGEST}."),)
    text = unfenced(body)
    if not text:
        return (Problem(message=f"A tool call was empty. {FORM}"),)
    try:
        data, end = read_first(text)
    except NotJson as error:
        return (Problem(message=f"A tool call was not JSON: {error}. {FORM}"),)
    first = asked(data)
    if text[end:].strip():
        return (first, Problem(message=f"Something follows the JSON of a tool call and was not read. {FORM}"))
    return (first,)


def asked(data: object) -> Asked | Problem:
    """Name and arguments of a call that was read as JSON."""
    if not isinstance(data, Mapping):
        return Problem(message=f"A tool call must be one JSON object. {FORM}")
    name = data.get("name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST_NAME:
        return Problem(message=f'A tool call needs a "name" of at most {_LONGEST_NAME} characters. {FORM}')
    name = name.strip()
    there = [one for one in _NAMES if one in data]
    if len(there) > 1:
        return Problem(message=f'The call of {quoted(name)} has {" and ".join(there)}; give "arguments" only.')
    if not there:
        strange = sorted(str(key)[:_LONGEST_NAME] for key in data if key not in ("name", "id", "type"))
        if strange:
            return Problem(
                message=f'The call of {quoted(name)} has {quoted(strange[0])} beside "name"; put it into "arguments".'
            )
    return _with_arguments(name, data.get(there[0]) if there else {})


def _with_arguments(name: str, arguments: Any) -> Asked | Problem:
    if isinstance(arguments, str):
        # The API's own form: JSON inside a text.
        try:
            arguments = read_json(arguments)
        except NotJson as error:
            return Problem(message=f'The "arguments" of {quoted(name)} were not JSON: {error}.')
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, Mapping):
        return Problem(message=f'The "arguments" of {quoted(name)} must be a JSON object.')
    return name, strings(arguments)
