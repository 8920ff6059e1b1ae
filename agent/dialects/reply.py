"""What a model's turn comes to, whatever dialect it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Answered", "Call", "Problem", "Reply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One tool call that could be read; its arguments are still unchecked."""

    id: str
    """Unique in its case: `<turn>.<number>`."""
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A final answer that could be read."""

    text: str
    """What stands between the answer tags."""
    start: int
    """Offset of `text` in the reply [characters]; token probabilities are aligned by it."""
    record: Mapping[str, Any] | None = None
    """The answer as JSON, where it is JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A part of the reply that could not be read; costs that part, not the turn."""

    message: str
    """What was wrong and how to write it, for the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A turn, read: reasoning, then calls or an answer."""

    thought: str
    calls: tuple[Call, ...] = ()
    answer: Answered | None = None
    problems: tuple[Problem, ...] = ()
