"""What is missing becomes new queries, from the reasoning, never from the options; look-alike images help if there."""

import re
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from agent import prompts
from agent.budget import Spent
from agent.context import Context
from agent.facts import gather
from agent.messages import text_of, user
from agent.routing import best
from agent.state import State, Update
from agent.trace import Step
from corpora.expansion import reformulate as in_search_words
from corpora.images import ImageHit
from tools.notes import neutralise

__all__ = ["reformulate"]

_HYPOTHESES = 3
"""Leading hypotheses that get a query of their own in a round; ours, not published."""
_LONGEST = 300
"""Longest query [characters]."""
_RATIONALE = 1_000
"""Longest rationale query [characters]: the rationale-query paper asks with the whole reasoning; its beginning names
what the case is about, and one query of that length still takes milliseconds."""
_SUB_QUESTIONS = 2
"""Sub-questions of the question asked that get a query of their own in a round; ours, not published."""
_ALIKE = 3
"""Look-alike images whose captions are asked for and whose reports are shown; Med-RwR adds one."""
_REPORT = 600
"""Longest report of a look-alike that is shown [characters]; the impression of a chest film is a third of it."""


async def reformulate(state: State, runtime: Runtime[Context]) -> Update:
    """Make queries that were not asked yet."""
    context = runtime.context
    began = monotonic()
    standing = best(state)
    record: Mapping[str, Any] = (standing.answer.record if standing else None) or {}
    missing = [str(one) for one in record.get("missing") or () if isinstance(one, str)]
    alike = _alike(state, context) if context.switches.reformulation else ()
    queries = _new(state, context, record, missing, alike) if context.switches.reformulation else _repeated(state)
    if not queries:
        step = Step(
            node="reformulate",
            kind="reformulated",
            summary="Nothing new to ask; the answer stands as it is.",
            seconds=monotonic() - began,
        )
        return {"queries": (), "spent": Spent(retrievals=1), "steps": (step,)}
    confidence = standing.confidence.value if standing else 0.0
    notice = prompts.render(
        "again",
        confidence=f"{confidence:.2f}",
        threshold=f"{context.thresholds.answer:.2f}",
        missing="; ".join(neutralise(one) for one in missing[:4]) or "evidence that decides between the hypotheses",
    )
    step = Step(
        node="reformulate",
        kind="reformulated",
        summary="Asks again: " + " | ".join(queries),
        detail={
            "queries": list(queries),
            "missing": missing,
            "round": state.spent.retrievals + 1,
            **({"alike": [{"id": one.record.id, "cosine": round(one.cosine, 4)} for one in alike]} if alike else {}),
        },
        seconds=monotonic() - began,
    )
    told = (user(notice), *((user(_reports(alike)),) if alike else ()))
    return {"queries": queries, "messages": told, "spent": Spent(retrievals=1), "steps": (step,)}


def _new(
    state: State, context: Context, record: Mapping[str, Any], missing: list[str], alike: Sequence[ImageHit]
) -> tuple[str, ...]:
    """Queries in other words that were not asked yet."""
    asked = {one.casefold() for one in _asked(state)}
    candidates = [
        *_by_hypothesis(record, missing),
        _by_findings(state, context),
        _by_reasoning(state, context),
        *_by_question(state),
        *(neutralise(one.record.caption)[:_LONGEST] for one in alike),
    ]
    return tuple(dict.fromkeys(query for query in candidates if query and query.casefold() not in asked))


def _repeated(state: State) -> tuple[str, ...]:
    """What was asked before, word for word; where nothing was, the question itself."""
    return tuple(dict.fromkeys(_asked(state))) or ((state.question[:_LONGEST],) if state.question else ())


def _asked(state: State) -> list[str]:
    """Every query of this case so far."""
    return [
        str(query["query"])
        for step in state.steps
        if step.kind == "searched"
        for query in step.detail.get("queries", ())
    ]


def _by_hypothesis(record: Mapping[str, Any], missing: list[str]) -> list[str]:
    """One query for each leading hypothesis, with what its criteria still ask for."""
    ranked = record.get("differential") or ()
    names = [str(one.get("name") or one.get("condition")) for one in ranked if isinstance(one, Mapping)][:_HYPOTHESES]
    more = " ".join(missing[:2])
    return [f"diagnosis of {name} {more}".strip()[:_LONGEST] for name in names]


def _by_findings(state: State, context: Context) -> str:
    """The rationale query: everything found, in the field's words; options stay out."""
    facts = gather(state.findings, state.measurements, state.patient, context.vocabulary)
    names = [context.vocabulary.term(code).name for code in facts.present if code in context.vocabulary]
    return f"causes of {', '.join(names)}"[:_LONGEST] if names else ""


def _by_reasoning(state: State, context: Context) -> str:
    """The rationale query of a model that reasons in words: its reasoning, without its answer and any option."""
    if context.profile.kind != "served":
        return ""
    last = next((one for one in reversed(state.messages) if isinstance(one, AIMessage)), None)
    text = text_of(last) if last is not None else ""
    standing = best(state)
    if standing is not None and standing.answer.text:
        text = text.replace(standing.answer.text, " ")
    for option in sorted(state.options, key=len, reverse=True):
        text = re.sub(re.escape(option), " ", text, flags=re.IGNORECASE)
    words = re.sub(r"<[^<>]{0,60}>|\s+", " ", text)
    return neutralise(re.sub(r"\s+", " ", words).strip())[:_RATIONALE]


def _by_question(state: State) -> list[str]:
    """The question in clinical words, and its parts where it has several; options stand elsewhere and stay out."""
    if not state.question:
        return []
    said = in_search_words(state.question)
    parts = said.questions[:_SUB_QUESTIONS] if len(said.questions) > 1 else ()
    once = " ".join(dict.fromkeys(said.words.split()))
    return [neutralise(one)[:_LONGEST] for one in (once, *parts)]


def _alike(state: State, context: Context) -> tuple[ImageHit, ...]:
    """Images that look like the first one, where an index of such was given; once a case, since it does not change."""
    if context.look_alikes is None or not state.images or any("alike" in step.detail for step in state.steps):
        return ()
    return tuple(context.look_alikes.search(context.store.get(state.images[0]).shown(), _ALIKE))


def _reports(alike: Sequence[ImageHit]) -> str:
    """What was reported of them, as a model reads it: other people's data, fenced."""
    lines = [
        f"{number}. (likeness {one.cosine:.2f}) {neutralise(one.record.report or one.record.caption)[:_REPORT]}"
        for number, one in enumerate(alike, start=1)
    ]
    return prompts.render("alike", reports="\n".join(lines))
