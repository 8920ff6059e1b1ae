"""One model turn: reasoning text, then tool calls or an answer."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.runtime import Runtime

from agent import prompts
from agent.asking import ask
from agent.budget import Budget, Spent
from agent.confidence import answer_tokens
from agent.context import Context
from agent.dialects import Dialect, Reply, dialect
from agent.dialects.native import with_native_calls
from agent.errors import ModelError
from agent.messages import text_of, user
from agent.offering import offered_tools
from agent.state import State, Turn, Update
from agent.toolbox import looked, schemas
from agent.trace import Step

__all__ = ["think"]

_THOUGHT_SHOWN = 600
"""Most characters of reasoning kept in the trace."""


async def think(state: State, runtime: Runtime[Context]) -> Update:
    """Ask the model for its next turn and read it."""
    context = runtime.context
    spent_out = _exhausted(state, context)
    if spent_out:
        step = Step(node="think", kind="degraded", summary=f"No further turn: {spent_out}.")
        return {"turn": Turn(outcome="exhausted", reason=spent_out), "degraded": (spent_out,), "steps": (step,)}
    began = monotonic()
    spoken = dialect(context.profile.dialect)
    try:
        reply, *_ = await ask(context, state.messages, expert=state.expert, **_held(spoken, state, context))
    except ModelError as error:
        reason = f"The model could not be asked: {error}"
        step = Step(node="think", kind="degraded", summary=reason, seconds=monotonic() - began)
        return {"turn": Turn(outcome="failed", reason=reason), "degraded": (reason,), "steps": (step,)}
    text = said = text_of(reply)
    number = state.spent.steps + 1
    read = spoken.parse(text, number, context.profile.tags)
    native = [*reply.tool_calls, *reply.invalid_tool_calls]
    if native:
        read = with_native_calls(read, [dict(one) for one in native], number)
        # Only text goes into the conversation, so what the field held is written out there.
        written = (spoken.render(one, context.profile.tags) for one in read.calls)
        text = "\n".join(one for one in (text, *(one for one in written if one not in text)) if one)
    turn = _turn(state, context, read, reply, said)
    messages: list[AnyMessage] = [AIMessage(content=text)]
    told = state.spent.complaints < context.thresholds.complaints and turn.outcome in ("calls", "complaint")
    if read.problems and told:
        problems = "\n".join(f"- {one.message}" for one in read.problems)
        messages.append(user(prompts.render("complaint", problems=problems)))
    usage: Mapping[str, Any] = reply.usage_metadata or {}
    complained = bool(read.problems)
    return {
        "turn": turn,
        "messages": tuple(messages),
        "spent": Spent(steps=1, tokens=int(usage.get("total_tokens", 0)), complaints=int(complained)),
        "degraded": _degraded(state, turn, reply),
        "steps": (
            _step(
                read,
                turn,
                number,
                monotonic() - began,
                reply.response_metadata,
                looked(read, state.images, context.profile),
            ),
        ),
    }


def _degraded(state: State, turn: Turn, reply: AIMessage) -> tuple[str, ...]:
    """What went less than well in this turn, each once a case."""
    changed = reply.response_metadata.get("changed", ())
    found = (*changed, turn.reason) if turn.reason else changed
    return tuple(one for one in found if one not in state.degraded or one == turn.reason)


def _exhausted(state: State, context: Context) -> str:
    """Why no further turn is allowed, or an empty string."""
    budget: Budget = context.budget
    if state.spent.steps >= budget.steps:
        return f"the budget of {budget.steps} model turns is spent"
    if state.spent.tokens >= budget.tokens:
        return f"the budget of {budget.tokens:,} tokens is spent"
    if context.seconds_left <= 0:
        return f"the budget of {budget.seconds:g} seconds is spent"
    return ""


def _held(spoken: Dialect, state: State, context: Context) -> dict[str, Any]:
    """What the request carries beside the conversation: the API's own tools, and what the turn is held to."""
    profile, budget, spent = context.profile, context.budget, state.spent
    final = spent.steps + 1 >= budget.steps or spent.calls >= budget.calls
    tools = schemas(offered_tools(context.tools, state.offered), profile.coordinates)
    asked = dialect("native") if profile.native_calls else spoken
    held: dict[str, Any] = dict(asked.request(tools, final=final))
    if profile.guided:
        held["structured"] = spoken.constraint(tools, profile.tags, final=final)
    return held


def _turn(state: State, context: Context, read: Reply, reply: AIMessage, text: str) -> Turn:
    if read.answer is not None:
        if reply.response_metadata.get("finish_reason") == "length" and not read.answer.closed:
            return Turn(
                outcome="failed", reason="The model's answer was cut off at its length limit, so it is not shown."
            )
        logprobs = reply.response_metadata.get("logprobs")
        tokens = answer_tokens(logprobs, text, read.answer.start, len(read.answer.text))
        return Turn(outcome="answer", answer=read.answer, tokens=tokens)
    if read.calls:
        return Turn(outcome="calls", calls=read.calls)
    if state.spent.complaints >= context.thresholds.complaints:
        return Turn(outcome="failed", reason="The model's replies could not be read as a tool call or an answer.")
    return Turn(outcome="complaint")


def _step(read: Reply, turn: Turn, number: int, seconds: float, about: Mapping[str, Any], seen: list[Any]) -> Step:
    thought = read.thought[:_THOUGHT_SHOWN]
    match turn.outcome:
        case "calls":
            summary = "Calls " + ", ".join(call.name for call in turn.calls) + "."
        case "answer":
            summary = "Gives an answer."
        case _:
            summary = turn.reason or "The reply could not be read; the model is told what was wrong."
    return Step(
        node="think",
        kind="complained" if turn.outcome == "complaint" else "thought",
        summary=summary,
        detail={
            "turn": number,
            "thought": thought,
            "calls": [{"id": call.id, "name": call.name, "arguments": dict(call.arguments)} for call in turn.calls],
            "problems": [one.message for one in read.problems] if turn.outcome != "answer" else [],
            **({"looked": seen} if seen else {}),
            **{name: about[name] for name in ("exchange", "changed") if name in about},
        },
        seconds=seconds,
    )
