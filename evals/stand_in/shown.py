"""What a conversation shows: read from its messages alone."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from numpy.typing import NDArray
from PIL import Image as Pillow

from agent.dialects import dialect
from agent.messages import text_of
from evals.stand_in.profile import PROFILE

__all__ = ["Passage", "Picture", "Shown", "read_shown"]

_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
_OPTION = re.compile(r"^([A-Z])\. (.*)$", re.MULTILINE)
_HISTORY = re.compile(r"<history>\n.*?\n</history>", re.DOTALL)
_EVIDENCE = re.compile(r'<evidence query="[^"]*">\n(.*?)\n</evidence>', re.DOTALL)
_PASSAGE = re.compile(r"^\[(E\d+)\] (\{.*\})\n(.*)", re.DOTALL)
_PICTURE = re.compile(r"^\[image (\d+)\] (\{.*\})$", re.MULTILINE)
_TOOLS = re.compile(r"<tools>\n(.*?)\n</tools>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image as it was sent."""

    number: int
    about: Mapping[str, Any]
    """What stands beside it: size, which image it was cut from, which box of it it shows."""
    pixels: NDArray[np.uint8]
    """Grey values, shape (H, W)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage as it was put before the model."""

    label: str
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All of a conversation that the stand-in heeds."""

    tools: frozenset[str]
    """Names of the tools that it was told of."""
    question: str
    options: tuple[str, ...]
    pictures: tuple[Picture, ...]
    passages: tuple[Passage, ...]
    """In the order in which they were shown."""
    called: tuple[str, ...]
    """Names of the tools that it has called itself, in order."""


def read_shown(messages: Sequence[BaseMessage]) -> Shown:
    """Read a conversation.

    Args:
        messages: As a model gets them, with pixels.
    """
    tools: frozenset[str] = frozenset()
    question = ""
    options: tuple[str, ...] = ()
    pictures: list[Picture] = []
    passages: list[Passage] = []
    called: list[str] = []
    for turn, message in enumerate(messages):
        text = text_of(message)
        if isinstance(message, SystemMessage):
            tools = _tool_names(text)
        elif isinstance(message, AIMessage):
            read = dialect(PROFILE.dialect).parse(text, turn, PROFILE.tags)
            called += [call.name for call in read.calls]
        elif isinstance(message, HumanMessage):
            outside = _EVIDENCE.sub("", _HISTORY.sub("", text))
            for found in _QUESTION.finditer(outside):
                question = found.group(1)
                options = tuple(one.group(2) for one in _OPTION.finditer(outside[found.end() :]))
            pictures += _pictures(message, outside)
            passages += [one for block in _EVIDENCE.findall(text) for one in _passages(block)]
    return Shown(
        tools=tools,
        question=question,
        options=options,
        pictures=tuple(pictures),
        passages=tuple(passages),
        called=tuple(called),
    )


def _tool_names(system: str) -> frozenset[str]:
    found = _TOOLS.search(system)
    records = (_record(line) for line in (found.group(1).splitlines() if found else ()))
    return frozenset(str(one["name"]) for one in records if "name" in one)


def _pictures(message: HumanMessage, text: str) -> Iterator[Picture]:
    """The pictures of a turn beside their lines, which come in the same order."""
    content = message.content if isinstance(message.content, list) else []
    sent = [part["image_url"]["url"] for part in content if isinstance(part, dict) and part.get("type") == "image_url"]
    for line, url in zip(_PICTURE.finditer(text), sent, strict=False):
        pixels = _pixels(url)
        if pixels is not None:
            yield Picture(number=int(line.group(1)), about=_record(line.group(2)), pixels=pixels)


def _pixels(url: str) -> NDArray[np.uint8] | None:
    try:
        data = base64.b64decode(url.partition("base64,")[2], validate=True)
        with Pillow.open(BytesIO(data)) as picture:
            return np.asarray(picture.convert("L"))
    except (binascii.Error, OSError):
        return None


def _passages(block: str) -> Iterator[Passage]:
    for part in re.split(r"\n\n(?=\[E\d+\] \{)", block):
        found = _PASSAGE.match(part.strip())
        if found is not None:
            about = _record(found.group(2))
            yield Passage(label=found.group(1), id=str(about.get("passage", "")), text=found.group(3))


def _record(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
