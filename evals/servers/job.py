"""The job of the serving benchmark: cases of five model calls with a tool between, one picture each.

A conversation says by itself which case it is and how far it has come, so that one policy serves any number of them
at once, and every client is asked for exactly the same tokens.
"""

import base64
import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from evals.servers.images import ImageCache
from evals.servers.law import StepLaw
from evals.servers.prefix import PrefixCache
from evals.servers.reply import Fault, Reply, Token, split
from evals.servers.request import ChatMessage, receive

__all__ = ["CALLS", "CaseJob", "job_policy", "maximum", "picture_url"]

CALLS = 5
"""Model calls of a case [1]."""
REPLY = (20, 60)
"""Fewest and most words of a reply [1]."""
PICTURE = 120_000
"""About how large the picture of a case is [bytes]."""
_SYSTEM, _HISTORY, _RESULT = 300, 300, 250
"""Words of the shared instruction, of a history, and of a tool's result [1]: a short guideline passage each."""
_KEPT = 16_384
"""Texts and pictures kept once made [1], so that making them is no part of what a client is measured by."""
_LOGPROBS = (-0.1053605, -3.912023, -4.6051702, -4.6051702, -5.2983174)
"""Log-probabilities of a word and of four others, for requests that ask for them."""
_NAME = re.compile(r"Case (\d+)\b")
_WORDS = ("left", "right", "lobe", "opacity", "effusion", "cardiac", "border", "clear", "apex", "hilum", "blunted")


@lru_cache(maxsize=_KEPT)
def _text(seed: str, words: int) -> str:
    drawn = random.Random(seed)  # noqa: S311 - text, not a secret
    return " ".join(drawn.choices(_WORDS, k=words))


@lru_cache(maxsize=_KEPT)
def _reply(number: int, turn: int) -> str:
    words = random.Random(f"reply {number} {turn}").randint(*REPLY)  # noqa: S311 - text, not a secret
    return _text(f"words {number} {turn}", words)


SYSTEM = _text("instruction", _SYSTEM)
"""The instruction that all cases share."""


def _jpeg() -> bytes:
    noise = np.random.default_rng(0).integers(0, 256, (380, 380), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).save(stream, "JPEG", quality=90)
    return stream.getvalue()


_PICTURE = _jpeg()


@lru_cache(maxsize=_KEPT)
def picture_url(number: int) -> str:
    """A picture of some 120 KB as a data URL; each number has bytes of its own."""
    # What follows the end-of-image marker is ignored by decoders and makes the content another one.
    own = _PICTURE + number.to_bytes(8, "big")
    return "data:image/jpeg;base64," + base64.b64encode(own).decode()


@dataclass(frozen=True, slots=True)
class CaseJob:
    """One case."""

    number: int

    def opening(self) -> str:
        """What the user says first, beside the picture."""
        return f"Case {self.number}. {_text(f'history {self.number}', _HISTORY)}"

    def result(self, turn: int) -> str:
        """What the tool finds after a turn, counted from 0."""
        return _text(f"result {self.number} {turn}", _RESULT)

    def reply(self, turn: int) -> str:
        """What the model says in a turn, counted from 0."""
        return _reply(self.number, turn)

    def messages(self, turn: int) -> list[dict[str, Any]]:
        """The conversation that a turn is asked with, as it goes over the wire."""
        picture = {"type": "image_url", "image_url": {"url": picture_url(self.number)}}
        said: list[dict[str, Any]] = [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": [{"type": "text", "text": self.opening()}, picture]},
        ]
        for past in range(turn):
            said.append({"role": "assistant", "content": self.reply(past)})
            said.append({"role": "user", "content": self.result(past)})
        return said


def job_policy(messages: list[ChatMessage]) -> Reply | Fault:
    """Says what the case says at this turn."""
    opening = next((message.text for message in messages if message.role == "user"), "")
    name = _NAME.match(opening)
    if name is None:
        return Fault(kind="status", status=400, message="the conversation does not begin with a case of the job")
    turn = sum(message.role == "assistant" for message in messages)
    return _said(int(name[1]), turn)


@lru_cache(maxsize=_KEPT)
def _said(number: int, turn: int) -> Reply:
    """A reply with five alternatives for each word, for requests that ask for them."""
    text = _reply(number, turn)
    tokens = tuple(
        Token(text=word, logprob=_LOGPROBS[0], top=((word, _LOGPROBS[0]), *zip(_WORDS[:4], _LOGPROBS[1:], strict=True)))
        for word in split(text)
    )
    return Reply(text=text, tokens=tokens)


def maximum(law: StepLaw, cases: int) -> tuple[float, float, float]:
    """The most requests a second that a server of this law can do of this job.

    The conversations of `cases` cases are put through the same tokenizer and prefix cache as on the server.

    Returns:
        Requests a second [1/s], and the mean of uncached prompt tokens and of written tokens of a request [1].
    """
    costs = list(_costs(cases))
    computed = sum(one for one, _ in costs) / len(costs)
    written = sum(one for _, one in costs) / len(costs)
    return law.maximum(costs), computed, written


def _costs(cases: int) -> Iterator[tuple[int, int]]:
    prefixes, images = PrefixCache(), ImageCache(decode=False)
    for number in range(cases):
        job = CaseJob(number)
        for turn in range(CALLS):
            body = json.dumps({"model": "job", "messages": job.messages(turn)}).encode()
            prompt = receive(body, None, images).prompt
            yield len(prompt) - prefixes.enter(prompt, ("job", None)), len(Reply(text=job.reply(turn)).spelled())
