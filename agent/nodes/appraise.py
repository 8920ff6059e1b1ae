"""The evidence filter: keep or reject each retrieved passage, with a reason, and put what survives before the model."""

from collections import Counter
from time import monotonic

from langgraph.runtime import Runtime

from agent import prompts
from agent.appraisal import judge
from agent.context import Context
from agent.evidence_text import write_evidence
from agent.facts import gather
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
    judged = judge(
        state.found, facts, state.question, state.evidence, context.library, context.vocabulary, context.thresholds
    )
    reasons = Counter(one.reason for one in judged.rejected)
    said = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    remark = f"{len(judged.rejected)} passages were rejected ({said})." if judged.rejected else ""
    if not judged.kept:
        remark = f"No passage survived the evidence filter. {remark}".strip()
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
        },
        seconds=monotonic() - began,
    )
    return {
        "found": (),
        "evidence": judged.kept,
        "rejected": judged.rejected,
        "messages": (user(text),),
        "steps": (step,),
    }
