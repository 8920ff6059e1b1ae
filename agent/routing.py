"""Every decision about where a case goes next."""

from langgraph.runtime import Runtime

from agent.context import Context
from agent.state import Attempt, State

__all__ = ["after_estimate", "after_reformulate", "after_think", "best"]


def best(state: State) -> Attempt | None:
    """The answer that stands: the last one that was accepted."""
    accepted = [one for one in state.attempts if one.accepted]
    return accepted[-1] if accepted else None


def after_think(state: State, runtime: Runtime[Context]) -> list[str]:
    """To the tools, to the search, to both side by side, back for a readable reply, or on to the answer."""
    turn = state.turn
    if turn is None or turn.outcome in ("exhausted", "failed"):
        return ["conclude"]
    if turn.outcome == "answer":
        return ["estimate"]
    if turn.outcome == "complaint":
        return ["think"]
    tools = runtime.context.tools
    searches = {call.name for call in turn.calls if call.name in tools and tools[call.name].runs_in == "retrieve"}
    others = [call for call in turn.calls if call.name not in searches]
    return [*(["act"] if others else []), *(["retrieve"] if searches else [])]


def after_estimate(state: State, runtime: Runtime[Context]) -> str:
    """Round again while the answer is not sure enough and the budget lasts."""
    context = runtime.context
    standing = best(state)
    sure = standing is not None and standing.confidence.value >= context.thresholds.answer
    rounds_left = context.switches.searches_again and state.spent.retrievals < context.budget.retrievals
    turns_left = state.spent.steps < context.budget.steps and context.seconds_left > 0
    if sure or not rounds_left or not turns_left:
        return "conclude"
    return "reformulate"


def after_reformulate(state: State) -> str:
    """Search only if there is something new to ask."""
    return "retrieve" if state.queries else "conclude"
