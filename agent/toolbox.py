"""Running a turn's tool calls: side by side, each under a timeout, every outcome a message to the model."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from agent.coordinates import WORDS, Convention, from_model, to_model
from agent.dialects import Call, Reply
from agent.errors import ConfigurationError
from agent.messages import seen_size
from agent.models.profile import Profile
from agent.store import ImageStore
from tools.cine import Cine
from tools.errors import ToolError, UnknownTool
from tools.image import Image, ImageRef
from tools.isolation.running import is_of_library, run_isolated
from tools.region import BoundingBox, Mask
from tools.result import ToolResult
from tools.schema import BoxKind, ImageKind, PointsKind
from tools.segmentation.learned.description import Segmenter
from tools.segmentation.learned.offering import with_segmenters
from tools.tool import Tool, load, names
from tools.volume import Volume

__all__ = ["Outcome", "canonical", "collect", "find", "looked", "named", "run_calls", "schemas"]

_REPEATS = 2
"""The same call may be made this often; after that the model is told that it has the result already."""
_GRACE = 5.0
"""A tool in a child process stops by itself [s]; only where even that fails, it is given up after so much more."""
_LARGEST = 10**15
"""Numbers from this size on are left for the tool to refuse: scaling them could overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one call came to: a result, or a sentence for the model."""

    call: Call
    result: ToolResult | None = None
    error: str | None = None


def schemas(tools: Mapping[str, Tool], convention: Convention = "original") -> tuple[Mapping[str, Any], ...]:
    """What the model is told about its tools, in a fixed order.

    Args:
        tools: What there is, by name.
        convention: What the model measures boxes in; the tools' own words say pixels.
    """
    told = tuple(
        {"name": name, "description": tool.description, "parameters": tool.schema}
        for name, tool in sorted(tools.items())
    )
    return told if convention == "original" else tuple(_retold(one, convention) for one in told)


def _retold(part: Any, convention: Convention) -> Any:
    if isinstance(part, str):
        return part.replace(WORDS["original"], WORDS[convention])
    if isinstance(part, Mapping):
        return {key: _retold(value, convention) for key, value in part.items()}
    return [_retold(one, convention) for one in part] if isinstance(part, list) else part


def collect(
    more: Sequence[Tool | Callable[..., Any]], segmenters: Sequence[str | Path | Segmenter] = ()
) -> dict[str, Tool]:
    """All tools that ship, and more: typed functions or `Tool`s.

    Args:
        more: Further tools.
        segmenters: Segmentation models of the user's own, which `segment` offers beside what ships.

    Raises:
        ConfigurationError: If two share a name, or the description of a model is broken.
    """
    tools = {name: load(name) for name in names()}
    try:
        tools["segment"] = with_segmenters(tools["segment"], segmenters)
    except ToolError as error:
        raise ConfigurationError(f"A segmenter cannot be used: {error}") from error
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
        seconds: Wall clock of each call [s]. Tools of the library run in child processes and are stopped there; a
            function of somebody's own runs in a thread, which cannot be stopped: its late result is discarded.
    """

    def volume(number: int) -> Volume:
        return store.volume(images[number - 1])

    def cine(number: int) -> Cine:
        return store.cine(images[number - 1])

    def mask(number: int, segment: int) -> Mask:
        return store.mask(images[number - 1], segment)

    async def one(call: Call) -> Outcome:
        try:
            tool = find(call.name, tools)
            if called.count(canonical(call)) >= _REPEATS:
                return Outcome(call=call, error="This call was made before; its result is above. Go on from it.")
            arguments = _original(call.arguments, tool, images, profile)
            pixels = {number: store.get(ref) for number, ref in enumerate(images, start=1)}
            apart = is_of_library(tool)
            work = asyncio.to_thread(_run, tool, arguments, pixels, (volume, cine, mask), seconds if apart else None)
            result = await asyncio.wait_for(work, timeout=seconds + (_GRACE if apart else 0.0))
        except ToolError as error:
            return Outcome(call=call, error=str(error))
        except TimeoutError:
            return Outcome(call=call, error=f"{call.name} took longer than {seconds:g} s and was given up.")
        return Outcome(call=call, result=result)

    return tuple(await asyncio.gather(*(one(call) for call in calls)))


def _run(
    tool: Tool,
    arguments: Mapping[str, Any],
    images: Mapping[int, Image],
    finders: tuple[Callable[[int], Volume], Callable[[int], Cine], Callable[[int, int], Mask]],
    seconds: float | None,
) -> ToolResult:
    """Run a call for so many seconds in a child process, or right here where None."""
    volumes, cines, masks = finders
    if seconds is None:
        return tool.run(arguments, images, volumes, cines, masks)
    return run_isolated(tool, arguments, images, seconds=seconds, volumes=volumes, cines=cines, masks=masks)


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
    """Boxes and points in the model's coordinates become pixels of the image named before them.

    Odd values are left for the tool to refuse.

    Raises:
        ToolError: If a box cannot lie on its image.
    """
    out = dict(arguments)
    if profile.coordinates == "original":
        return out
    ref: ImageRef | None = None
    for parameter in tool.parameters:
        value = out.get(parameter.name)
        if isinstance(parameter.kind, ImageKind):
            inside = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= len(images)
            ref = images[value - 1] if inside and isinstance(value, int) else None
        elif ref is not None and isinstance(parameter.kind, BoxKind) and _numbers(value, 4):
            out[parameter.name] = _box(value, ref, profile)
        elif ref is not None and isinstance(parameter.kind, PointsKind) and isinstance(value, list):
            out[parameter.name] = [_point(one, ref, profile) if _numbers(one, 2) else one for one in value]
    return out


def _box(value: Any, ref: ImageRef, profile: Profile) -> list[float]:
    seen = seen_size(ref.width, ref.height, profile)
    corners = (value[0], value[1], value[2], value[3])
    return list(from_model(corners, (ref.width, ref.height), seen, profile.coordinates).as_tuple())


def _point(point: Any, ref: ImageRef, profile: Profile) -> list[float]:
    seen = seen_size(ref.width, ref.height, profile)
    # A point is scaled like the corner of a box.
    corner = BoundingBox(left=0.0, top=0.0, right=float(ref.width), bottom=float(ref.height))
    _, _, across, down = to_model(corner, (ref.width, ref.height), seen, profile.coordinates)
    return [point[0] * ref.width / across, point[1] * ref.height / down]


def _numbers(value: object, count: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < _LARGEST for one in value)
    )


def looked(read: Reply, images: Sequence[ImageRef], profile: Profile) -> list[dict[str, Any]]:
    """Boxes that the model named in its reasoning, in pixels of the original; what lies on no image is left out.

    Args:
        read: The turn.
        images: Images by number, from 1.
        profile: Whose coordinates the boxes are in.
    """
    out: list[dict[str, Any]] = []
    for one in read.looked:
        if 1 <= one.image <= len(images):
            try:
                box = _box(one.box, images[one.image - 1], profile)
            except ToolError:
                continue
            out.append({"image": one.image, "box": [round(side, 1) for side in box]})
    return out


def named(result: ToolResult, ref: ImageRef | None) -> ToolResult:
    """Findings and measurements that do not say on which image they were made are on the one named in the call."""
    if ref is None:
        return result
    findings = tuple(
        replace(one, image=ref) if one.image is None and one.source != "history" else one for one in result.findings
    )
    measurements = tuple(
        replace(one, image=ref) if one.image is None and one.span is None else one for one in result.measurements
    )
    return replace(result, findings=findings, measurements=measurements)
