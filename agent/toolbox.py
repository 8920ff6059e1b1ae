"""Running a turn's tool calls: side by side, each under a timeout, every outcome a message to the model."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from agent.coordinates import from_model
from agent.dialects import Call
from agent.errors import ConfigurationError
from agent.messages import seen_size
from agent.models.profile import Profile
from agent.store import ImageStore
from tools.errors import ToolError, UnknownTool
from tools.image import ImageRef
from tools.result import ToolResult
from tools.tool import Tool, load, names

__all__ = ["Outcome", "canonical", "collect", "find", "named", "run_calls", "schemas"]

_REPEATS = 2
"""The same call may be made this often; after that the model is told that it has the result already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one call came to: a result, or a sentence for the model."""

    call: Call
    result: ToolResult | None = None
    error: str | None = None


def schemas(tools: Mapping[str, Tool]) -> tuple[Mapping[str, Any], ...]:
    """What the model is told about its tools, in a fixed order."""
    return tuple(
        {"name": name, "description": tool.description, "parameters": tool.schema}
        for name, tool in sorted(tools.items())
    )


def collect(more: Sequence[Tool | Callable[..., Any]]) -> dict[str, Tool]:
    """All tools that ship, and more: typed functions or `Tool`s.

    Raises:
        ConfigurationError: If two share a name.
    """
    tools = {name: load(name) for name in names()}
    for one in more:
        try:
            tool = one if isinstance(one, Tool) else Tool.of(one)
        except (ToolError, TypeError) as error:
            raise ConfigurationError(f"A tool of your own cannot be used: {error}") from error
        if tool.name in tools:
            raise ConfigurationError(f"There is a tool {tool.name!r} already; rename yours.")
        tools[tool.name] = tool
    return tools


def canonical(call: Call) -> str:
    """A call as one line, the same for the same call."""
    return json.dumps([call.name, call.arguments], sort_keys=True, ensure_ascii=False, default=str)


async def run_calls(
    calls: Sequence[Call],
    tools: Mapping[str, Tool],
    images: Sequence[ImageRef],
    called: Sequence[str],
    store: ImageStore,
    profile: Profile,
    seconds: float,
) -> tuple[Outcome, ...]:
    """Run calls side by side; the outcomes are in the order of the calls.

    Args:
        calls: What the model asked for.
        tools: What there is, by name.
        images: Images by number, from 1.
        called: Earlier calls, canonical, to notice repeats.
        store: Where the pixels are.
        profile: Whose coordinates the boxes are in.
        seconds: Wall clock of each call [s]. A thread that overruns cannot be stopped; its result is discarded.
    """

    async def one(call: Call) -> Outcome:
        try:
            tool = find(call.name, tools)
            if called.count(canonical(call)) >= _REPEATS:
                return Outcome(call=call, error="This call was made before; its result is above. Go on from it.")
            arguments = _original(call.arguments, tool, images, profile)
            pixels = {number: store.get(ref) for number, ref in enumerate(images, start=1)}
            result = await asyncio.wait_for(asyncio.to_thread(tool.run, arguments, pixels), timeout=seconds)
        except ToolError as error:
            return Outcome(call=call, error=str(error))
        except TimeoutError:
            return Outcome(call=call, error=f"{call.name} took longer than {seconds:g} s and was given up.")
        return Outcome(call=call, result=result)

    return tuple(await asyncio.gather(*(one(call) for call in calls)))


def find(name: str, tools: Mapping[str, Tool]) -> Tool:
    """Look a tool up by the name the model wrote.

    Raises:
        UnknownTool: With the nearest name and the list.
    """
    if name in tools:
        return tools[name]
    near = get_close_matches(name, tools, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UnknownTool(f"Unknown tool {name[:64]!r}.{hint} Tools: {', '.join(sorted(tools))}.")


def _original(arguments: Mapping[str, Any], tool: Tool, images: Sequence[ImageRef], profile: Profile) -> dict[str, Any]:
    """Boxes and points in the model's coordinates become pixels of the image; odd values are left for the tool."""
    out = dict(arguments)
    if profile.coordinates == "original":
        return out
    number = out.get("image")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(images):
        return out
    ref = images[number - 1]
    size, seen = (ref.width, ref.height), seen_size(ref.width, ref.height, profile)
    kinds = {name: kind for name, kind in tool.schema.get("properties", {}).items() if kind.get("type") == "array"}
    for name in kinds:
        value = out.get(name)
        if isinstance(value, list) and _numbers(value, 4):
            out[name] = list(
                from_model((value[0], value[1], value[2], value[3]), size, seen, profile.coordinates).as_tuple()
            )
        elif isinstance(value, list) and all(_numbers(point, 2) for point in value):
            out[name] = [_point(point, size, seen, profile) for point in value]
    return out


def _point(point: Sequence[float], size: tuple[int, int], seen: tuple[int, int], profile: Profile) -> list[float]:
    match profile.coordinates:
        case "processed":
            return [point[0] * size[0] / seen[0], point[1] * size[1] / seen[1]]
        case "thousandths":
            return [point[0] * size[0] / 1000.0, point[1] * size[1] / 1000.0]
        case "fraction":
            return [point[0] * size[0], point[1] * size[1]]
        case "original":
            return [point[0], point[1]]


def _numbers(value: object, count: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
    )


def named(result: ToolResult, ref: ImageRef | None) -> ToolResult:
    """Findings that do not say on which image they were made are on the one that was named in the call."""
    if ref is None:
        return result
    findings = tuple(
        replace(one, image=ref) if one.image is None and one.region is not None else one for one in result.findings
    )
    return replace(result, findings=findings)
