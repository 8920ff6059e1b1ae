"""Verify every citation against what was retrieved, and assemble the diagnosis, or abstain."""

from dataclasses import asdict, replace
from time import monotonic

from langgraph.runtime import Runtime

from agent import prompts
from agent.answer_record import AnswerRecord, HypothesisRecord, read_answer
from agent.citing import Citations
from agent.comparison import changes
from agent.confidence import option_of
from agent.conflicts import conflicts
from agent.context import Context
from agent.diagnosis import Claim, Confidence, Diagnosis, Hypothesis, NextTest, Status, Usage
from agent.repeating import Repetition
from agent.routing import best
from agent.state import Attempt, State, Update
from agent.trace import Step, Trace
from tools.finding import Finding, Measurement
from tools.resampling import to_parent

__all__ = ["conclude"]


async def conclude(state: State, runtime: Runtime[Context]) -> Update:
    """Turn the answer that stands into a diagnosis whose every claim can be checked."""
    context = runtime.context
    began = monotonic()
    standing = best(state)
    record, unreadable = read_answer(standing.answer) if standing else (AnswerRecord(), ())
    repetition = Repetition(state.measurements)
    record = repetition.record(record)
    findings = tuple(_on_study(one, context) for one in state.findings)
    numbers = {ref.digest: number for number, ref in enumerate(state.images[: state.studied], start=1)}
    codes = frozenset(one.code for one in findings) | frozenset(one.code for one in state.measurements)
    citations = Citations(state.evidence, codes)
    differential = tuple(
        one for one in (_hypothesis(entry, citations, context) for entry in record.differential) if one is not None
    )
    tests = tuple(
        NextTest(name=entry.name, condition=entry.condition, citations=labels)
        for entry in record.next_tests
        if (labels := citations.resolve(entry.cites, entry.name))
    )
    confidence = standing.confidence if standing else Confidence(value=0.0, method="none", meaning="No answer.")
    status, reason = _status(state, context, standing, record, differential)
    chosen = option_of(standing.answer, state.options) if standing else None
    spoken = state.options[chosen] if chosen is not None else record.answer
    if chosen is not None:
        repetition.option(state.options[chosen])
    diagnosis = Diagnosis(
        case_id=state.case_id,
        status=status,
        reason=reason,
        model=f"{context.profile.name}: {context.profile.title}",
        question=state.question,
        answer=spoken if not _doubt(state, context, standing, record, differential) else None,
        images=state.images[: state.studied],
        basis=_basis(record, findings),
        differential=differential,
        findings=findings,
        measurements=tuple(_of_study(one, context) for one in state.measurements),
        not_judged=state.not_judged,
        changes=changes(state.seen, state.earlier, state.studied),
        earlier=state.earlier,
        given=state.given,
        citations=citations.used,
        confidence=confidence,
        red_flags=state.red_flags,
        next_tests=tests,
        missing=tuple(record.missing),
        rejected=state.rejected,
        dropped=(*unreadable, *citations.dropped, *repetition.corrected),
        notes=(*state.notes, *conflicts(findings, numbers)),
        degraded=tuple(dict.fromkeys(state.degraded)),
        usage=_usage(state, context),
    )
    step = Step(
        node="conclude",
        kind="concluded",
        summary=f"{status}: {reason}",
        detail={
            "status": status,
            "differential": [[one.condition, one.probability] for one in differential],
            "citations": [one.passage for one in citations.used],
            "dropped": list(diagnosis.dropped),
        },
        seconds=monotonic() - began,
    )
    trace = Trace(steps=(*state.steps, step), settings=_settings(context))
    return {"diagnosis": replace(diagnosis, trace=trace), "steps": (step,)}


def _basis(record: AnswerRecord, findings: tuple[Finding, ...]) -> tuple[Claim, ...]:
    """The findings that the answer rests on, as claims that point to them."""
    by_code = {one.code: one for one in findings}
    return tuple(
        Claim(text=f"{by_code[code].name}: {by_code[code].presence}", finding=code)
        for code in record.rests_on
        if code in by_code
    )


