"""What the words around a finding say of it: absent, doubtful, of a relative, of the past, or only imagined.

The method is that of NegEx and ConText: triggers with a direction and a scope. Source: Harkema et al. 2009,
doi 10.1016/j.jbi.2009.05.002. The words are data, in context.toml.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from tools.notes.lists import Marks, denial, until_acute
from tools.notes.phrases import Match, PhraseTree
from tools.notes.tokens import sentences, tokens_of

__all__ = ["Context", "ContextReader"]

AFTER_WORDS = 8
"""How many tokens back a trigger that follows its finding reaches. Our choice: longer reaches cross clauses."""
SHORT_REACH = {"prior": 4, "previous": 4, "past": 4, "remote": 4, "non": 1, "absent": 4, "apparent": 2, "likely": 4}
"""Adjectives reach only so many tokens: "prior stroke, cough" says nothing of the cough. Our choice."""

_CATEGORIES = ("absent", "uncertain", "family", "past", "hypothetical", "current")
_FORWARD = frozenset(["before", "listing", "dated"])
_LISTED = frozenset(["past", "family", "hypothetical"])
_PARENTS = frozenset(["mother", "father", "mum", "mom", "dad", "parent", "parents"])
_GROUPING = frozenset(["and", "or", "/", "&", "nor"])
_HEADING = re.compile(r"(?:^|(?<=\n))[^\S\n]*(?:[-*•#]+\s*)?(?P<name>[A-Za-z][A-Za-z /&]{1,40}?)\s*:", re.MULTILINE)
_AFFIRMED = re.compile(
    r"[.!?](?=\s)|\b(?:presents?|presented|presenting|now|currently|complain\w*|admitted with|today)\b", re.IGNORECASE
)
_DENYING = frozenset(["denies", "denied", "denying", "deny", "declines", "negative", "neg", "-ve", "neither"])
"""A list after these may be closed by "and" too."""
_CHILDREN = frozenset(["son", "daughter", "child", "baby"])
"""Where a relative reports, these are the patient: "mother reports fever in her son"."""
_LIST_MARK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the words around a finding say of it."""

    absent: bool = False
    uncertain: bool = False
    family: bool = False
    """It is somebody else's."""
    past: bool = False
    """It was there once."""
    hypothetical: bool = False
    """It is spoken of, not reported."""

    @property
    def asserted(self) -> bool:
        """True where the patient has it now, at least possibly."""
        return not (self.absent or self.family or self.past or self.hypothetical)


class _Trigger(NamedTuple):
    category: str
    role: str  # before, listing, dated, after, end, weak-end, nothing


class _Scope(NamedTuple):
    category: str
    first: int
    last: int


