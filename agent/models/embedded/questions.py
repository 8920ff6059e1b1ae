"""What a question about findings asks, with its side and its negation, and what the findings known answer to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.models.embedded.conversation import Conversation
from guidelines import Vocabulary
from tools.finding import Finding
from tools.notes import read_note

__all__ = ["Verdict", "asks_yes_no", "chosen_side", "not_judged", "stated", "yes_no"]

Side = Literal["left", "right", "both"]

_YES_NO = re.compile(r"^\W*(is|are|does|do|was|were|has|have|can)\b", re.I)
_SIDES = re.compile(r"\b(left|right|both|bilateral(?:ly)?)\b", re.I)
_PLACES = re.compile(
    r"\b(upper|lower|middle|mid|apex|apices|apical|base|bases|basal|basilar|lobes?|lobar|lingula|hil\w+|perihilar|zones?"
    r"|segments?|retrocardiac|peripheral|central|anterior|posterior|medial|lateral)\b",
    re.I,
)
"""Finer than a side: where a finding lies within a lung is not known, so that only its absence can be told."""
_ABSENCE = re.compile(
    r"\b(?:there|show|shows|have|has|see|without|lacks?) (?:any )?(?:no|without)\b|\b(?:clear|free) of\b|\bwithout\b"
    r"|\babsence of\b|\babsent\b",
    re.I,
)
"""Forms in which a question asks whether a finding is absent, and nothing else."""
_NEGATIVE = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|free|clear|normal|negative|absent|absence|lacks?|exclude[ds]?|rule[ds]?"
    r"|denie[ds]|deny|healthy|unremarkable|resolved|gone|cleared|intact)\b|n't\b",
    re.I,
)
_PLAIN = frozenset(
    re.findall(
        r"\S+",
        """
        is are was were does do has have can there any a an the this that these it of in on at with to for and or
        i you we he she patient patient's show shows shown see seen visible present evidence sign signs found detect
        detected identify identified demonstrate demonstrates reveal reveals contain contains film image images picture
        study radiograph x-ray xray scan ct slice chest thorax hemithorax lung lungs field fields side sides sided
        left-sided right-sided heart eye breast head brain abdomen leg arm which what where located lie lies affected
        opaque
        """,
    )
)
"""Words that ask for presence and no more. Any other (cause, size, course, shape) asks for what is not known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer from findings."""

    holds: bool
    rests_on: tuple[str, ...]
    """Codes of the findings that it rests on."""


def asks_yes_no(question: str) -> bool:
    """Whether yes or no is asked for."""
    sided = {match.casefold() for match in _SIDES.findall(question)}
    choice = {"left", "right"} <= sided and re.search(r"\bor\b", question, re.I) is not None
    return _YES_NO.match(question) is not None and not choice


def yes_no(said: Conversation, vocabulary: Vocabulary) -> Verdict | None:
    """Answer to a question of yes or no about findings; None where it cannot be told for certain."""
    question = said.question or ""
    return stated(question, said, vocabulary) if asks_yes_no(question) else None


def stated(text: str, said: Conversation, vocabulary: Vocabulary) -> Verdict | None:
    """Whether what a text says of findings holds: a question, or an option.

    A text that denies is turned round only where it has one of a few plain forms about one finding; side and place are
    compared with what the tools reported. Everything else is left open.
    """
    asked = _asked(text, vocabulary)
    rest = _without_names(text, asked, vocabulary)
    if not asked or not _only_presence(rest):
        return None
    negative = len(_NEGATIVE.findall(rest))
    side = _side(rest)
    if side is None:
        return None
    place = _PLACES.search(_without_names(text, asked, vocabulary, places=True)) is not None
    verdicts = [_one(finding.code, side, said, vocabulary, place=place) for finding in asked]
    if negative or any(finding.presence == "absent" for finding in asked):
        return _denied(rest, negative, asked, verdicts)
    return _joined(rest, verdicts)


def chosen_side(said: Conversation, vocabulary: Vocabulary) -> tuple[Side, tuple[str, ...]] | None:
    """The side that a question asks for, where one finding is named whose sides are known; and what that rests on."""
    question = said.question or ""
    asked = _asked(question, vocabulary)
    rest = _without_names(question, asked, vocabulary)
    if len(asked) != 1 or _NEGATIVE.search(rest) or _PLACES.search(rest) or not _only_presence(rest):
        return None
    code = asked[0].code
    fact = said.facts.findings.get(code)
    there, away, rests_on = _sides(code, said)
    if fact is None or fact.presence != "present" or not there or there & away:
        return None
    if {"left", "right"} <= there:
        return "both", (code,)
    side: Side = "left" if "left" in there else "right"
    # Where the other side is not known to be free, "both" cannot be left out of the choice.
    return (side, (code, *rests_on)) if away else None


def not_judged(said: Conversation, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Names of what a question asks for, of which nothing is known because no tool that looked looks for it."""
    unlooked = {one.code for words in said.not_judged for one in read_note(words, vocabulary).findings}
    asked = _asked(said.question or "", vocabulary)
    open_ones = [one.code for one in asked if one.code not in said.facts.findings]
    return tuple(vocabulary.term(code).name for code in open_ones if unlooked & {code, *vocabulary.implied(code)})


