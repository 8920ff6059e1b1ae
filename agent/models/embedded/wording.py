"""The embedded reasoner's answer as the JSON record that every model is asked for."""

import re
from typing import Any

from agent.appraisal.criteria import Applied
from agent.facts import Facts
from agent.models.embedded.alternatives import is_known_otherwise
from agent.models.embedded.conversation import Conversation
from agent.models.embedded.done import is_done
from agent.models.embedded.questions import Verdict, asks_yes_no, chosen_side, not_judged, stated, yes_no
from agent.models.embedded.reasoner import Ranked
from agent.models.embedded.unspecific import DEMOGRAPHIC
from guidelines import Criterion, Vocabulary
from tools.spoken import spoken

__all__ = ["answer_record"]

_SHOWN = 8
"""Most hypotheses in an answer [1]."""
_WORTH_TESTING = 0.05
"""Least probability of a condition whose tests are suggested [0-1]; ours, not published."""
_SIDE_OPTION = re.compile(
    r"(?:(?:on|in) )?(?:the )?(left|right|both|bilateral)(?:[- ](?:sided?|sides|lungs?|hemithorax))?\W*"
)
_WHICH_SIDE = re.compile(
    r"\b(?:which|what) (?:side|lung|hemithorax)\b|\bleft or (?:the )?right\b|\bright or (?:the )?left\b", re.I
)
_MISSING = 5
"""Most missing facts named [1]."""


def answer_record(said: Conversation, ranked: tuple[Ranked, ...], vocabulary: Vocabulary) -> dict[str, Any]:
    """Write the answer."""
    live = [one for one in ranked if not one.ruled_out]
    record: dict[str, Any] = {
        "differential": [_hypothesis(one, said.facts, vocabulary) for one in live[:_SHOWN]],
        "answer": None,
        "next_tests": _tests(live, said, vocabulary),
        "missing": _missing(live, said.facts, vocabulary),
        "abstain": None,
    }
    if said.question is not None:
        record["answer"], rests_on = _to_question(said, live, vocabulary)
        if rests_on:
            record["rests_on"] = list(rests_on)
        if record["answer"] is None and said.options:
            record["abstain"] = "None of the options can be told from the findings and the passages kept."
        elif record["answer"] is None and (unlooked := not_judged(said, vocabulary)):
            record["abstain"] = (
                f"The tools that looked at the images do not judge {' or '.join(unlooked)}, and nothing else that is "
                "known says whether it is there; somebody has to look."
            )
        elif record["answer"] is None and (asks_yes_no(said.question) or _WHICH_SIDE.search(said.question)):
            record["abstain"] = "What is known of the findings does not decide the question as it is put."
    if not live and record["answer"] is None and not (said.question and not_judged(said, vocabulary)):
        record["abstain"] = "No condition in the passages kept has enough of its criteria met by what is known."
    return record


def _hypothesis(one: Ranked, facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "condition": one.condition.id,
        "name": one.condition.name,
        "probability": round(one.probability, 3),
        "supports": [_claim(item, label, facts, vocabulary) for item, label in one.supports if _told(item)],
        "refutes": [_claim(item, label, facts, vocabulary) for item, label in one.refutes],
    }


def _told(item: Applied) -> bool:
    """Whether it is worth reading; sex without a published figure is not, though it counts."""
    published = item.criterion is not None and item.criterion.weight.kind == "likelihood_ratio"
    return published or item.name not in DEMOGRAPHIC


