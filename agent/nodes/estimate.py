"""How sure is the answer, and is it better than the one before?"""

from time import monotonic

from langgraph.runtime import Runtime

from agent.calibration import MISFIT, calibrated
from agent.confidence import from_evidence, from_tokens
from agent.confidence.asked import Further, ask_further
from agent.context import Context
from agent.diagnosis import Confidence
from agent.facts import gather
from agent.routing import best
from agent.state import Attempt, State, Turn, Update
from agent.trace import Step

__all__ = ["estimate"]


async def estimate(state: State, runtime: Runtime[Context]) -> Update:
    """Estimate the confidence of the last answer and decide whether it replaces an earlier one."""
    context = runtime.context
    began = monotonic()
    turn = state.turn
    answer = turn.answer if turn is not None else None
    if turn is None or answer is None:
        raise RuntimeError("estimate was reached without an answer; routing must not do that")
    further = await _confidence(state, turn, context)
    confidence, calibration = calibrated(further.confidence, context.calibration, context.profile.name)
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
            **further.detail,
            **({"calibration": calibration} if calibration else {}),
        },
        seconds=monotonic() - began,
    )
    return {
        "attempts": (attempt,),
        "steps": (step,),
        "spent": further.spent,
        "degraded": (*further.degraded, *_unapplied(calibration, confidence)),
    }


def _unapplied(calibration: str, confidence: Confidence) -> tuple[str, ...]:
    """A calibration that was asked for and fits another kind of confidence is said, not passed over."""
    meant = calibration.startswith(MISFIT) and confidence.value > 0.0
    return (f"The calibration was not used. {calibration}",) if meant else ()


async def _confidence(state: State, turn: Turn, context: Context) -> Further:
    if context.profile.token_probabilities and turn.tokens:
        return await ask_further(from_tokens(turn.answer, turn.tokens, state.options), turn, state, context)
    facts = gather(state.findings, state.measurements, state.patient, context.vocabulary)
    return Further(confidence=from_evidence(turn.answer, state.evidence, facts, context.library))
