"""The served model as a judge of one passage at a time: Yes or No, and how probable its Yes is."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass

from agent import prompts
from agent.asking import ask
from agent.budget import Spent
from agent.confidence.spans import answer_tokens
from agent.context import Context
from agent.errors import ModelError
from agent.messages import text_of, user
from agent.state import Token
from corpora import Passage
from tools.notes import neutralise

__all__ = ["Opinions", "ask_relevance", "share_of_yes"]

_TOP = 20
"""Tokens listed at the first place [1]: the most that vLLM gives by default (`--max-logprobs`)."""
_LONGEST = 2_000
"""Longest passage shown [characters]; RELIABILITY limit for untrusted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """What a model thinks of passages."""

    relevant: dict[str, float]
    """Probability of Yes by id of the passage [0-1]; passages that it was not asked about, or did not answer for,
    are not in it."""
    spent: Spent
    degraded: tuple[str, ...] = ()
    """What did not work, as sentences."""


async def ask_relevance(context: Context, question: str, passages: Sequence[Passage], most: int) -> Opinions:
    """Ask the case's model about each passage by itself, side by side.

    One token is asked for and read: p(Yes) / (p(Yes) + p(No)). Options never stand in the question. A passage is
    fenced and its control tokens are harmless; what it says to a model can move its own verdict only.

    Args:
        context: What the case runs on.
        question: What was asked, without options.
        passages: What was found, best first.
        most: Passages that are asked about [1].
    """
    asked = list(passages[: max(0, most)])
    replies = await asyncio.gather(*(_ask_one(context, question, one) for one in asked))
    problems = [one for one in replies if isinstance(one, str)]
    return Opinions(
        relevant={
            passage.id: reply[0]
            for passage, reply in zip(asked, replies, strict=True)
            if not isinstance(reply, str) and reply[0] is not None
        },
        spent=Spent(tokens=sum(one[1] for one in replies if not isinstance(one, str))),
        degraded=tuple(dict.fromkeys(f"The model could not be asked about a passage: {one}" for one in problems)),
    )


async def _ask_one(context: Context, question: str, passage: Passage) -> tuple[float | None, int] | str:
    text = prompts.render(
        "relevance",
        question=neutralise(question),
        title=neutralise(passage.source.title).replace('"', "'"),
        passage=neutralise(passage.text[:_LONGEST]),
    )
    try:
        reply, *_ = await ask(
            context,
            [user(text)],
            structured={"choice": ["Yes", "No"]},
            temperature=0.0,
            max_tokens=1,
            logprobs=True,
            top_logprobs=_TOP,
        )
    except ModelError as error:
        return str(error)
    said = text_of(reply)
    tokens = answer_tokens(reply.response_metadata.get("logprobs"), said, 0, len(said))
    used = reply.usage_metadata["total_tokens"] if reply.usage_metadata else 0
    return share_of_yes(tokens), used


def share_of_yes(tokens: Sequence[Token]) -> float | None:
    """Return p(Yes) / (p(Yes) + p(No)) at the first place that has a word [0-1]; None where neither is listed there.

    Spellings add up: `yes`, ` Yes` and `YES` are one answer. Where the chosen token is listed again among the
    alternatives it counts once. A side that is not among the tokens listed has a probability of 0.
    """
    for token in tokens:
        if not token.text.strip():
            continue
        listed = {text: logprob for text, logprob in ((token.text, token.logprob), *token.alternatives)}
        yes = math.fsum(math.exp(value) for text, value in listed.items() if text.strip().casefold() == "yes")
        no = math.fsum(math.exp(value) for text, value in listed.items() if text.strip().casefold() == "no")
        return yes / (yes + no) if yes + no > 0 else None
    return None
