"""Where in a reply the answer itself stands, and which tokens spell it."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from agent.dialects import Answered
from agent.state import Token

__all__ = ["Placed", "Spoken", "answer_tokens", "over", "place", "spoken"]

_TOKENS_KEPT = 512
"""Most tokens of an answer kept for the confidence estimate [1]; the leading diagnosis stands at the beginning."""
_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The words of an answer that decide: the value inside a record, or the whole of a plain answer."""

    text: str
    start: int
    """Offset in `Answered.text` [characters]."""
    end: int
    literal: bool = True
    """False where the text stands escaped in the reply, so that offsets inside it do not carry over."""


class Placed(NamedTuple):
    """A token and where it stands, from `start` to `end` in `Answered.text` [characters]; `start` may be negative."""

    start: int
    end: int
    token: Token


def answer_tokens(logprobs: object, text: str, start: int, length: int) -> tuple[Token, ...]:
    """The tokens that spell an answer, found by offset in the joined tokens.

    Args:
        logprobs: `{"content": [{"token", "logprob", "top_logprobs", perhaps "bytes"}]}`, one entry a generated token.
        text: The reply.
        start: Offset of the answer in `text` [characters].
        length: Its length [characters].

    Returns:
        The tokens that reach into the answer, the first perhaps beginning before it (`>A`). None where tokens and text
        cannot be brought together, or one has no finite probability: a wrong probability is worse than none.
    """
    content = logprobs.get("content") if isinstance(logprobs, Mapping) else None
    if not isinstance(content, list) or not content or not length:
        return ()
    starts = _starts(content, text, start, length)
    if starts is None:
        return ()
    out: list[Token] = []
    for one, at in zip(content, starts, strict=True):
        piece = str(one.get("token", ""))
        # Part of a character may be spelled as nothing; its probability counts all the same.
        if at + max(1, len(piece)) <= 0 or at >= length:
            continue
        value = one.get("logprob")
        if not isinstance(value, int | float) or not math.isfinite(value):
            return ()
        tops = tuple((str(top["token"]), float(top["logprob"])) for top in one.get("top_logprobs") or ())
        out.append(Token(text=piece, logprob=float(value), alternatives=tops, start=at))
        if len(out) >= _TOKENS_KEPT:
            break
    return tuple(out)


def _starts(content: Sequence[Mapping[str, Any]], text: str, start: int, length: int) -> list[int] | None:
    """Offset of each token from the answer's beginning [characters]: as the client found it, else by joining them."""
    given = [one.get("offset") for one in content]
    if all(isinstance(one, int) for one in given):
        return [int(one) - start for one in given if one is not None]
    if "offset" in content[0]:
        return None
    pieces = [str(one.get("token", "")) for one in content]
    joined = "".join(pieces)
    if not joined.startswith(text[: start + length]):
        # A server may spell a special token that its text leaves out.
        start = joined.rfind(text[start : start + length])
        if start < 0:
            return None
    return [at - start for at in accumulate((len(piece) for piece in pieces), initial=0)][: len(pieces)]


def place(answer: Answered, tokens: Sequence[Token]) -> tuple[Placed, ...]:
    """Where each token of an answer stands in its text."""
    known = [one.start for one in tokens if one.start is not None]
    if len(known) != len(tokens):
        joined = "".join(one.text for one in tokens)
        # The first token reaches into the answer: what it spells before the answer is to be skipped.
        first = -next((at for at in range(len(tokens[0].text)) if _agree(joined[at:], answer.text)), 0) if tokens else 0
        known = [first + at for at in accumulate((len(one.text) for one in tokens), initial=0)]
    return tuple(
        Placed(start=at, end=at + max(1, len(one.text)), token=one) for one, at in zip(tokens, known, strict=False)
    )


def _agree(joined: str, text: str) -> bool:
    return joined.startswith(text) or text.startswith(joined)


def over(placed: Sequence[Placed], start: int, end: int, text: str) -> tuple[Token, ...]:
    """The tokens that spell `text[start:end]`; one that only adds white space to it does not count."""
    return tuple(
        one.token
        for one in placed
        if one.start < end and one.end > start and text[max(one.start, start) : min(one.end, end)].strip()
    )


def spoken(answer: Answered, *, differential: bool = False) -> Spoken | None:
    """The words that decide: a record's `answer`, or the whole of a plain answer.

    Args:
        answer: The answer.
        differential: True takes the leading condition of a record without `answer`.

    Returns:
        None where a record has no such value, or its text is not the JSON that it was read from.
    """
    if answer.record is None:
        return Spoken(text=answer.text, start=0, end=len(answer.text))
    paths: list[tuple[str | int, ...]] = [("answer",)]
    if differential:
        paths += [("differential", 0, "condition"), ("differential", 0, "name")]
    for path in paths:
        found = _value_at(answer.text, path)
        if found is not None:
            start, end, value = found
            return Spoken(text=value, start=start, end=end, literal=answer.text[start:end] == value)
    return None


def _value_at(text: str, path: Sequence[str | int]) -> tuple[int, int, str] | None:
    """Span and text of a string or number inside a JSON object; None where there is none, or it is empty."""
    at = text.find("{")
    if at < 0:
        return None
    try:
        for key in path:
            found = _entry(text, at, key)
            if found is None:
                return None
            at = found
        value, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, str) and value.strip():
        return at + 1, end - 1, value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return at, end, str(value)
    return None


def _entry(text: str, at: int, key: str | int) -> int | None:
    """Offset of a member's value in the object or array that begins at `at`; the last of equal keys, as JSON reads."""
    opens = text[at]
    if opens != ("[" if isinstance(key, int) else "{"):
        return None
    found: int | None = None
    number = 0
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        name: object = number
        if opens == "{":
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        if name == key:
            found = at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        number += 1
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    if at >= len(text):
        raise ValueError("the text ends inside a JSON value")
    return at
