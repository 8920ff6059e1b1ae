"""Bytes over a conversation with one new picture a turn: resending all of them against naming those that were sent."""

from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.models.served import ChatVLLM
from benchmarks.serving_clients import MISSING
from evals.servers import ImageCache, serve
from evals.servers.job import picture_url
from evals.servers.request import Received

__all__ = ["Sent", "bytes_sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one client sent over one conversation."""

    name: str
    turns: int
    resends: bool
    """Whether it sends every picture in every turn."""
    sent: int = 0
    """Bytes of all request bodies; 0 where it did not run."""
    named: int = 0
    """Pictures that were named and not sent [1]."""
    why_not: str = ""


async def bytes_sent(lengths: tuple[int, ...]) -> list[Sent]:
    """Measure both clients over conversations of these numbers of turns."""
    out: list[Sent] = []
    for turns in lengths:
        name = "OpenAI SDK, cached base64, all pictures resent"
        if MISSING:
            out.append(Sent(name=name, turns=turns, resends=True, why_not=MISSING))
        else:
            out.append(_counted(name, turns, await _resending(turns), resends=True))
        out.append(_counted("ours, pictures by uuid", turns, await _naming(turns), resends=False))
    return out


def _counted(name: str, turns: int, received: list[Received], *, resends: bool) -> Sent:
    last = received[-1]
    if len(received) != turns or len(last.pictures) != turns:
        raise SystemExit(f"{name}: {len(received)} requests, {len(last.pictures)} pictures in the last; {turns} wanted")
    named = sum(one.body.count(b'"image_url":null') for one in received)
    return Sent(name=name, turns=turns, resends=resends, sent=sum(len(one.body) for one in received), named=named)


async def _resending(turns: int) -> list[Received]:
    from openai import AsyncOpenAI

    received: list[Received] = []
    wire: list[dict[str, Any]] = []
    async with (
        serve(lambda _: "Noted.", images=ImageCache(decode=False), received=received) as url,
        AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client,
    ):
        made: Any = client.chat.completions
        for turn in range(turns):
            picture = {"type": "image_url", "image_url": {"url": picture_url(turn)}}
            wire.append({"role": "user", "content": [{"type": "text", "text": f"Image {turn}."}, picture]})
            reply = await made.create(model="scripted", messages=wire, temperature=0.0)
            wire.append({"role": "assistant", "content": reply.choices[0].message.content})
    return received


async def _naming(turns: int) -> list[Received]:
    received: list[Received] = []
    said: list[BaseMessage] = []
    async with serve(lambda _: "Noted.", images=ImageCache(decode=False), received=received) as url:
        model = ChatVLLM(base_url=url, model="scripted", images_by_uuid=True)
        for turn in range(turns):
            picture = {"type": "image_url", "image_url": {"url": picture_url(turn)}}
            said.append(HumanMessage([{"type": "text", "text": f"Image {turn}."}, picture]))
            reply = await model.ainvoke(said)
            said.append(AIMessage(reply.content))
    return received
