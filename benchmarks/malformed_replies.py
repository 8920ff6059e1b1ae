"""Malformed replies in every dialect, each through the real loop of a case: read, complain, check, run.

    python benchmarks/malformed_replies.py [--count 2000] [--seed 0]

Valid replies are damaged in named ways and given to whole cases by a scripted model. Counted are exceptions that leave
`diagnose`, and calls that were executed although a second validator (pydantic, built from the tool's JSON schema)
refuses their arguments or their image is not one of the case. `null` for an optional argument means "not given" and is
left out before. A cell is `replies / executed calls`. The last line is `escaped A, invalid executed B, of N`.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Literal, Union, get_args

import numpy as np
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import AfterValidator, ConfigDict, Field, PrivateAttr, StrictBool, ValidationError, create_model

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from agent import Agent, Budget, Diagnosis  # noqa: E402
from agent.dialects import DialectName  # noqa: E402
from agent.models.profile import load_profile  # noqa: E402
from agent.toolbox import collect  # noqa: E402
from benchmarks.malformed_ways import WAYS, Made, reply  # noqa: E402
from tools.image import Image  # noqa: E402

DIALECTS: tuple[Any, ...] = get_args(DialectName)
CONVENTIONS: tuple[Any, ...] = ("original", "processed", "thousandths", "fraction")
A_CASE = 6
"""Most malformed replies of one case [1]; it ends earlier where one is an answer or the complaints are used up."""


class Damaged(BaseChatModel):
    """Says what comes next of a stream of damaged replies, then gives up with a readable answer."""

    _given: list[Made] = PrivateAttr(default_factory=list)
    _coming: Iterator[Made] = PrivateAttr(default_factory=lambda: iter(()))

    @property
    def _llm_type(self) -> str:
        return "damaged"

    def begin(self, stream: Iterator[Made]) -> list[Made]:
        """Start a case; the list fills with what it was told."""
        self._coming, self._given = stream, []
        return self._given

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        made = next(self._coming, None) if len(self._given) < A_CASE else None
        if made is None:
            message = AIMessage(content="<answer>enough</answer>", response_metadata={"finish_reason": "stop"})
        else:
            self._given.append(made)
            message = made.message
        return ChatResult(generations=[ChatGeneration(message=message)])


def strict(schema: dict[str, Any]) -> Any:
    """A pydantic type of the same values as a JSON schema of ours; numbers are finite, booleans are no numbers."""
    kind = schema.get("type")
    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    if isinstance(kind, list):
        return Union[tuple(strict(schema | {"type": one}) for one in kind)]  # noqa: UP007  as many as the schema has
    if kind == "string":
        limits = Field(strict=True, min_length=schema.get("minLength", 0), max_length=schema.get("maxLength"))
        return Annotated[str, limits]
    if kind in ("integer", "number"):
        limits = Field(strict=True, ge=schema.get("minimum"), le=schema.get("maximum"), allow_inf_nan=False)
        return Annotated[float, limits, AfterValidator(_whole)] if kind == "integer" else Annotated[float, limits]
    if kind == "boolean":
        return StrictBool
    return _nested(schema)


def _nested(schema: dict[str, Any]) -> Any:
    if schema["type"] == "array":
        limits = Field(strict=True, min_length=schema.get("minItems", 0), max_length=schema.get("maxItems"))
        inner = strict(schema["items"]) if "items" in schema else Any
        return Annotated[list[inner], limits]  # type: ignore[valid-type]
    if schema["type"] == "object":
        inner, limits = strict(schema["additionalProperties"]), Field(max_length=schema.get("maxProperties"))
        return Annotated[dict[str, inner], limits]  # type: ignore[valid-type]
    raise TypeError(f"No validator for {schema['type']!r}.")


def _whole(value: float) -> float:
    if value != int(value):
        raise ValueError("not a whole number")
    return value


def validators() -> dict[str, Any]:
    """One model a tool."""
    out: dict[str, Any] = {}
    for name, tool in collect(()).items():
        needed = set(tool.schema["required"])
        fields: dict[str, Any] = {
            key: (strict(one), ...) if key in needed else (strict(one), None)
            for key, one in tool.schema["properties"].items()
        }
        out[name] = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    return out


def executed(diagnosis: Diagnosis) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Turn, name and arguments of every call that ran, from the trace."""
    asked: list[dict[str, Any]] = []
    turn = 0
    for step in diagnosis.trace.steps:
        if step.node == "think":
            turn, asked = step.detail.get("turn", turn), list(step.detail.get("calls", ()))
        ran = [one for one in step.detail["calls"] if "result" in one] if step.node == "act" else []
        if step.node == "retrieve":
            queries = [one["query"] for one in step.detail["queries"]]
            searches = [one for one in asked if one["name"] == "search_guidelines"]
            ran = [one for one in searches if one["arguments"].get("query") in queries]
        yield from ((turn, one["name"], one["arguments"]) for one in ran)


