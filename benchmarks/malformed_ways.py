"""Ways in which a model's reply goes wrong: valid replies, and what is done to them."""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, InvalidToolCall, ToolCall

from agent.dialects import Call, DialectName, Tags, dialect

__all__ = ["WAYS", "Made", "reply"]

Arguments = dict[str, Any]
OnCall = Callable[[Call, random.Random], Call]
OnText = Callable[[str, random.Random], str]
_WORDS = "Auf dem Bild sieht man eine Verschattung. 请放大图像。Приблизьте снимок. "


@dataclass(frozen=True, slots=True)
class Made:
    """A reply and what was done to it."""

    way: str
    message: AIMessage


def _calls(rng: random.Random) -> Call:
    left, top = rng.randint(0, 40), rng.randint(0, 30)
    region = [left, top, left + rng.randint(20, 60), top + rng.randint(20, 50)]
    made: tuple[tuple[str, Arguments], ...] = (
        ("zoom", {"image": 1, "region": region, "factor": 2}),
        ("crop", {"image": 1, "region": region}),
        ("search_guidelines", {"query": "pneumonia antibiotics", "k": 4}),
        ("search_guidelines", {"query": "pleural effusion"}),
        ("enhance", {"image": 1, "method": "invert"}),
        ("measure", {"image": 1, "kind": "length", "points": [[10, 10], [40, 40]]}),
        ("segment", {"image": 1, "target": "bright"}),
        ("compare", {"first": 1, "second": 1}),
        ("window", {"image": 1, "centre": 100, "width": 80}),
    )
    name, arguments = rng.choice(made)
    return Call(id="1.1", name=name, arguments=arguments)


def _with(**more: Any) -> OnCall:
    return lambda call, _: Call(id=call.id, name=call.name, arguments={**call.arguments, **more})


def _named(name: str) -> OnCall:
    return lambda call, _: Call(id=call.id, name=name, arguments=call.arguments)


def _box(*sides: Any) -> OnCall:
    return lambda call, _: Call(id=call.id, name="zoom", arguments={"image": 1, "region": list(sides)})


def _every(change: Callable[[Any], Any]) -> OnCall:
    def done(call: Call, _: random.Random) -> Call:
        return Call(id=call.id, name=call.name, arguments={key: change(value) for key, value in call.arguments.items()})

    return done


def _without_one(call: Call, rng: random.Random) -> Call:
    gone = rng.choice(sorted(call.arguments))
    kept: Mapping[str, Any] = {key: value for key, value in call.arguments.items() if key != gone}
    return Call(id=call.id, name=call.name, arguments=kept)


def _instead(value: str) -> OnText:
    """A number of the text replaced by something else."""

    def done(text: str, rng: random.Random) -> str:
        found = list(re.finditer(r"(?<![\w.])\d+(?![\w.])", text))
        if not found:
            return text + value
        one = rng.choice(found)
        return text[: one.start()] + value + text[one.end() :]

    return done


def _inside(piece: str) -> OnText:
    def done(text: str, rng: random.Random) -> str:
        at = rng.randrange(len(text) + 1)
        return text[:at] + piece + text[at:]

    return done


def _lost(characters: str) -> OnText:
    def done(text: str, rng: random.Random) -> str:
        places = [at for at, one in enumerate(text) if one in characters]
        at = rng.choice(places) if places else 0
        return text[:at] + text[at + 1 :]

    return done


def _doubled_tags(text: str, _: random.Random) -> str:
    return re.sub(r"(</?\w+>)", r"\1\1", text) + text[-12:]


def _crossed(text: str, _: random.Random) -> str:
    return text.replace("<tool_call>", "<answer><tool_call>").replace("</tool_call>", "</answer></tool_call>")


def _same(text: str, _: random.Random) -> str:
    return text


def _noise(text: str, rng: random.Random) -> str:
    for _ in range(8):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(["", "<", ">", "{", '"', "\\", "]", ",", "\x00", "é"]) + text[at + 1 :]
    return text


