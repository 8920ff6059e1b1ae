"""How sure is the answer, and is it better than the one before?"""

from time import monotonic

from langgraph.runtime import Runtime

from agent.confidence import from_evidence, from_tokens
from agent.context import Context
from agent.facts import gather
from agent.routing import best
from agent.state import Attempt, State, Update
from agent.trace import Step

__all__ = ["estimate"]


async def estimate(state: State, runtime: Runtime[Context]) -> Update:
    """Estimate the confidence of the last answer and decide whether it replaces an earlier one."""
    context = runtime.context
    began = monotonic()
    turn = state.turn
    answer = turn.answer if turn is not None else None
    if answer is None:
        raise RuntimeError("estimate was reached without an answer; routing must not do that")
    if context.profile.token_probabilities and turn is not None and turn.tokens:
        confidence = from_tokens(answer, turn.tokens, state.options)
    else:
        facts = gather(state.findings, state.measurements, state.patient, context.vocabulary)
        confidence = from_evidence(answer, state.evidence, facts, context.library)
    earlier = best(state)
    gain = confidence.value - earlier.confidence.value if earlier else None
    # Accept-if-better: evidence was added, but an answer is only replaced by one that is clearly surer.
    accepted = gain is None or gain >= context.thresholds.gain
    attempt = Attempt(
        number=len(state.attempts) + 1,
        answer=answer,
        confidence=confidence,
        evidence=len(state.evidence),
        accepted=accepted,
    )
    kept = "" if gain is None else "; replaces the earlier answer" if accepted else "; the earlier answer stays"
    threshold = context.thresholds.answer
    step = Step(
        node="estimate",
        kind="estimated",
        summary=f"Confidence {confidence.value:.2f} ({confidence.method}), {threshold:.2f} is asked{kept}.",
        detail={
            "confidence": confidence.value,
            "method": confidence.method,
            "parts": confidence.parts,
            "threshold": threshold,
            "gain": gain,
            "accepted": accepted,
        },
        seconds=monotonic() - began,
    )
    return {"attempts": (attempt,), "steps": (step,)}
