"""Yes or no for the flags of calculators: what a note affirms, denies, doubts, or does not mention."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from tools.notes.context import Context, ContextReader
from tools.notes.phrases import Match, PhraseTree
from tools.notes.tokens import tokens_of

__all__ = ["FlagReading", "flag_concept", "flag_spans", "flags_of"]

Answer = Literal["yes", "no", "unclear"]
Kind = Literal["there", "not there", "aside"]


_DENYING = frozenset(["normal", "no", "negative", "denies", "not"])
"""First words of denials that deny by themselves."""
_KINDS: Mapping[str, Kind] = {"phrases": "there", "denials": "not there", "aside": "aside"}


class _Says(NamedTuple):
    concept: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class FlagReading:
    """What a note says of one flag."""

    answer: Answer
    """`unclear` where the note doubts it, or says both."""
    spans: tuple[tuple[int, int], ...]
    """Characters [start, end) of every place that says so."""


@cache
def _concepts() -> Mapping[str, Mapping[str, list[str] | bool]]:
    return tomllib.loads(files("tools.extracting").joinpath("flags.toml").read_text(encoding="utf-8"))


@cache
def _by_input() -> Mapping[str, str]:
    return {name: concept for concept, facts in _concepts().items() for name in _words(facts, "inputs")}


def _words(facts: Mapping[str, list[str] | bool], key: str) -> list[str]:
    found = facts.get(key, [])
    return found if isinstance(found, list) else []


@cache
def _tree() -> PhraseTree[_Says]:
    every = [
        (phrase, _Says(concept, kind))
        for concept, facts in _concepts().items()
        for key, kind in _KINDS.items()
        for phrase in _words(facts, key)
    ]
    return PhraseTree(every)


def flag_concept(calculator: str, name: str) -> str | None:
    """Return what a flag of a calculator asks for, a name in `flags.toml`; None where notes are not read for it."""
    return _by_input().get(f"{calculator}.{name}") or _by_input().get(name)


def flag_spans(text: str) -> list[tuple[int, int]]:
    """Return the characters [start, end) of everything that may answer a flag."""
    return [(match.start, match.end) for match in _matches(text)]


def _matches(text: str) -> list[Match[_Says]]:
    return _tree().everywhere(tokens_of(text))


def flags_of(text: str, contexts: ContextReader) -> Mapping[str, FlagReading]:
    """Read every flag that a note mentions, by concept.

    Args:
        text: A note.
        contexts: Of the same note, made with the `flag_spans`.
    """
    said: dict[str, list[tuple[Answer, tuple[int, int]]]] = {}
    for match in _longest(_matches(text)):
        context = contexts.at(match.start, match.end)
        for says in dict.fromkeys(match.payloads):
            answer = _answer(says, context, text[match.start : match.end].split(maxsplit=1)[0].lower())
            if answer is not None:
                said.setdefault(says.concept, []).append((answer, (match.start, match.end)))
    return {concept: _summed(places) for concept, places in said.items()}


def _longest(matches: list[Match[_Says]]) -> list[Match[_Says]]:
    """Without the matches that lie inside a longer one of the same concept."""
    kept: list[Match[_Says]] = []
    reached: dict[str, tuple[int, int]] = {}
    for one in sorted(matches, key=lambda one: (one.start, -one.end)):
        concepts = {says.concept for says in one.payloads}
        spans = [reached.get(concept, (-1, -1)) for concept in concepts]
        if any(one.end <= end and (one.start, one.end) != (start, end) for start, end in spans):
            continue
        reached |= {concept: (one.start, one.end) for concept in concepts if one.end > reached.get(concept, (0, -1))[1]}
        kept.append(one)
    return kept


def _answer(says: _Says, context: Context, first: str) -> Answer | None:
    if says.kind == "aside" or context.family or context.hypothetical:
        return None
    if context.past and not _concepts()[says.concept].get("lasting", False):
        return "no" if context.absent and says.kind == "there" else None
    if says.kind == "not there" and first in _DENYING:
        # "no malignancy, normal platelet count": what was denied before does not reach what is called normal or none.
        return "no"
    if context.uncertain or (says.kind == "not there" and context.absent):
        return "unclear"
    if says.kind == "not there":
        return "no"
    return "no" if context.absent else "yes"


def _summed(places: list[tuple[Answer, tuple[int, int]]]) -> FlagReading:
    answers = {answer for answer, _ in places}
    answer: Answer = answers.pop() if len(answers) == 1 else "unclear"
    return FlagReading(answer, tuple(span for _, span in places))