def _claim(item: Applied, label: str, facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    if item.rule is not None:
        return {"text": f"{item.rule.name}: {item.rule.meaning}", "cites": [label], "finding": None}
    criterion = item.criterion
    name = vocabulary.term(item.name).name if item.name in vocabulary else item.name
    if criterion is not None and criterion.operator is not None:
        measured = facts.quantities[item.name]
        relation = "meets" if item.met else "does not meet"
        # Images of a conversation are called by their numbers.
        is_one_of_several = len(facts.measured.get(item.name, ())) > 1
        where = f" ({measured.image.digest})" if measured.image is not None and is_one_of_several else ""
        text = f"{name} {spoken(measured)}{where} {relation} {criterion.operator} {criterion.value:g}"
    else:
        text = f"{name}: {'present' if item.met else 'absent'}"
        fact = facts.findings.get(item.name)
        if fact is not None and fact.certainty < 1.0:
            text += f" (certainty {fact.certainty:.2f})"
    return {"text": text + _figure(criterion, met=item.met), "cites": [label], "finding": item.name}


def _figure(criterion: Criterion | None, *, met: bool) -> str:
    if criterion is None:
        return ""
    weight = criterion.weight
    if weight.kind == "likelihood_ratio":
        ratio = weight.positive if met else weight.negative
        return f"; likelihood ratio {ratio:g}" if ratio is not None else ""
    return {"supportive": "; typical, no published figure", "required": "; required", "excluding": "; excludes it"}.get(
        weight.kind, ""
    )


def _tests(live: list[Ranked], said: Conversation, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for one in live:
        if one.probability < _WORTH_TESTING:
            continue
        for test, label in one.tests:
            if not is_done(test, said, vocabulary):
                out.setdefault(test, {"name": test, "condition": one.condition.id, "cites": [label]})
    return list(out.values())[:_SHOWN]


def _missing(live: list[Ranked], facts: Facts, vocabulary: Vocabulary) -> list[str]:
    names: dict[str, None] = {}
    for one in live[:3]:
        asked = [each for each in one.unknown if not is_known_otherwise(each.finding, facts)]
        for criterion in asked[:_MISSING]:
            if criterion.finding in vocabulary:
                names.setdefault(vocabulary.term(criterion.finding).name)
    return list(names)[:_MISSING]


def _to_question(said: Conversation, live: list[Ranked], vocabulary: Vocabulary) -> tuple[str | None, tuple[str, ...]]:
    """The answer, and the findings that it rests on where it rests on findings.

    Yes or no where that is asked, the side where sides are to choose from, else the option whose finding is there or
    whose condition ranks highest.
    """
    verdict = yes_no(said, vocabulary)
    if not said.options:
        return _in_words(said, live, verdict, vocabulary)
    words = [option.strip().casefold() for option in said.options]
    if {"yes", "no"} & set(words):
        word = None if verdict is None else "yes" if verdict.holds else "no"
        return (_letter(words.index(word)), verdict.rests_on) if verdict and word in words else (None, ())
    if len(words) > 1 and all(_SIDE_OPTION.fullmatch(word) for word in words):
        side = chosen_side(said, vocabulary)
        places = [index for index, word in enumerate(words) if side is not None and _side_of(word) == side[0]]
        return (_letter(places[0]), side[1]) if side is not None and len(places) == 1 else (None, ())
    return _best(said, live, vocabulary)


def _in_words(
    said: Conversation, live: list[Ranked], verdict: Verdict | None, vocabulary: Vocabulary
) -> tuple[str | None, tuple[str, ...]]:
    """The answer to a question without options."""
    if verdict is not None:
        return ("yes" if verdict.holds else "no"), verdict.rests_on
    if _WHICH_SIDE.search(said.question or ""):
        return chosen_side(said, vocabulary) or (None, ())
    asks_what = live and not asks_yes_no(said.question or "") and _asks_what(said.question or "")
    return (live[0].condition.name if asks_what else None), ()


def _best(said: Conversation, live: list[Ranked], vocabulary: Vocabulary) -> tuple[str | None, tuple[str, ...]]:
    """The one option that is most probable or that alone says what is there."""
    scores = [_option_score(option, live) for option in said.options]
    best = max(scores)
    if best > 0:
        return (_letter(scores.index(best)), ()) if scores.count(best) == 1 else (None, ())
    verdicts: list[Verdict | None] = [stated(option, said, vocabulary) for option in said.options]
    true = [(index, one) for index, one in enumerate(verdicts) if one is not None and one.holds]
    return (_letter(true[0][0]), true[0][1].rests_on) if len(true) == 1 else (None, ())


def _option_score(option: str, live: list[Ranked]) -> float:
    for one in live:
        names = (one.condition.name, *one.condition.synonyms)
        if any(_has(option, name) or _has(name, option) for name in names):
            return one.probability
    return 0.0


def _has(text: str, words: str) -> bool:
    """Whether the words stand in the text as whole words."""
    words = words.strip().casefold()
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text.casefold()) is not None


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _side_of(option: str) -> str:
    found = _SIDE_OPTION.fullmatch(option)
    word = found.group(1) if found else ""
    return "both" if word.startswith(("both", "bil")) else word


def _asks_what(question: str) -> bool:
    return any(word in question.casefold() for word in ("diagnos", "condition", "disease", "what is wrong", "cause"))
