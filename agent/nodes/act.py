"""Run the turn's tool calls side by side; each result returns as numbered images and typed values in a user turn."""

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any

from langchain_core.messages import AnyMessage
from langgraph.runtime import Runtime

from agent import prompts
from agent.budget import Spent
from agent.comparison import Earlier, Seen, seen_of
from agent.context import Context
from agent.dialects import dialect
from agent.messages import describe, finding_record, measurement_record, picture, user
from agent.state import State, Update
from agent.toolbox import Outcome, canonical, named, run_calls
from agent.trace import Step
from tools.finding import Finding, Measurement
from tools.image import Image, ImageRef
from tools.notes import neutralise
from tools.result import ToolResult

__all__ = ["act"]


async def act(state: State, runtime: Runtime[Context]) -> Update:
    """Run the calls that look at or compute on images."""
    context = runtime.context
    began = monotonic()
    asked = [call for call in (state.turn.calls if state.turn else ()) if not _searches(call.name, context)]
    left = max(0, context.budget.calls - state.spent.calls)
    seconds = max(0.1, min(context.budget.call_seconds, context.seconds_left))
    outcomes = await run_calls(
        asked[:left], context.tools, state.images, state.called, context.store, context.profile, seconds
    )
    outcomes += tuple(
        Outcome(call=call, error=f"The budget of {context.budget.calls} tool calls is spent; answer now.")
        for call in asked[left:]
    )
    gathered = _Gathered(state, context)
    for outcome in outcomes:
        gathered.take(outcome)
    step = Step(
        node="act",
        kind="called",
        summary="; ".join(gathered.said) + ".",
        detail={"calls": gathered.records},
        seconds=monotonic() - began,
    )
    return {
        "messages": tuple(gathered.messages),
        "images": tuple(gathered.refs),
        "seen": tuple(gathered.seen),
        "findings": tuple(gathered.findings),
        "measurements": tuple(gathered.measurements),
        "not_judged": tuple(dict.fromkeys(one for one in gathered.not_judged if one not in state.not_judged)),
        "called": tuple(canonical(outcome.call) for outcome in outcomes),
        "spent": Spent(calls=min(left, len(asked))),
        "steps": (step,),
    }


def _searches(name: str, context: Context) -> bool:
    tool = context.tools.get(name)
    return tool is not None and tool.runs_in == "retrieve"


_NAMED = ("image", "volume", "cine")
"""What the tools call the image that they look at."""


class _Gathered:
    """What the outcomes of one turn add to the case, in the order of the calls."""

    def __init__(self, state: State, context: Context) -> None:
        self._context = context
        self._numbers = {ref.digest: number for number, ref in enumerate(state.images, start=1)}
        self._before = state.images
        self.messages: list[AnyMessage] = []
        self.refs: list[ImageRef] = []
        self.findings: list[Finding] = []
        self.measurements: list[Measurement] = []
        self.not_judged: list[str] = []
        self.seen: list[Seen] = []
        self._earlier = {one.number: one for one in state.earlier}
        self.said: list[str] = []
        self.records: list[dict[str, Any]] = []

    def take(self, outcome: Outcome) -> None:
        """Add one outcome."""
        call = outcome.call
        record: dict[str, Any] = {"id": call.id, "name": call.name, "arguments": dict(call.arguments)}
        if outcome.result is None:
            record["error"] = outcome.error
            self.said.append(f"{call.name}: {outcome.error}")
            self._say(call.id, call.name, {"error": outcome.error}, [])
            if self._earlier:
                self.seen += seen_of(call.name, call.arguments, ToolResult(text=""), refusal=outcome.error or "")
        else:
            result = named(outcome.result, self._named(call.arguments.get("image")))
            made = self._keep(result.images)
            body = self._body(result, made)
            earlier = self._of_earlier(call.arguments)
            if earlier is not None:
                # What is seen on an earlier image is told with its age, and is no finding of the present.
                body["prior"] = earlier.words
            else:
                self.findings += result.findings
                self.measurements += result.measurements
                self.not_judged += result.not_judged
            if self._earlier:
                self.seen += seen_of(call.name, call.arguments, result)
            record["result"] = body
            if made:
                record["shown"] = [{"number": number, "digest": ref.digest} for number, _, ref in made]
            self.said.append(result.text.rstrip("."))
            self._say(call.id, call.name, body, made)
        self.records.append(record)

    def _named(self, number: object) -> ImageRef | None:
        inside = isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(self._before)
        return self._before[number - 1] if inside and isinstance(number, int) else None

    def _of_earlier(self, arguments: Mapping[str, Any]) -> Earlier | None:
        """The earlier study that the image of a call belongs to, or was made from."""
        if not self._earlier:
            return None
        ref = next((found for name in _NAMED if (found := self._named(arguments.get(name))) is not None), None)
        for _ in range(len(self._before)):
            number = None if ref is None else self._numbers.get(ref.digest)
            if ref is None or number is None or number in self._earlier:
                return None if number is None else self._earlier.get(number)
            origin = self._context.store.get(ref).origin
            ref = None if origin is None else origin.parent
        return None

    def _keep(self, images: tuple[Image, ...]) -> list[tuple[int, Image, ImageRef]]:
        """Store new images and number them, within the budget."""
        made: list[tuple[int, Image, ImageRef]] = []
        for image in images:
            if len(self._numbers) >= self._context.budget.images:
                break
            ref = self._context.store.put(image)
            if ref.digest not in self._numbers:
                self._numbers[ref.digest] = len(self._before) + len(self.refs) + 1
                self.refs.append(ref)
            made.append((self._numbers[ref.digest], image, ref))
        return made

    def _body(self, result: ToolResult, made: list[tuple[int, Image, ImageRef]]) -> dict[str, Any]:
        profile = self._context.profile
        body: dict[str, Any] = {"text": result.text}
        if result.findings:
            body["findings"] = [finding_record(one, self._numbers, profile) for one in result.findings]
        if result.measurements:
            body["measurements"] = [measurement_record(one, self._numbers) for one in result.measurements]
        if result.not_judged:
            body["not_judged"] = list(result.not_judged)
        if made:
            body["images"] = [number for number, _, _ in made]
        if result.values:
            body["values"] = result.values
        warnings = list(result.warnings)
        if len(made) < len(result.images):
            warnings.append(f"The budget of {self._context.budget.images} images is spent; a new one is not shown.")
        if warnings:
            body["warnings"] = warnings
        return body

    def _say(self, call: str, name: str, body: dict[str, Any], made: list[tuple[int, Image, ImageRef]]) -> None:
        profile = self._context.profile
        lines = [describe(number, image, ref, profile, self._numbers) for number, image, ref in made]
        text = prompts.render(
            "tool_response",
            id=call,
            name=neutralise(name)[:64],
            result=json.dumps(body, ensure_ascii=False, sort_keys=True, default=str),
            images="\n".join(lines),
        )
        framed = dialect(profile.dialect).respond("results", text.strip())
        self.messages.append(user(framed, [picture(number, ref) for number, _, ref in made]))
