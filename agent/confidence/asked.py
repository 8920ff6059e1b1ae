"""What is asked of the model beside its answer, to know how sure it is: a bare choice, and further samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.messages import AIMessage

from agent.asking import ask
from agent.budget import Spent
from agent.confidence.agreement import agreeing, answer_key, with_agreement
from agent.confidence.options import letters_of, option_of
from agent.confidence.spans import answer_tokens, spoken
from agent.confidence.tokens import from_choice
from agent.context import Context
from agent.diagnosis import Confidence
from agent.dialects import dialect
from agent.errors import ModelError
from agent.messages import text_of
from agent.state import State, Turn
from agent.toolbox import schemas

__all__ = ["SAMPLE_TEMPERATURE", "Further", "ask_further"]

SAMPLE_TEMPERATURE = 0.7
"""Temperature of further samples [1]. Source: self-consistency, Wang et al., arXiv 2203.11171, section 3.1, which
samples its largest models at 0.7; a profile that samples hotter keeps its own."""
_MOST_LISTED = 20
"""Tokens listed at the place of a choice [1]: the most that vLLM gives by default (`--max-logprobs`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """A confidence with what was asked to get at it."""

    confidence: Confidence
    detail: dict[str, Any] = field(default_factory=dict)
    """For the step: what was asked and what came of it."""
    spent: Spent = field(default_factory=Spent)
    degraded: tuple[str, ...] = ()
    """What did not work, as sentences."""


async def ask_further(confidence: Confidence, turn: Turn, state: State, context: Context) -> Further:
    """Ask once for a bare choice where the free answer has no distribution, then for samples where the profile says so.

    Neither is asked without an answer, nor where time or tokens of the case are spent. Tokens count in `spent`; turns
    do not, for nothing is said. A request that fails leaves the confidence as it was and is recorded as degraded.
    """
    out = Further(confidence=confidence)
    if _affordable(out, state, context) and _wants_choice(confidence, turn, state, context):
        out = await _choose(out, turn, state, context)
    if context.profile.samples > 0 and _affordable(out, state, context):
        out = await _sample(out, turn, state, context)
    return out


def _affordable(so_far: Further, state: State, context: Context) -> bool:
    used = state.spent.tokens + so_far.spent.tokens
    return context.seconds_left > 0 and used < context.budget.tokens


def _wants_choice(confidence: Confidence, turn: Turn, state: State, context: Context) -> bool:
    profile = context.profile
    if profile.kind != "served" or not profile.structured or turn.answer is None:
        return False
    index = option_of(turn.answer, state.options)
    lettered = index is not None and index < len(letters_of(state.options))
    return lettered and len(state.options) <= len(letters_of(state.options)) and confidence.method != "option-token"


async def _choose(out: Further, turn: Turn, state: State, context: Context) -> Further:
    """Ask for one letter where the answer began: the conversation, and the reply up to its answer."""
    answer = turn.answer
    words = spoken(answer) if answer is not None else None
    index = option_of(answer, state.options) if answer is not None else None
    if answer is None or words is None or index is None or not isinstance(state.messages[-1], AIMessage):
        return out
    begun = text_of(state.messages[-1])[: answer.start + words.start].rstrip()
    if not begun:
        return out
    letters = letters_of(state.options)
    try:
        reply, *_ = await ask(
            context,
            [*state.messages[:-1], AIMessage(content=begun)],
            expert=state.expert,
            structured={"choice": list(letters)},
            temperature=0.0,
            max_tokens=1,
            logprobs=True,
            top_logprobs=_MOST_LISTED,
            add_generation_prompt=False,
            continue_final_message=True,
        )
    except ModelError as error:
        return replace(out, degraded=(*out.degraded, f"The options' probabilities could not be asked for: {error}"))
    text = text_of(reply)
    tokens = answer_tokens(reply.response_metadata.get("logprobs"), text, 0, len(text))
    found = from_choice(tokens, state.options, index)
    detail = {**out.detail, "choice": {"asked": list(letters), "replied": text, "free": out.confidence.method}}
    return replace(
        out,
        confidence=out.confidence if found is None else found,
        detail=detail,
        spent=out.spent + Spent(tokens=_tokens_of([reply])),
    )


async def _sample(out: Further, turn: Turn, state: State, context: Context) -> Further:
    """Draw further answers from where this one was drawn, in one request, and count those that agree."""
    key = answer_key(turn.answer, state.options, context.library)
    if key is None or not isinstance(state.messages[-1], AIMessage):
        return out
    wanted, profile = context.profile.samples, context.profile
    heat = max(SAMPLE_TEMPERATURE, profile.temperature)
    held: Mapping[str, Any] | None = None
    if profile.guided:
        # A guided turn may call a tool; a sample is wanted for its answer alone.
        tools = schemas(context.tools, profile.coordinates)
        held = dialect(profile.dialect).constraint(tools, profile.tags, final=True)
    try:
        replies = await ask(
            context, state.messages[:-1], expert=state.expert, samples=wanted, structured=held, temperature=heat
        )
    except ModelError as error:
        return replace(out, degraded=(*out.degraded, f"Agreement over samples could not be measured: {error}"))
    keys = [_key(reply, state, context) for reply in replies]
    share = agreeing(key, keys)
    detail = {
        **out.detail,
        "samples": {
            "asked": wanted,
            "given": len(replies),
            "unread": sum(one is None for one in keys),
            "agreement": share,
            "temperature": heat,
        },
    }
    return Further(
        confidence=with_agreement(out.confidence, share, len(replies)),
        detail=detail,
        spent=out.spent + Spent(tokens=_tokens_of(replies)),
        degraded=out.degraded,
    )


def _key(reply: AIMessage, state: State, context: Context) -> str | None:
    """What a sample answers; None where it is no whole answer."""
    profile = context.profile
    answer = dialect(profile.dialect).parse(text_of(reply), state.spent.steps, profile.tags).answer
    if answer is None or (reply.response_metadata.get("finish_reason") == "length" and not answer.closed):
        return None
    return answer_key(answer, state.options, context.library)


def _tokens_of(replies: Sequence[AIMessage]) -> int:
    """Tokens of one request; its usage may stand on the first reply alone, or on each."""
    return max((one.usage_metadata["total_tokens"] if one.usage_metadata else 0 for one in replies), default=0)
