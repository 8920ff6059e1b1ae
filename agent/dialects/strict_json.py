"""JSON as a model wrote it: bounded in length, depth and numbers, without the liberties that Python takes with it."""

import json
import re
from collections.abc import Mapping

from tools.notes import neutralise

__all__ = ["LONGEST", "NotJson", "check_json", "quoted", "read_first", "read_json", "unfenced"]

LONGEST = 20_000
"""A JSON text longer than this is not read [characters]; the longest sensible call has a few hundred."""
_DEEPEST = 16
"""Deepest nesting read [1]; our tools' arguments have three levels, the answer five."""
_LARGEST = 10**15
"""Numbers from this size on are refused: above 2⁵³ they are no longer exact."""
_SHOWN = 40
"""Most characters of a model's text repeated in a message to it."""
_FENCE = "```"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no tool takes: controls but tab and line ends, and halves of surrogate pairs."""


class NotJson(ValueError):
    """A text that is not the JSON asked for; the message says why, for the model."""


def quoted(text: str) -> str:
    """A model's own words in a message to it: short, and without anything that could be taken for a control token."""
    return repr(neutralise(text[:_SHOWN]))


def unfenced(text: str) -> str:
    """The text inside a Markdown fence, or the text itself."""
    body = text.strip()
    if body.startswith(_FENCE):
        body = body[len(_FENCE) :]
        body = body[4:] if body[:4].lower() == "json" else body
    return body.removesuffix(_FENCE).strip()


def read_json(text: str) -> object:
    """Read a text that is one JSON value, with or without a fence around it.

    Raises:
        NotJson: If it is anything else, or too long, too deep, or has numbers that are none.
    """
    body = unfenced(text)
    value, end = read_first(body)
    if body[end:].strip():
        raise NotJson(f"something follows the JSON: {quoted(body[end:].strip())}")
    return value


def read_first(text: str, start: int = 0) -> tuple[object, int]:
    """Read the JSON value that begins at `start`.

    Returns:
        The value, and the offset behind it [characters].

    Raises:
        NotJson: As `read_json`.
    """
    if len(text) > LONGEST:
        raise NotJson(f"{len(text)} characters were not read; keep it under {LONGEST}")
    _check_depth(text, start)
    try:
        value, end = _DECODER.raw_decode(text, start)
    except NotJson:
        raise
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 10) : error.pos + 20]
        raise NotJson(f"{error.msg[:1].lower()}{error.msg[1:]} near {quoted(near)}") from error
    _check_texts(value)
    return value, end


def check_json(value: object, depth: int = _DEEPEST) -> None:
    """Hold a value that somebody else decoded to the same bounds.

    Raises:
        NotJson: If it is too deep, no JSON, or has a number or a character that JSON or a tool cannot take.
    """
    if depth < 0:
        raise NotJson(f"it is nested deeper than {_DEEPEST} levels")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotJson("a key is not a text")
        inner: list[object] = [*value, *value.values()]
    else:
        inner = list(value) if isinstance(value, list | tuple) else []
        _check_scalar(value)
    for one in inner:
        check_json(one, depth - 1)


def _check_scalar(value: object) -> None:
    if isinstance(value, str):
        _check_texts(value)
    elif isinstance(value, int | float):
        _bounded(value)
    elif value is not None and not isinstance(value, list | tuple):
        raise NotJson(f"a {type(value).__name__} is no JSON value")


def _check_depth(text: str, start: int) -> None:
    """Counted before anything is decoded, so that no nesting reaches the interpreter's own limit."""
    depth, at = 0, start
    while at < len(text):
        character = text[at]
        if character == '"':
            at = _behind_text(text, at)
        else:
            depth += (character in "[{") - (character in "]}")
            at += 1
        if depth > _DEEPEST:
            raise NotJson(f"it is nested deeper than {_DEEPEST} levels")
        if depth <= 0:
            return


def _behind_text(text: str, at: int) -> int:
    at += 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _check_texts(value: object) -> None:
    if isinstance(value, str):
        found = _CONTROLS.search(value)
        if found:
            raise NotJson(f"a text holds the control character U+{ord(found.group()):04X}")
    elif isinstance(value, dict):
        for key, one in value.items():
            _check_texts(key)
            _check_texts(one)
    elif isinstance(value, list):
        for one in value:
            _check_texts(one)


def _bounded(number: float) -> float:
    # One comparison that NaN, infinity and integers beyond floats all fail.
    if not abs(number) < _LARGEST:
        raise NotJson("a number is not finite or too large; numbers stay below 10^15")
    return number


def _whole(digits: str) -> int:
    # Compared as text first: Python refuses, or takes long over, thousands of digits.
    if len(digits) > len(str(_LARGEST)):
        raise NotJson("a number is not finite or too large; numbers stay below 10^15")
    return int(_bounded(int(digits)))


def _broken(digits: str) -> float:
    return _bounded(float(digits))


def _constant(name: str) -> None:
    raise NotJson(f"{name} is not a JSON number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out: dict[str, object] = {}
    for key, value in pairs:
        if key in out:
            raise NotJson(f"the key {quoted(key)} stands twice in one object")
        out[key] = value
    return out


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_constant, parse_float=_broken, parse_int=_whole, strict=True
)