def _hypothesis(entry: HypothesisRecord, citations: Citations, context: Context) -> Hypothesis | None:
    supports = tuple(one for one in (citations.claim(claim) for claim in entry.supports) if one is not None)
    refutes = tuple(one for one in (citations.claim(claim) for claim in entry.refutes) if one is not None)
    if not any(claim.citations for claim in supports):
        citations.dropped.append(f"{entry.name!r} was dropped from the differential: no passage kept supports it.")
        return None
    known = context.library.conditions.get(entry.condition)
    return Hypothesis(
        condition=entry.condition or entry.name.casefold().replace(" ", "-"),
        name=known.name if known else entry.name,
        probability=entry.probability,
        supports=supports,
        refutes=refutes,
        icd10=known.icd10 if known else None,
        snomed=known.snomed if known else None,
        urgent=known.urgent if known else False,
    )


def _status(
    state: State,
    context: Context,
    standing: Attempt | None,
    record: AnswerRecord,
    differential: tuple[Hypothesis, ...],
) -> tuple[Status, str]:
    """The status and why. A failure stays one; else danger comes before doubt, and is shown first in any case."""
    turn = state.turn
    if standing is None and turn is not None and turn.outcome == "failed":
        return "failed", turn.reason
    if record.refuse:
        return "refused", record.refuse
    doubt = _doubt(state, context, standing, record, differential)
    if state.red_flags:
        beside = f" Otherwise: {doubt}" if doubt else ""
        return "escalate", f"The history has a sign of danger: {state.red_flags[0].message}{beside}"
    return ("insufficient_evidence", doubt) if doubt else _answered(state, differential)


def _answered(state: State, differential: tuple[Hypothesis, ...]) -> tuple[Status, str]:
    """The kind of an answer that stands."""
    if differential and differential[0].urgent:
        return "escalate", f"The leading diagnosis, {differential[0].name}, is urgent where it is true."
    if state.degraded:
        return "degraded", "An answer, but something did not work: " + "; ".join(dict.fromkeys(state.degraded))
    return "answered", "Supported by the passages cited."


def _doubt(
    state: State,
    context: Context,
    standing: Attempt | None,
    record: AnswerRecord,
    differential: tuple[Hypothesis, ...],
) -> str:
    """Why no answer should be given, or an empty string."""
    if standing is None:
        spent = state.turn.reason if state.turn else ""
        return f"No answer was reached{': ' + spent if spent else ''}."
    if record.abstain:
        return record.abstain
    rests = bool(_basis(record, state.findings))
    if context.switches.retrieval and not state.evidence and not rests:
        return "Nothing retrieved survived the evidence filter, so there is nothing to base an answer on."
    answers_question = state.question is not None and record.answer is not None
    if not differential and not answers_question:
        return "No hypothesis is supported by a passage kept in this case."
    asked, reached = context.thresholds.answer, standing.confidence.value
    if reached < asked:
        return f"The best answer reached a confidence of {reached:.2f}; {asked:.2f} is asked."
    return ""


def _on_study(finding: Finding, context: Context) -> Finding:
    """A finding made on a crop, placed on the study's own image."""
    while finding.image is not None:
        image = context.store.get(finding.image)
        if image.origin is None:
            break
        region = to_parent(image, finding.region) if finding.region is not None else None
        finding = replace(finding, region=region, image=image.origin.parent)
    return finding


def _of_study(one: Measurement, context: Context) -> Measurement:
    """A measurement made on a crop, named with the study's own image; its value is of the patient and stays."""
    while one.image is not None and (origin := context.store.get(one.image).origin) is not None:
        one = replace(one, image=origin.parent)
    return one


def _usage(state: State, context: Context) -> Usage:
    return Usage(
        steps=state.spent.steps,
        calls=state.spent.calls,
        retrievals=state.spent.retrievals,
        images=len(state.images),
        tokens=state.spent.tokens,
        seconds=round(context.budget.seconds - context.seconds_left, 3),
    )


def _settings(context: Context) -> dict[str, object]:
    return {
        "profile": context.profile.name,
        "profile_verified": context.profile.verified,
        "profile_unverified": list(context.profile.unverified),
        "model": context.profile.title,
        "prompts": prompts.versions(),
        "library": context.library.checksum,
        "corpora": {corpus.name: corpus.checksum for corpus in context.corpora},
        "tools": sorted(context.tools),
        "budget": asdict(context.budget),
        "thresholds": asdict(context.thresholds),
        "switches": asdict(context.switches),
    }
