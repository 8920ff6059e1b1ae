"""The `segment` tool with models of the user's own beside what ships."""

from collections.abc import Sequence
from pathlib import Path

from tools.errors import BadDescription
from tools.segmentation.learned.description import Segmenter
from tools.segmentation.learned.learned import Learned
from tools.segmentation.learned.reading import load_segmenter
from tools.segmentation.provider import embedded, targets_of
from tools.tool import Tool

__all__ = ["with_segmenters"]

_GIB = 1024**3


def with_segmenters(tool: Tool, segmenters: Sequence[str | Path | Segmenter]) -> Tool:
    """Give the `segment` tool models of the user's own.

    Args:
        tool: `segment` of the library.
        segmenters: Paths of descriptions (`.toml`), or what `load_segmenter` gave.

    Returns:
        The tool whose targets and providers are those of the models and those that ship; the same tool for none.

    Raises:
        BadDescription: If a description is broken, or two providers have the same name.
    """
    if not segmenters:
        return tool
    read = tuple(one if isinstance(one, Segmenter) else load_segmenter(one) for one in segmenters)
    own = tuple(Learned(segmenter=one) for one in read)
    names = [one.name for one in (*own, *embedded())]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadDescription(f"Two providers go by the name {twice!r}; give yours another.")
    offered = "; ".join(f"{one.name}: {', '.join(target.name for target in one.targets)}" for one in own)
    return tool.with_given(
        {"segmenters": read},
        {"target": targets_of((*own, *embedded())), "provider": tuple(names)},
        f"Learned models given by the user: {offered}.",
        more_memory=int(max(one.memory_gib for one in read) * _GIB),
    )