def _asked(text: str, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """The findings named, without the general ones that another one implies."""
    named = read_note(text, vocabulary).findings
    general = {code for finding in named for code in vocabulary.implied(finding.code)}
    general |= {one.code for one in named if one.code.startswith("unilateral-") and _plain(one.code) in _codes(named)}
    return tuple(finding for finding in named if finding.code not in general) or named


def _codes(findings: Sequence[Finding]) -> set[str]:
    return {one.code for one in findings}


def _plain(code: str) -> str:
    return code.removeprefix("unilateral-").removeprefix("bilateral-")


def _without_names(text: str, asked: Sequence[Finding], vocabulary: Vocabulary, *, places: bool = False) -> str:
    """The text without the names of findings; a name keeps its side unless the side is part of what the code means.

    Args:
        text: Question or option.
        asked: Findings read in it, with spans.
        vocabulary: Names of the codes.
        places: Keep the words of place as well, unless they are part of what the code means.
    """
    for finding in sorted(asked, key=lambda one: one.span or (0, 0), reverse=True):
        if finding.span is None:
            continue
        start, end = finding.span
        meant = vocabulary.term(finding.code).name.casefold()
        kept = [word for word in _SIDES.findall(text[start:end]) if word.casefold() not in meant]
        if places:
            kept += [word for word in _PLACES.findall(text[start:end]) if word.casefold() not in meant]
        text = f"{text[:start]} {' '.join(kept)} {text[end:]}"
    return text


def _only_presence(rest: str) -> bool:
    """Whether a question without the names of its findings asks for no more than where they are or are not."""
    plain = _NEGATIVE.sub(" ", _PLACES.sub(" ", _SIDES.sub(" ", rest.casefold())))
    return set(re.findall(r"[\w'][\w'-]*", plain)) <= _PLAIN


def _side(text: str) -> Side | Literal[""] | None:
    """The side named; empty for none, None where more than one is."""
    sides = {"both" if one.casefold().startswith(("both", "bil")) else one.casefold() for one in _SIDES.findall(text)}
    if not sides:
        return ""
    if sides == {"left"}:
        return "left"
    if sides == {"right"}:
        return "right"
    return "both" if sides in ({"both"}, {"both", "left", "right"}) else None


def _one(
    code: str, side: Side | Literal[""], said: Conversation, vocabulary: Vocabulary, *, place: bool
) -> Verdict | None:
    """Whether one finding is there, on the side asked for."""
    fact = said.facts.findings.get(code)
    if fact is None:
        return _general_absent(code, said, vocabulary)
    if fact.presence != "present":
        return Verdict(holds=False, rests_on=(code,)) if fact.presence == "absent" else None
    there, away, rests_on = _sides(code, said)
    wanted = {"left", "right"} if side == "both" else {side} if side else set()
    if wanted & away and not there & away:
        return Verdict(holds=False, rests_on=(code, *rests_on))
    certain = wanted <= there and not wanted & away and not place
    return Verdict(holds=True, rests_on=(code,)) if certain else None


def _general_absent(code: str, said: Conversation, vocabulary: Vocabulary) -> Verdict | None:
    """What is not there at all is not there in a special form either."""
    for general in vocabulary.implied(code):
        known = said.facts.findings.get(general)
        if known is not None and known.presence == "absent":
            return Verdict(holds=False, rests_on=(general,))
    return None


def _sides(code: str, said: Conversation) -> tuple[set[str], set[str], tuple[str, ...]]:
    """Sides on which a finding was reported present, those reported free of it, and what the latter rests on.

    A side is free where the tool says so of the finding itself, or where it reports the finding on one side and, under
    the code for both sides, that it is not on both.
    """
    plain = _plain(code)
    there: set[str] = set()
    away: set[str] = set()
    rests_on: list[str] = []
    for one in said.sided:
        if _plain(one.code) != plain or one.laterality is None:
            continue
        named = {"left", "right"} if one.laterality == "bilateral" else {one.laterality}
        if one.presence == "present":
            there |= named
        elif one.presence == "absent" and one.code == plain:
            away |= named
            rests_on.append(one.code)
    both = said.facts.findings.get(f"bilateral-{plain}")
    single = said.facts.findings.get(f"unilateral-{plain}")
    one_sided = single is not None and single.presence == "present"
    if one_sided and both is not None and both.presence == "absent" and len(there) == 1:
        away |= {"left", "right"} - there
        rests_on += [f"bilateral-{plain}", f"unilateral-{plain}"]
    return there, away, tuple(dict.fromkeys(rests_on))


def _denied(rest: str, negative: int, asked: Sequence[Finding], verdicts: list[Verdict | None]) -> Verdict | None:
    """A text that denies a finding holds where the finding is not there.

    "Clear of X" is turned round; "clear lungs" says more than that X is absent, so that X can refute but not prove it.
    """
    verdict = verdicts[0]
    if len(asked) != 1 or verdict is None:
        return None
    if negative == 1 and (_ABSENCE.search(rest) or re.match(r"\W*no\b", rest, re.I)):
        return Verdict(holds=not verdict.holds, rests_on=verdict.rests_on)
    whole = negative == 0 and asked[0].presence == "absent"
    return Verdict(holds=False, rests_on=verdict.rests_on) if whole and verdict.holds else None


def _joined(rest: str, verdicts: list[Verdict | None]) -> Verdict | None:
    """Several findings: all of them, or with "or" any of them."""
    either = re.search(r"\bor\b", rest, re.I) is not None
    if either and re.search(r"\band\b", rest, re.I):
        return None
    for one in verdicts:
        if one is not None and one.holds == either and len(verdicts) > 1:
            return one
    known = [one for one in verdicts if one is not None]
    if len(known) < len(verdicts):
        return None
    holds = any(one.holds for one in known) if either else all(one.holds for one in known)
    return Verdict(holds=holds, rests_on=tuple(dict.fromkeys(code for one in known for code in one.rests_on)))
