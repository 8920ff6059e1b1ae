"""The embedded reasoner's answer as the JSON record that every model is asked for."""

from typing import Any

from agent.appraisal.criteria import Applied
from agent.facts import Facts
from agent.models.embedded.conversation import Conversation
from agent.models.embedded.reasoner import Ranked
from guidelines import Criterion, Vocabulary
from tools.notes import read_note

__all__ = ["answer_record"]

_SHOWN = 8
"""Most hypotheses in an answer [1]."""
_WORTH_TESTING = 0.05
"""Least probability of a condition whose tests are suggested [0-1]; ours, not published."""
_MISSING = 5
"""Most missing facts named [1]."""


def answer_record(said: Conversation, ranked: tuple[Ranked, ...], vocabulary: Vocabulary) -> dict[str, Any]:
    """Write the answer."""
    live = [one for one in ranked if not one.ruled_out]
    record: dict[str, Any] = {
        "differential": [_hypothesis(one, said.facts, vocabulary) for one in live[:_SHOWN]],
        "answer": None,
        "next_tests": _tests(live),
        "missing": _missing(live, vocabulary),
        "abstain": None,
    }
    if said.question is not None:
        record["answer"] = _to_question(said, live, vocabulary)
        asked = _asked_findings(said, vocabulary)
        if record["answer"] is not None and _yes_no(said, vocabulary) is not None:
            record["rests_on"] = list(asked)
        if record["answer"] is None and said.options:
            record["abstain"] = "None of the options can be told from the findings and the passages kept."
    if not live and record["answer"] is None:
        record["abstain"] = "No condition in the passages kept has enough of its criteria met by what is known."
    return record


def _hypothesis(one: Ranked, facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "condition": one.condition.id,
        "name": one.condition.name,
        "probability": round(one.probability, 3),
        "supports": [_claim(item, label, facts, vocabulary) for item, label in one.supports],
        "refutes": [_claim(item, label, facts, vocabulary) for item, label in one.refutes],
    }


def _claim(item: Applied, label: str, facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    if item.rule is not None:
        return {"text": f"{item.rule.name}: {item.rule.meaning}", "cites": [label], "finding": None}
    criterion = item.criterion
    name = vocabulary.term(item.name).name if item.name in vocabulary else item.name
    if criterion is not None and criterion.operator is not None:
        measured = facts.quantities[item.name]
        relation = "meets" if item.met else "does not meet"
        text = f"{name} {measured.value:g} {measured.unit} {relation} {criterion.operator} {criterion.value:g}"
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


def _tests(live: list[Ranked]) -> list[dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for one in live:
        if one.probability < _WORTH_TESTING:
            continue
        for test, label in one.tests:
            out.setdefault(test, {"name": test, "condition": one.condition.id, "cites": [label]})
    return list(out.values())[:_SHOWN]


def _missing(live: list[Ranked], vocabulary: Vocabulary) -> list[str]:
    names: dict[str, None] = {}
    for one in live[:3]:
        for criterion in one.unknown[:_MISSING]:
            if criterion.finding in vocabulary:
                names.setdefault(vocabulary.term(criterion.finding).name)
    return list(names)[:_MISSING]


def _to_question(said: Conversation, live: list[Ranked], vocabulary: Vocabulary) -> str | None:
    """The option whose condition ranks highest, or whose finding is there; yes or no where one is asked for."""
    if said.options:
        scores = [_option_score(option, live, said.facts, vocabulary) for option in said.options]
        best = max(scores)
        if best > 0 and scores.count(best) == 1:
            return chr(ord("A") + scores.index(best))
        yes_no = [option.strip().casefold() for option in said.options]
        verdict = _yes_no(said, vocabulary)
        return chr(ord("A") + yes_no.index(verdict)) if verdict in yes_no else None
    verdict = _yes_no(said, vocabulary)
    if verdict is not None:
        return verdict
    return live[0].condition.name if live and _asks_what(said.question or "") else None


def _option_score(option: str, live: list[Ranked], facts: Facts, vocabulary: Vocabulary) -> float:
    text = option.casefold()
    for one in live:
        names = (one.condition.name, *one.condition.synonyms)
        if any(name.casefold() in text or text in name.casefold() for name in names if name and text):
            return one.probability
    codes = {finding.code for finding in read_note(option, vocabulary).findings if finding.presence == "present"}
    there = codes & set(facts.present)
    return 0.01 * len(there) / len(codes) if codes else 0.0


def _yes_no(said: Conversation, vocabulary: Vocabulary) -> str | None:
    """Yes or no to a question about a finding that is known to be there or not."""
    opening = (said.question or "").strip().casefold().split(" ", 1)[0]
    if opening not in {"is", "are", "does", "do", "was", "were", "has", "have", "can"}:
        return None
    facts = [said.facts.findings[code] for code in _asked_findings(said, vocabulary)]
    if not facts or any(fact.presence == "uncertain" for fact in facts):
        return None
    return "yes" if all(fact.presence == "present" for fact in facts) else "no"


def _asked_findings(said: Conversation, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Codes of the findings that the question names and that something is known about."""
    named = (finding.code for finding in read_note(said.question or "", vocabulary).findings)
    return tuple(code for code in named if code in said.facts.findings)


def _asks_what(question: str) -> bool:
    return any(word in question.casefold() for word in ("diagnos", "condition", "disease", "what is wrong", "cause"))
