"""Which tools a case is told of: those of volumes only where there is a volume, those of frames where there are some.

A tool that is not offered can still be called, and then says itself what it lacks: what is left out is the telling,
which every turn of the model pays for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.schema import ImageKind
from tools.stacking import no_volume_of
from tools.study import Study
from tools.tool import Parameter, Tool
from tools.volume_schema import CineKind, MaskKind, VolumeKind

__all__ = ["offer", "offered_tools"]

_PRIOR = "prior"
"""A tool that needs an image of this name compares two of the study, and not two crops of one."""


def offer(tools: Mapping[str, Tool], studies: Sequence[Study], shown: int) -> tuple[str, ...]:
    """The names of the tools that a case is told of, in their order; `tool.argument` for an optional argument.

    Args:
        tools: What there is, by name.
        studies: The study of the case, then its earlier ones.
        shown: How many images of them the model sees at first.
    """
    series = [one for study in studies for one in study.series]
    has = {
        VolumeKind: any(no_volume_of(one) is None for one in series),
        CineKind: any(sum(len(instance.frames) for instance in one.instances) > 1 for one in series),
        MaskKind: bool(studies and studies[0].masks),
    }
    found: list[str] = []
    for name, tool in sorted(tools.items()):
        needed = [one for one in tool.parameters if one.required]
        if any(not has.get(type(one.kind), True) for one in needed):
            continue
        if not shown and any(isinstance(one.kind, ImageKind) for one in needed):
            continue
        if shown < 2 and any(one.name == _PRIOR and isinstance(one.kind, ImageKind) for one in needed):
            continue
        found.append(name)
        found += [f"{name}.{one.name}" for one in tool.parameters if _is_extra(one) and has[type(one.kind)]]
    return tuple(found)


def offered_tools(tools: Mapping[str, Tool], offered: Sequence[str]) -> dict[str, Tool]:
    """The tools that are offered, without the arguments that are not.

    Args:
        tools: What there is, by name.
        offered: As `offer` gives it; empty for a case that was begun before there was a choice: all of them.
    """
    if not offered:
        return dict(tools)
    return {name: _narrowed(tool, offered) for name, tool in tools.items() if name in offered}


def _is_extra(one: Parameter) -> bool:
    return not one.required and isinstance(one.kind, MaskKind | VolumeKind | CineKind)


def _narrowed(tool: Tool, offered: Sequence[str]) -> Tool:
    dropped = {one.name for one in tool.parameters if _is_extra(one) and f"{tool.name}.{one.name}" not in offered}
    if not dropped:
        return tool
    properties = {name: one for name, one in tool.schema["properties"].items() if name not in dropped}
    lines = [line for line in tool.description.split("\n") if line.partition(":")[0].removeprefix("- ") not in dropped]
    return replace(tool, schema={**tool.schema, "properties": properties}, description="\n".join(lines))
