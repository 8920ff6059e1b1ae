"""Run a tool in a child process, where a timeout really stops it."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from tools.cine import Cine
from tools.errors import ToolStopped, UnknownTool
from tools.image import Image
from tools.isolation.buffers import fill
from tools.isolation.codec import encode
from tools.isolation.pool import POOL, Pool
from tools.isolation.process import (
    Allowance,
    Child,
    ChildDied,
    ChildFault,
    ChildOutOfMemory,
    ChildTimedOut,
)
from tools.region import Mask
from tools.result import ToolResult
from tools.tool import Tool, load
from tools.volume import Volume
from tools.volumes import no_cines, no_masks, no_volumes

__all__ = ["TOOL_BYTES", "is_of_library", "run_isolated"]

TOOL_BYTES = 4 * 1024**3
"""Memory that one tool call may take [bytes]: a segmentation of the largest frame in float32 with its copies."""

_ANSWER_BYTES = 1024**3
"""Pixels that one call may give back [bytes]."""


def is_of_library(tool: Tool) -> bool:
    """True for a tool that ships: a child can load it by its name; somebody's own function stays where it is."""
    try:
        return load(tool.name) is (tool.base or tool)
    except UnknownTool:
        return False


def run_isolated(
    tool: Tool,
    arguments: Mapping[str, Any],
    images: Mapping[int, Image],
    *,
    seconds: float,
    volumes: Callable[[int], Volume] = no_volumes,
    cines: Callable[[int], Cine] = no_cines,
    masks: Callable[[int, int], Mask] = no_masks,
    pool: Pool = POOL,
) -> ToolResult:
    """Check the arguments here, and call the function in a child process.

    Args:
        tool: One of the library.
        arguments: JSON values as a model wrote them.
        images: Images by number, from 1.
        seconds: Wall clock and processor time of the call [s].
        volumes: Finds the volume that the image of a number belongs to, or raises NoVolume; asked here.
        cines: Finds the series that the image of a number belongs to, or raises BadArguments; asked here.
        masks: Finds a segment, by its number, on the image of a number, or raises BadArguments; asked here.
        pool: Where the child comes from.

    Raises:
        BadArguments: If an argument is unknown, missing, of the wrong kind, out of range or unsuitable.
        ToolStopped: If the call used up its time or memory, or its process died.
        ChildFault: If the tool itself is at fault.
    """
    until = time.monotonic() + seconds
    values, put_right = tool.bind(arguments, images, volumes, cines, masks)
    arrays: list[NDArray[Any]] = []
    order = {"name": tool.name, "values": encode(values, arrays)}
    descriptor = fill(arrays)
    size = sum(one.nbytes for one in arrays)

    def work(child: Child) -> ToolResult:
        left = max(0.0, until - time.monotonic())
        allowance = Allowance(memory=TOOL_BYTES + tool.more_memory + size, seconds=left, answer=_ANSWER_BYTES)
        given = () if descriptor is None else (descriptor,)
        found: ToolResult = child.ask("tool", order, given, ToolResult, allowance)
        return found

    try:
        result = pool.use(work, within=seconds)
    except ChildFault:
        raise
    except ChildTimedOut as error:
        raise ToolStopped(f"{tool.name} took longer than {seconds:g} s and was stopped; ask for less.") from error
    except ChildOutOfMemory as error:
        raise ToolStopped(f"{tool.name} ran out of memory and was stopped; crop the image first.") from error
    except ChildDied as error:
        raise ToolStopped(f"{tool.name} broke down in a process of its own; go on without it.") from error
    finally:
        if descriptor is not None:
            os.close(descriptor)
    return replace(result, warnings=put_right + result.warnings)
