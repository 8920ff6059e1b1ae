"""Show frames of a video or a cine loop."""

from dataclasses import replace
from typing import Annotated

from tools.cine import Cine
from tools.errors import BadArguments
from tools.image import Image, Origin
from tools.result import ToolResult
from tools.tool import Range, Tool

__all__ = ["TOOL", "frames"]


def frames(
    cine: Cine,
    times: Annotated[tuple[float, ...], Range(1, 8)] | None = None,
    numbers: Annotated[tuple[int, ...], Range(1, 8)] | None = None,
    count: Annotated[int, Range(1, 8)] = 4,
) -> ToolResult:
    """Show frames of a video, an ultrasound loop or another series: at given times, by number, or evenly spaced.

    Args:
        cine: Series to look at.
        times: When the frames are shown, in seconds after the start; only where the series states its times.
        numbers: Numbers of the frames, from 1.
        count: How many evenly spaced frames, without times and numbers.

    Returns:
        The frames, each once, in the order that was asked for.

    Raises:
        BadArguments: If times and numbers are both given, or a frame does not exist.
    """
    there = len(cine.frames)
    if times is not None and numbers is not None:
        raise BadArguments("Give times or numbers, not both.")
    if times is not None:
        chosen = [cine.nearest(one) for one in times]
    elif numbers is not None:
        chosen = [_checked(one, there) for one in numbers]
    else:
        shown = min(count, there)
        chosen = [int((one + 0.5) * there / shown) for one in range(shown)]
    chosen = list(dict.fromkeys(chosen))
    said = ", ".join(_said(cine, index) for index in chosen)
    return ToolResult(
        text=f"frames: {said} of {there}.",
        images=tuple(_frame(cine.frames[index]) for index in chosen),
        values={
            "frames": [
                {"number": index + 1, **({"time_s": round(cine.times[index], 3)} if cine.times else {})}
                for index in chosen
            ]
        },
    )


def _checked(number: int, there: int) -> int:
    if not 1 <= number <= there:
        raise BadArguments(f"numbers must be from 1 to {there}, got {number}.")
    return number - 1


def _said(cine: Cine, index: int) -> str:
    return f"number {index + 1}" + (f" at {cine.times[index]:.2f} s" if cine.times else "")


def _frame(image: Image) -> Image:
    return replace(image, origin=Origin(parent=image.ref, operation="frames", box=image.box))


TOOL = Tool.of(frames)
