"""The filter itself: one passage after another, kept with a stance or rejected with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.appraisal.contradictions import with_contradictions
from agent.appraisal.criteria import apply_criterion, apply_rule
from agent.appraisal.ingested import say_to
from agent.appraisal.poison import claims_authority, gives_instructions
from agent.appraisal.relevance import asked_share, findings_share, rarity, says
from agent.budget import Thresholds
from agent.evidence import Evidence, Rejected, RejectedReason, Stance
from agent.facts import Facts
from agent.state import Found
from corpora import Passage
from corpora.tokens import tokenise
from guidelines import Criterion, Library, Vocabulary

__all__ = ["Judged", "judge"]

_ASKED = 0.5
"""A passage without a shared finding must have this share [0-1] of the words of a question; ours, not published."""
_OPINION = 0.5
"""Probability of Yes [0-1] from which on a passage is kept: where Yes is as likely as No."""
_SAME = 0.9
"""Jaccard similarity of words [0-1] from which on two passages are the same one; ours, not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The outcome of the filter over the hits of one step."""

    kept: tuple[Evidence, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What every passage of a step is judged by."""

    facts: Facts
    question: str | None
    library: Library
    vocabulary: Vocabulary
    thresholds: Thresholds
    in_play: frozenset[str]
    """Conditions that passages kept earlier speak about."""
    opinions: Mapping[str, float] = field(default_factory=dict)
    """What a served model thinks of passages, by id [0-1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    passage: Passage
    query: str
    relevance: float = 0.0
    reason: RejectedReason | None = None
    detail: str = ""
    flags: tuple[str, ...] = ()


def judge(
    found: Sequence[Found],
    facts: Facts,
    question: str | None,
    earlier: Sequence[Evidence],
    library: Library,
    vocabulary: Vocabulary,
    thresholds: Thresholds,
    opinions: Mapping[str, float] | None = None,
) -> Judged:
    """Keep or reject every passage.

    Args:
        found: What the queries found, best first within each.
        facts: What is known about the patient.
        question: What was asked, where something was.
        earlier: Passages kept before in this case; found again they are duplicates.
        library: Criteria and populations of guideline passages.
        vocabulary: Words that findings go by.
        thresholds: Least relevance and most passages kept.
        opinions: Probability, by id of the passage, that it helps with the question [0-1], where a model was asked.

    Returns:
        Kept passages with labels that continue those of `earlier`, most relevant first; and every rejected one with
        its reason.
    """
    bench = _Bench(
        facts=facts,
        question=question,
        library=library,
        vocabulary=vocabulary,
        thresholds=thresholds,
        in_play=frozenset(item.condition for one in earlier for item in _criteria(one.passage, library)),
        opinions=opinions or {},
    )
    verdicts = [_look(passage, one.query, bench) for one in found for passage in one.passages]
    verdicts = _without_duplicates(verdicts, earlier)
    verdicts = _without_contradicted(verdicts, library)
    good = sorted((one for one in verdicts if one.reason is None), key=lambda one: (-one.relevance, one.passage.id))
    chosen = good[: thresholds.kept]
    said = say_to(question, [one.passage for one in chosen]) if question else {}
    kept = [_keep(number, one, bench, said) for number, one in enumerate(chosen, start=len(earlier) + 1)]
    rejected = [
        Rejected(passage=one.passage.id, query=one.query, reason=one.reason, detail=one.detail)
        for one in verdicts
        if one.reason is not None
    ]
    rejected += [
        Rejected(
            passage=one.passage.id,
            query=one.query,
            reason="does not bear on the question",
            detail=f"Less relevant ({one.relevance:.2f}) than the {thresholds.kept} passages that were kept.",
        )
        for one in good[thresholds.kept :]
    ]
    return Judged(kept=with_contradictions(kept), rejected=tuple(rejected))


def _look(passage: Passage, query: str, bench: _Bench) -> _Verdict:
    if passage.superseded_by is not None:
        return _no(passage, query, "superseded", f"Replaced by {passage.superseded_by}.")
    if passage.wording == "ingested" and gives_instructions(passage.text):
        return _no(passage, query, "unsafe", "It contains instructions to a model, so none of it is used.")
    fits = _fits(passage, bench.facts, bench.library)
    if fits is False:
        return _no(passage, query, "wrong population", "Its population does not include this patient.")
    shared, words, relevance = _relevance(passage, bench)
    opinion = bench.opinions.get(passage.id)
    if opinion is not None and opinion >= _OPINION:
        words, relevance = 1.0, max(relevance, opinion)
    turned_down = _turned_down(shared, words, relevance, opinion, bench.thresholds.relevance)
    if turned_down is not None:
        return _no(passage, query, *turned_down)
    flags = ("Whether its population includes this patient is not known.",) if fits is None else ()
    if passage.wording == "ingested" and claims_authority(passage.text):
        flags = (*flags, "It claims to stand above other sources; that claim has no weight here.")
    return _Verdict(passage=passage, query=query, relevance=relevance, flags=flags)


def _turned_down(
    shared: float, words: float, relevance: float, opinion: float | None, least: float
) -> tuple[RejectedReason, str] | None:
    """Why a passage does not bear on the case; None where it does."""
    if opinion is not None and opinion < _OPINION:
        detail = f"The model holds it for no help with the question (probability of Yes {opinion:.2f})."
        return "does not bear on the question", detail
    if shared == 0.0 and words < _ASKED:
        return "off-topic", "It speaks of none of the findings present, nor of what was asked."
    if relevance < least:
        detail = f"It speaks of {shared:.0%} of the findings by weight, less than {least:.0%}."
        return "does not bear on the question", detail
    return None


def _relevance(passage: Passage, bench: _Bench) -> tuple[float, float, float]:
    """Share of the findings, share of the words asked for, and the relevance that they make [0-1]."""
    library = bench.library
    shared = findings_share(says(passage, library, bench.vocabulary), bench.facts, rarity(library))
    words = asked_share(bench.question, passage) if bench.question else 0.0
    relevance = max(shared, words if words >= _ASKED else 0.0)
    if shared > 0.0 and any(item.condition in bench.in_play for item in _criteria(passage, library)):
        # It decides about a condition that is being considered, however common the finding that they share.
        relevance = max(relevance, bench.thresholds.relevance)
    return shared, words, relevance


def _fits(passage: Passage, facts: Facts, library: Library) -> bool | None:
    for guideline in library.guidelines:
        if guideline.id == passage.document:
            return facts.patient.fits(guideline.population)
    return True


def _without_duplicates(verdicts: list[_Verdict], earlier: Sequence[Evidence]) -> list[_Verdict]:
    """The same passage, or nearly the same words, counts once."""
    seen = {one.passage.id for one in earlier}
    texts = [set(tokenise(one.passage.text)) for one in earlier]
    out: list[_Verdict] = []
    for one in verdicts:
        if one.reason is not None:
            out.append(one)
            continue
        words = set(tokenise(one.passage.text))
        same = one.passage.id in seen or any(
            len(words & other) >= _SAME * len(words | other) for other in texts if words or other
        )
        if same:
            out.append(_no(one.passage, one.query, "duplicate", "The same text was already judged in this case."))
            continue
        seen.add(one.passage.id)
        texts.append(words)
        out.append(one)
    return out


def _without_contradicted(verdicts: list[_Verdict], library: Library) -> list[_Verdict]:
    """Of two passages that say opposite things of one finding and condition, the newer stands; both are shown."""
    says_of: dict[tuple[str, str], list[tuple[int, bool, _Verdict]]] = {}
    for one in (verdict for verdict in verdicts if verdict.reason is None):
        for criterion in _criteria(one.passage, library):
            towards = _towards(criterion)
            if towards is not None:
                key = (criterion.condition, criterion.finding)
                says_of.setdefault(key, []).append((one.passage.source.year or 0, towards, one))
    lost = _older(says_of)
    return [
        _no(one.passage, one.query, "contradicts", lost[one.passage.id])
        if one.reason is None and one.passage.id in lost
        else one
        for one in verdicts
    ]


def _older(says_of: dict[tuple[str, str], list[tuple[int, bool, _Verdict]]]) -> dict[str, str]:
    """The passages that a newer one contradicts, with the sentence that says so."""
    lost: dict[str, str] = {}
    for (condition, finding), several in says_of.items():
        newest = max(several, key=lambda item: (item[0], item[2].passage.id))
        for _, towards, one in several:
            if towards != newest[1]:
                newer = newest[2].passage.id
                lost[one.passage.id] = f"{newer}, which is newer, says the opposite of {finding} in {condition}."
    return lost


def _towards(criterion: Criterion) -> bool | None:
    """Whether meeting it speaks for (True) or against (False) its condition; None where it depends on a limit."""
    if criterion.operator is not None or criterion.population is not None:
        return None
    if criterion.weight.kind == "excluding":
        return False
    if criterion.weight.kind == "likelihood_ratio":
        return None if criterion.weight.positive is None else criterion.weight.positive >= 1.0
    return True


def _criteria(passage: Passage, library: Library) -> tuple[Criterion, ...]:
    guideline, _, anchor = passage.id.partition("#")
    if not any(one.id == guideline for one in library.guidelines):
        return ()
    return library.criteria_at(guideline, anchor)


def _keep(number: int, one: _Verdict, bench: _Bench, said: Mapping[str, tuple[Stance, str]]) -> Evidence:
    stance, why = said.get(one.passage.id) or _stance(one.passage, bench.facts, bench.library)
    return Evidence(
        label=f"E{number}",
        passage=one.passage,
        query=one.query,
        relevance=round(min(1.0, one.relevance), 4),
        stance=stance,
        reason=why,
        flags=one.flags,
    )


def _stance(passage: Passage, facts: Facts, library: Library) -> tuple[Stance, str]:
    """What the passage's own criteria come to, given the facts."""
    criteria = _criteria(passage, library)
    applied = [one for one in (apply_criterion(criterion, facts) for criterion in criteria) if one is not None]
    if criteria:
        guideline, _, anchor = passage.id.partition("#")
        rules = library.rules_at(guideline, anchor)
        applied += [one for rule in rules for one in apply_rule(rule, criteria, facts)]
    if not applied:
        return "NOT_ENOUGH_INFO", "It is about what was found, but states no criterion that can be checked here."
    names = ", ".join(sorted({one.name for one in applied}))
    if any(one.rules_out for one in applied):
        return "REFUTES", f"One of its criteria rules its condition out ({names})."
    total = sum(one.log_ratio for one in applied)
    if total > 0:
        return "SUPPORTS", f"Its criteria on {names} speak for its condition."
    return "REFUTES", f"Its criteria on {names} speak against its condition."


def _no(passage: Passage, query: str, reason: RejectedReason, detail: str) -> _Verdict:
    return _Verdict(passage=passage, query=query, reason=reason, detail=detail)
