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
from agent.dialects import Call, Reply, dialect
from agent.errors import ModelError
from agent.messages import text_of, user
from agent.state import State, Turn, Update
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
    try:
        reply, *_ = await ask(context, state.messages, expert=state.expert)
    except ModelError as error:
        reason = f"The model could not be asked: {error}"
        step = Step(node="think", kind="degraded", summary=reason, seconds=monotonic() - began)
        return {"turn": Turn(outcome="failed", reason=reason), "degraded": (reason,), "steps": (step,)}
    text = text_of(reply)
    number = state.spent.steps + 1
    read = _with_native_calls(dialect(context.profile.dialect).parse(text, number, context.profile.tags), reply, number)
    turn = _turn(state, context, read, reply, text)
    messages: list[AnyMessage] = [AIMessage(content=text)]
    if read.problems and turn.outcome in ("calls", "complaint"):
        problems = "\n".join(f"- {one.message}" for one in read.problems)
        messages.append(user(prompts.render("complaint", problems=problems)))
    usage: Mapping[str, Any] = reply.usage_metadata or {}
    complained = bool(read.problems)
    return {
        "turn": turn,
        "messages": tuple(messages),
        "spent": Spent(steps=1, tokens=int(usage.get("total_tokens", 0)), complaints=int(complained)),
        "degraded": (turn.reason,) if turn.reason else (),
        "steps": (_step(read, turn, number, monotonic() - began),),
    }


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


def _turn(state: State, context: Context, read: Reply, reply: AIMessage, text: str) -> Turn:
    if read.answer is not None:
        if reply.response_metadata.get("finish_reason") == "length" and not text.rstrip().endswith("</answer>"):
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


def _with_native_calls(read: Reply, reply: AIMessage, number: int) -> Reply:
    """Calls that came through an API's own field count like written ones."""
    if not reply.tool_calls:
        return read
    calls = tuple(
        Call(id=f"{number}.{index}", name=call["name"], arguments=call["args"])
        for index, call in enumerate(reply.tool_calls, start=len(read.calls) + 1)
    )
    return Reply(thought=read.thought, calls=(*read.calls, *calls))


def _step(read: Reply, turn: Turn, number: int, seconds: float) -> Step:
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
        },
        seconds=seconds,
    )