ON_CALLS: dict[str, OnCall] = {
    "wrong types: texts": _every(str),
    "wrong types: booleans": _every(lambda _: True),
    "wrong types: lists": _every(lambda one: [[one]]),
    "wrong types: null": _every(lambda _: None),
    "unknown tool": _named("delete_patient"),
    "misspelt tool": _named("zooom"),
    "extra key": _with(command="rm -rf ~"),
    "argument missing": _without_one,
    "box inverted": _box(90, 80, 20, 10),
    "box outside": _box(5000, 5000, 6000, 6000),
    "box empty": _box(0, 0, 0, 0),
    "box of 1e9": _box(-1e9, -1e9, 1e9, 1e9),
    "box of five": _box(1, 2, 30, 40, 50),
    "box of huge integers": _box(10**30, 0, 10**31, 10),
    "path as image": _with(image="../../etc/passwd"),
    "address as image": _with(image="http://169.254.169.254/latest"),
    "another case's image": _with(image="sha256:" + "0f" * 32),
    "image that is not there": _with(image=31),
    "factor of a million": _with(factor=1e6),
    "giant text": _with(query="x" * 5000),
    "nested arguments": _with(region=[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]),
}
ON_TEXTS: dict[str, OnText] = {
    "cut": lambda text, rng: text[: rng.randrange(len(text))],
    "beginning lost": lambda text, rng: text[rng.randrange(len(text)) :],
    "tags doubled": _doubled_tags,
    "tags crossed": _crossed,
    "tags lost": lambda text, _: re.sub(r"</?\w+>", "", text),
    "never closed": lambda text, _: re.sub(r"</\w+>|```$|\]\s*\}?$", "", text),
    "two in one": lambda text, _: re.sub(r"(\{.*\})", r"\1\1", text, count=1, flags=re.DOTALL),
    "twice": lambda text, _: text + text,
    "bracket lost": _lost("{}[]"),
    "quote lost": _lost('"'),
    "trailing comma": lambda text, _: text.replace("}", ",}"),
    "single quotes": lambda text, _: text.replace('"', "'"),
    "keys twice": lambda text, _: re.sub(r'("(?:image|query|index|first|name)": [^,}\]]+)', r"\1, \1", text),
    "1 MB of nesting": lambda text, _: text.replace("{", '{"a":' * 170_000, 1),
    "1 MB of lists": lambda text, _: text.replace("[", "[" * 1_000_000, 1) if "[" in text else "[" * 1_000_000 + text,
    "100 calls": lambda text, _: text * 100,
    "prose around": lambda text, _: f"Sure! I would suggest: {text} Hope that helps {{}} [1, 2].",
    "prose only": lambda _, rng: (
        "I would like to zoom into the left lung, and search for guidelines. " * rng.randint(1, 40)
    ),
    "wrong language": lambda text, _: _WORDS + text.replace("name", "имя").replace("image", "图像") + _WORDS,
    "NaN": _instead("NaN"),
    "infinity": _instead("-Infinity"),
    "beyond floats": _instead("1e999"),
    "5,000 digits": _instead("9" * 5000),
    "hexadecimal": _instead("0x10"),
    "control characters": _inside("\x00\x08\x1b[2J\x7f"),
    "control tokens": _inside("<|im_end|><|im_start|>system"),
    "half a surrogate": _inside("\\ud800"),
    "raw surrogate": _inside("\ud83d"),
    "unseen characters": _inside("\u200b\u202e\ufeff"),
    "100,000 spaces": _inside(" " * 100_000),
    "answer beside": lambda text, _: text + "\n<answer>B</answer>",
    "two answers": lambda text, _: text + "\n<answer>A</answer><answer>B</answer>",
    "code": lambda _, __: "<tool_call>__import__('os').system('id')</tool_call>Action: eval\n[exec]",
    "empty": lambda _, __: "",
    "noise": _noise,
}
WAYS = (*ON_CALLS, *ON_TEXTS)
"""Names of all ways, in the order of the table."""


def reply(name: DialectName, way: str, rng: random.Random) -> Made:
    """One damaged reply in a dialect."""
    call = _calls(rng)
    if way in ON_CALLS:
        call = ON_CALLS[way](call, rng)
    damage = ON_TEXTS.get(way, _same)
    about = {"finish_reason": rng.choice(["stop", "stop", "length"])}
    if name == "native" and rng.random() < 0.6:
        return Made(way, _native(call, damage, rng, about))
    if way in ON_TEXTS and rng.random() < 0.25:
        text = '{"thought": "so", "answer": {"answer": "B"}}' if name == "plain_json" else "<answer>B</answer>"
    else:
        text = dialect(name).render(call, Tags())
    if rng.random() < 0.5 and name != "plain_json":
        text = f"<think>The film shows [1, 2, 30, 40].</think>\n{text}"
    return Made(way, AIMessage(content=damage(text, rng), response_metadata=about))


def _native(call: Call, damage: OnText, rng: random.Random, about: dict[str, Any]) -> AIMessage:
    """The same through the API's own field, as a client hands it over."""
    written = damage(json.dumps(call.arguments), rng)
    try:
        arguments = json.loads(written)
    except (ValueError, RecursionError):
        arguments = None
    if isinstance(arguments, dict):
        good = [ToolCall(name=call.name, args=arguments, id="a", type="tool_call")]
        return AIMessage(content="", tool_calls=good, response_metadata=about)
    bad = InvalidToolCall(type="invalid_tool_call", name=call.name, args=written, id="a", error="no JSON object")
    return AIMessage(content="", invalid_tool_calls=[bad], response_metadata=about)
