"""Patterns of a history that must not wait: which, why, what to do now, and where the text says so.

The rules are data, in red_flags.toml. They raise attention and rule nothing out: silence is no reassurance.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from guidelines import Vocabulary
from tools.notes.context import ContextReader
from tools.notes.mentions import measured_spans, mentions_in
from tools.notes.phrases import PhraseTree
from tools.notes.reading import NoteReading, compare, read_note
from tools.notes.tokens import tokens_of

__all__ = ["RedFlag", "find_red_flags", "red_flag_ids"]

_COMPARISON = re.compile(r"@(?P<code>[a-z0-9-]+)\s*(?P<sign>>=|<=|==|>|<)\s*(?P<limit>\d+(?:\.\d+)?)")
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """Something in the history that may be an emergency."""

    id: str
    message: str
    """What it may mean and what to do now, in our own words."""
    source: str
    """Address of the page that the pattern was taken from."""
    span: tuple[int, int]
    """Characters [start, end) of the first words that raised it."""


class _Rule(NamedTuple):
    id: str
    message: str
    source: str
    all_of: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    data = tomllib.loads(files("tools.notes").joinpath("red_flags.toml").read_text(encoding="utf-8"))
    return tuple(
        _Rule(flag["id"], flag["message"], flag["source"], tuple(tuple(group) for group in flag["all_of"]))
        for flag in data["flag"]
    )


@lru_cache(maxsize=1)
def _tree() -> PhraseTree[str]:
    words = {word for rule in _rules() for group in rule.all_of for word in group if not word.startswith("@")}
    return PhraseTree((word, word) for word in sorted(words))


def red_flag_ids() -> tuple[str, ...]:
    """Return the ids of all rules, in the order of the file."""
    return tuple(rule.id for rule in _rules())


def find_red_flags(text: str, vocabulary: Vocabulary, reading: NoteReading | None = None) -> tuple[RedFlag, ...]:
    """Return the red flags of a history, in the order of the rules.

    What is denied, of a relative, of the past or only imagined raises none; what is doubted ("possible torsion") does.

    Args:
        text: The history.
        vocabulary: The terms that its findings were read with.
        reading: What `read_note(text, vocabulary)` gave, where it is at hand.
    """
    reading = read_note(text, vocabulary) if reading is None else reading
    said = _said(text, vocabulary)
    flags = []
    for rule in _rules():
        spans = [next(_met(group, said, reading), None) for group in rule.all_of]
        found = [span for span in spans if span is not None]
        if len(found) == len(spans):
            flags.append(
                RedFlag(
                    id=rule.id,
                    message=rule.message,
                    source=rule.source,
                    span=next((span for span in found if span[1]), found[0]),
                )
            )
    return tuple(flags)


def _said(text: str, vocabulary: Vocabulary) -> dict[str, _Span]:
    """Return where each phrase of the rules is first said of the patient, now."""
    matches = _tree().everywhere(tokens_of(text))
    mentions, _ = mentions_in(text, vocabulary)
    items = [(match.start, match.end) for match in matches] + [(one.start, one.end) for one in mentions]
    lasting = [(one.start, one.end) for one in mentions if vocabulary.term(one.code).kind in ("risk", "history")]
    acute = [item for item in items if not any(item[0] < end and start < item[1] for start, end in lasting)]
    contexts = ContextReader(text, items, acute, measured_spans(text, vocabulary))
    said: dict[str, _Span] = {}
    for match in matches:
        if contexts.at(match.start, match.end).asserted:
            for phrase in match.payloads:
                said.setdefault(phrase, (match.start, match.end))
    return said


def _met(group: tuple[str, ...], said: dict[str, _Span], reading: NoteReading) -> Iterator[_Span]:
    for item in group:
        if not item.startswith("@"):
            yield from (said[word] for word in (item,) if word in said)
        elif comparison := _COMPARISON.fullmatch(item):
            yield from _measured(comparison["code"], comparison["sign"], float(comparison["limit"]), reading)
        elif item == "@pregnant":
            yield from ((0, 0),) if reading.pregnant else ()
        else:
            yield from _found(item[1:], reading)


def _measured(code: str, sign: str, limit: float, reading: NoteReading) -> Iterator[_Span]:
    for one in (*reading.measurements, *([reading.age] if reading.age else [])):
        if one.code == code and one.span and compare(one.value, sign, limit):
            yield one.span


def _found(code: str, reading: NoteReading) -> Iterator[_Span]:
    for finding in reading.findings:
        if finding.code == code and finding.presence != "absent" and finding.span:
            yield finding.span
