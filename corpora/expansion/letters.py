"""Letters with a question in them: what is asked, what it is about, and what is courtesy or story."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Letter", "kinds_asked", "noise_words", "read_letter"]

_SENTENCE = re.compile(r"(?<=[.?!])[\s\"')]+|[\r\n]+|(?<=\?)")
_SUBJECT_WORDS = 8
"""A first sentence of up to so many words that does not ask anything is taken for the subject of the letter. Our own
choice: subjects of e-mail are read in one glance."""
_MOST = 20_000
"""Longer letters are read up to here [characters]; the limit for a history (RELIABILITY: 20,000)."""


class _Kind(NamedTuple):
    name: str
    words: str
    asked_by: re.Pattern[str]


class _Rules(NamedTuple):
    courtesy: re.Pattern[str]
    greeting: re.Pattern[str]
    lead_in: re.Pattern[str]
    asking: re.Pattern[str]
    kinds: tuple["_Kind", ...]
    noise: frozenset[str]


class Letter(NamedTuple):
    """The parts of a letter, in its own words, in lower case."""

    subject: str
    """A first line that only names the subject; empty where there is none."""
    questions: tuple[str, ...]
    """Sentences that ask something, without the words that lead in to it."""
    story: tuple[str, ...]
    """All other sentences that are not courtesy."""

    @property
    def core(self) -> str:
        """What an expert would be handed: subject and questions; the story where nothing is asked."""
        return " ".join((*([self.subject] if self.subject else ()), *(self.questions or self.story)))


@cache
def _rules() -> _Rules:
    with (Path(__file__).parent / "letters.toml").open("rb") as file:
        table = tomllib.load(file)
    return _Rules(
        courtesy=_any(table["courtesy_patterns"]),
        greeting=_any(table["greeting_patterns"]),
        lead_in=_any(table["lead_in_patterns"]),
        asking=_any(table["asking_patterns"]),
        kinds=tuple(_Kind(one["name"], one["words"], _any(one["patterns"])) for one in table["kind"]),
        noise=frozenset(table["noise"]),
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


def read_letter(text: str) -> Letter:
    """Take a letter apart; a plain question comes out as one question.

    Args:
        text: Anything that a person wrote; beyond 20,000 characters it is not read.
    """
    rules = _rules()
    plain = re.sub(r"[’‘`´]", "'", text[:_MOST]).lower()
    subject, questions, story = "", [], []
    for place, sentence in enumerate(one.strip() for one in _SENTENCE.split(plain) if one and one.strip()):
        kept = rules.greeting.sub(" ", sentence)
        kept = rules.courtesy.sub(" ", kept).strip(" ,;:-")
        if not re.search(r"\w", kept):
            continue
        asked = rules.lead_in.sub(" ", kept)
        if kept.endswith("?") or asked != kept or rules.asking.search(kept):
            asked = re.sub(r"\s+", " ", asked).strip(" ,;:-")
            if re.search(r"\w", asked):
                questions.append(asked)
        elif place == 0 and len(kept.split()) <= _SUBJECT_WORDS:
            subject = kept.rstrip(".!")
        else:
            story.append(kept)
    return Letter(subject, tuple(dict.fromkeys(questions)), tuple(dict.fromkeys(story)))


def kinds_asked(questions: str) -> Mapping[str, str]:
    """Name the kinds of answer that are asked for, each with its words for a search, in the order of the table.

    Example:
        >>> dict(kinds_asked("how do i get rid of it and is it hereditary?"))
        {'treatment': 'treatment', 'inheritance': 'inherited genetic'}
    """
    return {kind.name: kind.words for kind in _rules().kinds if kind.asked_by.search(questions.lower())}


def noise_words() -> frozenset[str]:
    """Words that carry nothing for a search of medical texts."""
    return _rules().noise
