"""Ask what links a finding to a condition or test; the retrieve node runs it, which knows the graph of the library."""

from dataclasses import dataclass
from typing import Annotated, Literal

from tools.tool import MaxLength, Tool

__all__ = ["TOOL", "PathQuery", "find_paths"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathQuery:
    """What a model asked the knowledge graph."""

    start: str
    """Name of a finding, condition or test."""
    end: str
    """Where the paths must lead; empty: to anything of the kind `ends_at`."""
    ends_at: Literal["condition", "finding", "test"]


def find_paths(
    start: Annotated[str, MaxLength(120)],
    end: Annotated[str, MaxLength(120)] = "",
    ends_at: Literal["condition", "finding", "test"] = "condition",
) -> PathQuery:
    """Find how the guidelines link two things: a finding and a condition, or a condition and its tests.

    Args:
        start: Where to begin: the name of one finding, condition or test.
        end: Where it must lead; leave it out to see what the start leads to.
        ends_at: What the paths lead to where no end is named.

    Returns:
        The question, tidied, for the search that runs it.
    """
    return PathQuery(start=" ".join(start.split()), end=" ".join(end.split()), ends_at=ends_at)


TOOL = Tool.of(find_paths, runs_in="retrieve")
