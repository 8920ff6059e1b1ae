"""The evidence filter: keep or reject each retrieved passage, with a reason, and put what survives before the model."""

from collections import Counter
from time import monotonic

from langgraph.runtime import Runtime

from agent import prompts
from agent.appraisal import Judged, judge
from agent.appraisal.asked import Opinions, ask_relevance
from agent.appraisal.relevance import findings_share, rarity, says
from agent.appraisal.unfiltered import keep_everything
from agent.budget import Spent
from agent.context import Context
from agent.dialects import dialect
from agent.evidence_text import write_evidence
from agent.facts import Facts, Patient, gather
from agent.messages import user
from agent.state import State, Update
from agent.trace import Step
from tools.notes import neutralise

__all__ = ["appraise"]


async def appraise(state: State, runtime: Runtime[Context]) -> Update:
    """Judge what the last search found."""
    context = runtime.context
    began = monotonic()
    facts = gather(state.findings, state.measurements, state.patient, context.vocabulary)
    opinions = await _opinions(state, context)
    judged = _judged(state, facts, context, opinions)
    reasons = Counter(one.reason for one in judged.rejected)
    said = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    remark = f"{len(judged.rejected)} passages were rejected ({said})." if judged.rejected else ""
    if not judged.kept:
        remark = f"No passage survived the evidence filter. {remark}".strip()
    others = _for_other_ages(state, judged, facts, context)
    if others:
        remark += f" {others} of them bear on these findings, but are for people of another age."
    queries = " | ".join(one.query for one in state.found)
    text = prompts.render(
        "evidence",
        query=neutralise(queries).replace('"', "'")[:400],
        passages=write_evidence(judged.kept, context.library, criteria=context.profile.reads_criteria),
        remark=remark,
    )
    step = Step(
        node="appraise",
        kind="appraised",
        summary=f"Kept {len(judged.kept)}, rejected {len(judged.rejected)}" + (f" ({said})" if said else "") + ".",
        detail={
            "kept": [
                {
                    "label": one.label,
                    "passage": one.passage.id,
                    "relevance": one.relevance,
                    "stance": one.stance,
                    "reason": one.reason,
                    "flags": list(one.flags),
                }
                for one in judged.kept
            ],
            "rejected": [
                {"passage": one.passage, "reason": one.reason, "detail": one.detail} for one in judged.rejected
            ],
            **({"opinions": opinions.relevant} if opinions.relevant else {}),
        },
        seconds=monotonic() - began,
    )
    return {
        "found": (),
        "evidence": judged.kept,
        "rejected": judged.rejected,
        "messages": (user(dialect(context.profile.dialect).respond("passages", text)),),
        "steps": (step,),
        "spent": opinions.spent,
        "degraded": opinions.degraded,
    }


def _judged(state: State, facts: Facts, context: Context, opinions: Opinions) -> Judged:
    if not context.switches.filter:
        return keep_everything(state.found, state.evidence)
    return judge(
        state.found,
        facts,
        state.question,
        state.evidence,
        context.library,
        context.vocabulary,
        context.thresholds,
        opinions.relevant,
    )


async def _opinions(state: State, context: Context) -> Opinions:
    """What a served model thinks of the passages, where it is to be asked and can say how sure it is."""
    profile, most = context.profile, context.thresholds.asked_about if context.switches.filter else 0
    affordable = context.seconds_left > 0 and state.spent.tokens < context.budget.tokens
    if not most or not state.question or profile.kind != "served" or not profile.token_probabilities or not affordable:
        return Opinions(relevant={}, spent=Spent())
    seen = {one.passage.id for one in state.evidence} | {one.passage for one in state.rejected}
    passages = {one.id: one for found in state.found for one in found.passages if one.id not in seen}
    return await ask_relevance(context, state.question, tuple(passages.values()), most)


def _for_other_ages(state: State, judged: Judged, facts: Facts, context: Context) -> int:
    """Passages turned down here for the first time that speak of what was found, but for people of another age."""
    library, vocabulary = context.library, context.vocabulary
    patient = Patient(age=facts.patient.age)
    elsewhere = {one.id for one in library.guidelines if patient.fits(one.population) is False}
    before = {one.passage for one in state.rejected}
    turned_down = {one.passage for one in judged.rejected if one.reason == "wrong population"} - before
    passages = {one.id: one for found in state.found for one in found.passages if one.id in turned_down}
    return sum(
        one.document in elsewhere
        and findings_share(says(one, library, vocabulary), facts, rarity(library)) >= context.thresholds.relevance
        for one in passages.values()
    )