def is_valid(name: str, arguments: dict[str, Any], images: int, checks: dict[str, Any]) -> bool:
    """What the second validator says."""
    try:
        checks[name].model_validate({key: value for key, value in arguments.items() if value is not None})
    except (KeyError, ValidationError):
        return False
    return all(arguments.get(key) is None or 1 <= arguments[key] <= images for key in ("image", "first", "second"))


class Tally:
    """What came out, by dialect and way."""

    def __init__(self) -> None:
        self.checks = validators()
        self._aside = ThreadPoolExecutor(1)
        self.replies: Counter[tuple[str, str]] = Counter()
        self.ran: Counter[tuple[str, str]] = Counter()
        self.escaped: list[str] = []
        self.invalid: list[str] = []

    def case(self, agent: Agent, model: Damaged, stream: Iterator[Made], dialect: str, film: Image) -> int:
        """Run one case; returns how many replies it used."""
        given = model.begin(stream)
        # A future keeps whatever escapes; that is what is counted.
        ended = self._aside.submit(agent.diagnose, film, "40-year-old man with fever and cough.")
        error = ended.exception()
        diagnosis = ended.result() if error is None else None
        if error is not None:
            way = given[-1].way if given else "start"
            self.escaped.append(f"{dialect}, {way}: {type(error).__name__}: {error}"[:300])
        self.replies.update((dialect, one.way) for one in given)
        for turn, name, arguments in executed(diagnosis) if diagnosis is not None else ():
            way = given[turn - 1].way if 0 < turn <= len(given) else "(none)"
            self.ran[dialect, way] += 1
            if not is_valid(name, arguments, Budget().images, self.checks):
                self.invalid.append(f"{dialect}, {way}: {name} {json.dumps(arguments, default=repr)[:200]}")
        return len(given)

    def show(self) -> None:
        """Print the table and every failure."""
        table = Table(title="replies / executed calls", header_style="")
        table.add_column("way")
        for one in DIALECTS:
            table.add_column(one, justify="right")
        for way in WAYS:
            cells = [f"{self.replies[one, way]} / {self.ran[one, way]}" for one in DIALECTS]
            table.add_row(way, *cells)
        Console(width=140, color_system=None).print(table)
        for line in (*(f"ESCAPED {one}" for one in self.escaped), *(f"INVALID {one}" for one in self.invalid)):
            print(line)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description="Malformed replies through the real loop.")
    parser.add_argument("--count", type=int, default=2000, help="replies, over all dialects")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    pixels = np.zeros((96, 128), np.uint8)
    pixels[20:70, 30:100] = 180
    film = Image(pixels=pixels, modality="CR")
    tally, began, used = Tally(), monotonic(), 0
    for number, name in enumerate(DIALECTS):
        rng = random.Random(f"{given.seed} {name}")  # noqa: S311  repeatable, not secret
        share = given.count // len(DIALECTS) + (number < given.count % len(DIALECTS))
        ways = [list(WAYS)[at % len(WAYS)] for at in range(share)]
        rng.shuffle(ways)
        stream = iter([reply(name, way, rng) for way in ways])
        facts = {"dialect": name, "coordinates": CONVENTIONS[number % len(CONVENTIONS)]}
        model = Damaged()
        agent = Agent(
            profile=load_profile("scripted").model_copy(update=facts),
            model=model,
            encoder=None,
            budget=Budget(retrievals=0),
        )
        done = 0
        while done < share:
            done += tally.case(agent, model, stream, name, film) or share
        used += sum(tally.replies[name, way] for way in WAYS)
    tally.show()
    print(f"{used} replies in {monotonic() - began:.1f} s, seed {given.seed}")
    print(f"escaped {len(tally.escaped)}, invalid executed {len(tally.invalid)}, of {used}")
    return 1 if tally.escaped or tally.invalid or used != given.count else 0


if __name__ == "__main__":
    raise SystemExit(main())