class ContextReader:
    """The context of any place of one text."""

    def __init__(
        self,
        text: str,
        items: Iterable[tuple[int, int]] = (),
        acute: Iterable[tuple[int, int]] = (),
        measured: Iterable[tuple[int, int]] = (),
    ) -> None:
        """Read the triggers of a text.

        Args:
            text: The note.
            items: Characters [start, end) of findings, which hold no triggers.
            acute: Characters of those among them that are symptoms, signs or emergencies of today unless dated.
            measured: Characters of quantities that a number follows.
        """
        self._text = text
        self._tokens = tokens_of(text)
        self._starts = [token.start for token in self._tokens]
        self._items = self._item_tokens(items)
        self._scopes: dict[int, list[_Scope]] = {}
        self._sentences = sentences(self._tokens, text)
        self._sentence_starts = [first for first, _ in self._sentences]
        by_sentence: dict[int, list[Match[_Trigger]]] = {}
        triggers = [
            match
            for first, last in self._sentences
            for match in _triggers().find(self._tokens, first, last)
            if not any(index in self._items for index in range(match.first, match.last))
        ]
        for match in triggers:
            by_sentence.setdefault(self._sentence(match.first), []).append(match)
        self._marks = Marks(
            acute=self._item_tokens(acute),
            measured=self._item_tokens(measured),
            before=_with_roles(triggers, _FORWARD),
            after=_with_roles(triggers, frozenset(["after"])),
            qualifiers=frozenset(index for index, token in enumerate(self._tokens) if token.low in _qualifiers()),
        )
        self._headings = self._heading_scopes()
        for number, matches in by_sentence.items():
            self._scopes[number] = list(self._scopes_of(*self._sentences[number], matches))

    def at(self, start: int, end: int) -> Context:
        """Return the context of the characters [start, end)."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = max(bisect_right(self._starts, max(end - 1, start)), first + 1)
        number = self._sentence(first) if self._sentences else -1
        found = {
            scope.category for scope in self._scopes.get(number, ()) if scope.first <= first and last <= scope.last
        }
        found |= {category for category, low, high in self._headings if low <= start < high}
        return Context(
            absent="absent" in found and "uncertain" not in found,
            uncertain="uncertain" in found,
            family="family" in found,
            past="past" in found and "current" not in found,
            hypothetical="hypothetical" in found,
        )

    def _sentence(self, token: int) -> int:
        return bisect_right(self._sentence_starts, token) - 1

    def _item_tokens(self, items: Iterable[tuple[int, int]]) -> frozenset[int]:
        inside: set[int] = set()
        for start, end in items:
            index = max(bisect_right(self._starts, start) - 1, 0)
            while index < len(self._tokens) and self._starts[index] < end:
                inside.add(index)
                index += 1
        return frozenset(inside)

    def _heading_scopes(self) -> list[tuple[str, int, int]]:
        scopes = []
        for category, start, end, one_line in _heading_scopes(self._text):
            if one_line and category in _LISTED:
                first, last = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
                cut = until_acute(self._tokens, first, last, self._marks, dated=False)
                scopes.append((category, start, min(end, self._starts[cut]) if cut < last else end))
            else:
                scopes.append((category, start, end))
        return scopes

    def _scopes_of(self, first: int, last: int, matches: list[Match[_Trigger]]) -> Iterable[_Scope]:
        reporter = any(
            trigger.role == "nothing" and self._tokens[match.first].low in _PARENTS
            for match in matches
            for trigger in match.payloads
        )
        for position, match in enumerate(matches):
            for trigger in match.payloads:
                if trigger.role in _FORWARD:
                    reach = self._reach(match, trigger, matches[position + 1 :], last)
                    yield from self._forward(match, trigger, reach, last)
                elif trigger.role == "after":
                    childs = trigger.category == "family" and self._tokens[match.last - 1].low in _CHILDREN
                    if not (reporter and childs):
                        yield _Scope(trigger.category, self._back(match, matches[:position], first), match.first)

    def _forward(self, match: Match[_Trigger], trigger: _Trigger, reach: int, last: int) -> Iterable[_Scope]:
        if trigger.category == "absent":
            verb = self._tokens[match.first].low in _DENYING
            ends = denial(self._tokens, match.last, reach, last, self._marks, closes_with_and=verb)
            yield _Scope("absent", match.last, ends.sure)
            if ends.doubt > ends.sure:
                yield _Scope("uncertain", ends.sure, ends.doubt)
            return
        if trigger.role != "before":
            reach = until_acute(self._tokens, match.last, reach, self._marks, dated=trigger.role == "dated")
        yield _Scope(trigger.category, match.last, reach)

    def _reach(self, match: Match[_Trigger], trigger: _Trigger, following: list[Match[_Trigger]], last: int) -> int:
        short = SHORT_REACH.get(self._tokens[match.first].low) if match.last - match.first == 1 else None
        if short is not None:
            last = min(last, match.last + short)
        for other in following:
            roles = {one.role for one in other.payloads}
            if "end" in roles or ("weak-end" in roles and self._something_between(match.last, other.first)):
                return min(last, other.first)
            if trigger.category == "current" and any(one.category == "past" for one in other.payloads):
                return min(last, other.first)  # "3 day history of cough, PMH pneumonia"
        return last

    def _something_between(self, first: int, last: int) -> bool:
        return any(index in self._items or self._tokens[index].low == "," for index in range(first, last))

    def _back(self, match: Match[_Trigger], preceding: list[Match[_Trigger]], first: int) -> int:
        for other in preceding:
            if any(trigger.role in ("end", "weak-end") for trigger in other.payloads) and not self._copula(
                other, match
            ):
                first = max(first, other.last)
        grouped, words = False, 0
        for index in range(match.first - 1, first - 1, -1):
            low = self._tokens[index].low
            if (low == "," and not grouped) or words == AFTER_WORDS:
                return index + 1
            grouped = grouped or low in _GROUPING
            words += index not in self._items
        return first

    def _copula(self, other: Match[_Trigger], match: Match[_Trigger]) -> bool:
        """True where a weak end is only the verb of the trigger, as in "fever has resolved"."""
        return other.last == match.first and all(trigger.role == "weak-end" for trigger in other.payloads)


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("tools.notes").joinpath("context.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _triggers() -> PhraseTree[_Trigger]:
    data = _data()
    phrases = [
        (phrase, _Trigger(category, role))
        for category in _CATEGORIES
        for role in ("before", "listing", "dated", "after")
        for phrase in data[category].get(role, ())
    ]
    phrases += [(phrase, _Trigger("nothing", "nothing")) for phrase in data["nothing"]["phrases"]]
    phrases += [(phrase, _Trigger("ends", "end")) for phrase in data["ends"]["always"]]
    phrases += [(phrase, _Trigger("ends", "weak-end")) for phrase in data["ends"]["after_item"]]
    return PhraseTree(phrases, plural=False)


@lru_cache(maxsize=1)
def _qualifiers() -> frozenset[str]:
    return frozenset(_data()["qualifiers"]["words"])


def _with_roles(matches: Iterable[Match[_Trigger]], roles: frozenset[str]) -> frozenset[int]:
    """Return the tokens of the triggers that have one of these roles."""
    return frozenset(
        index
        for match in matches
        if any(trigger.role in roles for trigger in match.payloads)
        for index in range(match.first, match.last)
    )


@lru_cache(maxsize=1)
def _heading_names() -> dict[str, str]:
    return {name: category for category, names in _data()["headings"].items() for name in names}


def _heading_scopes(text: str) -> list[tuple[str, int, int, bool]]:
    """Return (category, start, end, one line only) of what stands under headings that change its meaning."""
    headings = list(_HEADING.finditer(text))
    scopes = []
    for number, heading in enumerate(headings):
        category = _heading_names().get(" ".join(heading["name"].lower().split()))
        if category is None:
            continue
        end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
        line_end = text.find("\n", heading.end())
        line_end = len(text) if line_end < 0 else line_end
        one_line = bool(text[heading.end() : line_end].strip())
        if one_line:
            # Something stands on the line of the heading: it speaks for this sentence only.
            end = min(end, line_end, _affirmed(text, heading.end(), line_end))
        else:
            blank = _LIST_MARK.search(text, line_end)
            end = min(end, blank.start()) if blank and blank.start() > line_end else end
        scopes.append((category, heading.end(), end, one_line))
    return scopes


def _affirmed(text: str, start: int, end: int) -> int:
    """Return where on a line the heading's word ends ("PMH: COPD. Cough today", "PMH: COPD, presents with cough")."""
    found = _AFFIRMED.search(text[start:end])
    return start + found.start() if found else end
