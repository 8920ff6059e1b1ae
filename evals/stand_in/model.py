"""A model whose answers depend on nothing but what it is shown, so that what showing is worth can be measured.

It reads a plate from the pixels of the pictures in its messages where a module has enough of them, and asks to zoom
where it has not; it states a value that a passage before it states, the first one where several do, and knows nothing
else. Where it does not know, it guesses by a hash of the question, and its token probabilities say so.
"""

import hashlib
import json
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from agent.dialects import Call, dialect
from evals.stand_in.plate import find, read
from evals.stand_in.profile import PROFILE
from evals.stand_in.shown import Picture, Shown, read_shown

__all__ = ["KNOWN", "PASSAGES", "ChatStandIn", "guess"]

KNOWN = 0.97
"""Probability of the option's letter where it was read [0-1]; above the threshold of any profile. Ours."""
PASSAGES = 16
"""Passages that it asks a search for [1]: the most that the tool gives."""
_ZOOMS = 2
"""Times it zooms in a case at most [1]."""
_FACTOR = 8.0
"""Magnification that it asks for [1]: the most that the tool gives."""
_MARGIN = 1.0
"""What it adds to each side of a plate when it asks for it [pixels of the picture]: a border pixel may be too dark."""
_UNIT = "units per litre"
_PLATE = re.compile(r"\bplate\b", re.I)
_ASKED = re.compile(r"\bof (?:the )?(?P<name>[\w -]+?) in (?:the )?(?P<group>[\w -]+)\?", re.I)
_SHORT = re.compile(r"\b(?P<short>[A-Z]{3,6}) is short for (?P<long>[a-z]+(?: [a-z]+)?)\b")
_VALUE = re.compile(rf"\b(\d+) {_UNIT}\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class _Known(NamedTuple):
    answer: str | None
    """None where it must guess."""
    thought: str
    missing: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


def guess(question: str, options: Sequence[str]) -> int:
    """Which option is taken where nothing is known: by a hash of what is asked, the same each time."""
    digest = hashlib.sha256("\n".join((question, *options)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(1, len(options))


class ChatStandIn(BaseChatModel):
    """Answer from what the messages show; see the head of this file.

    Example:
        >>> from langchain_core.messages import HumanMessage
        >>> said = ChatStandIn().invoke([HumanMessage("Question: What is the limit of kerol in cooks?")])
        >>> '"abstain": "Nothing shown decides it."' in said.content
        True
    """

    last: list[BaseMessage] = Field(default_factory=list)
    """The last conversation that it was asked with, to see what was really sent."""

    @property
    def _llm_type(self) -> str:
        return "mmedexpert-stand-in"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.last = list(messages)
        shown = read_shown(messages)
        calls = _calls(shown)
        if calls:
            spoken = dialect(PROFILE.dialect)
            text = "\n".join(spoken.render(call, PROFILE.tags) for call in calls)
            message = AIMessage(content=f"<think>It has to be looked at.</think>{text}")
        else:
            message = _answer(shown)
        return ChatResult(generations=[ChatGeneration(message=message)])


def _calls(shown: Shown) -> list[Call]:
    """What it wants to see before it answers: evidence once, and the plate larger."""
    out: list[Call] = []
    if "search_guidelines" in shown.tools and "search_guidelines" not in shown.called:
        out.append(Call(id="", name="search_guidelines", arguments={"query": shown.question, "k": PASSAGES}))
    picture = _largest(shown.pictures) if _PLATE.search(shown.question) else None
    zooms = shown.called.count("zoom")
    if picture is not None and "zoom" in shown.tools and zooms < _ZOOMS and _code(picture) is None:
        plate = find(picture.pixels)
        if plate is not None:
            box = [plate.left - _MARGIN, plate.top - _MARGIN, plate.right + _MARGIN, plate.bottom + _MARGIN]
            high, wide = picture.pixels.shape
            region = [max(0.0, box[0]), max(0.0, box[1]), min(float(wide), box[2]), min(float(high), box[3])]
            arguments = {"image": picture.number, "region": region, "factor": _FACTOR}
            out.append(Call(id="", name="zoom", arguments=arguments))
    return out


def _largest(pictures: Sequence[Picture]) -> Picture | None:
    """The picture that shows a plate largest."""
    sized = [(plate.module, one) for one in pictures if (plate := find(one.pixels)) is not None]
    return max(sized, key=lambda pair: (pair[0], pair[1].number))[1] if sized else None


def _code(picture: Picture) -> str | None:
    plate = find(picture.pixels)
    return read(picture.pixels, plate) if plate is not None else None


def _known(shown: Shown) -> _Known:
    if _PLATE.search(shown.question):
        picture = _largest(shown.pictures)
        code = _code(picture) if picture is not None else None
        if code is None:
            return _Known(None, "The plate is too small to be read.")
        return _Known(code, f"The plate reads {code}.", cites=tuple(one.label for one in shown.passages[:1]))
    return _stated(shown)


def _stated(shown: Shown) -> _Known:
    """The value that the first passage states which speaks of what was asked."""
    asked = _ASKED.search(shown.question)
    if asked is None:
        return _Known(None, "It is not understood what is asked.")
    names = [asked["name"].casefold()]
    for passage in shown.passages:
        names += [found["long"] for found in _SHORT.finditer(passage.text) if found["short"].casefold() in names]
    for passage in shown.passages:
        for sentence in _SENTENCE.split(passage.text):
            words = sentence.casefold()
            value = _VALUE.search(words)
            if value is not None and any(re.search(rf"\b{re.escape(name)}\b", words) for name in names):
                answer = f"{value.group(1)} {_UNIT}"
                return _Known(answer, f"{passage.label} states {answer}.", cites=(passage.label,))
    # What is lacking, and nothing that was already searched for: the agent asks again in these words.
    told = f"No passage states the value of {names[-1]}."
    short = f"{asked['name']} is short for {names[-1]}. " if len(names) > 1 else ""
    return _Known(None, short + told, missing=(f"the value of {names[-1]}",))


def _answer(shown: Shown) -> AIMessage:
    known = _known(shown)
    options = [one.casefold() for one in shown.options]
    place = options.index(known.answer) if known.answer in options else None
    sure = KNOWN if place is not None else 1.0 / max(1, len(options))
    chosen = place if place is not None else guess(shown.question, shown.options)
    letter = chr(ord("A") + chosen) if options else known.answer
    record: dict[str, Any] = {
        "differential": [],
        "answer": letter,
        "next_tests": [],
        "missing": list(known.missing),
        "abstain": None if letter is not None else "Nothing shown decides it.",
    }
    before, after = f"<think>{known.thought}</think><answer>", "</answer>"
    written = json.dumps(record, ensure_ascii=False)
    at = written.index('"answer": ') + len('"answer": "')
    word = letter or ""
    pieces = [before + written[:at], word, written[at + len(word) :] + after] if word else [before + written + after]
    listed = [chr(ord("A") + index) for index in range(len(options))]
    tokens = [_token(piece, sure, listed if piece == word else []) for piece in pieces]
    about: dict[str, Any] = {"model_name": "stand-in", "finish_reason": "stop", "logprobs": {"content": tokens}}
    return AIMessage(content="".join(pieces), response_metadata=about)


def _token(piece: str, sure: float, listed: Sequence[str]) -> dict[str, Any]:
    """A token with its log-probability; a letter's alternatives share what is left."""
    if not listed:
        return {"token": piece, "logprob": 0.0, "top_logprobs": []}
    left = (1.0 - sure) / max(1, len(listed) - 1)
    tops = [{"token": one, "logprob": math.log(sure if one == piece else left)} for one in listed]
    return {"token": piece, "logprob": math.log(sure), "top_logprobs": tops}
