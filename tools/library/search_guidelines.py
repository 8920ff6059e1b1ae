"""Ask for passages of guidelines; the retrieve node runs it, since this package does not know the corpora."""

from dataclasses import dataclass
from typing import Annotated

from tools.tool import MaxLength, Range, Tool

__all__ = ["TOOL", "GuidelineQuery", "search_guidelines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineQuery:
    """What a model asked the guidelines."""

    text: str
    """In words."""
    k: int
    """How many passages are wanted."""


def search_guidelines(query: Annotated[str, MaxLength(400)], k: Annotated[int, Range(1, 16)] = 16) -> GuidelineQuery:
    """Search clinical guidelines for passages that support or refute a hypothesis.

    Args:
        query: What you need to know, in medical words: condition, finding, test or score.
        k: Passages wanted.

    Returns:
        The question, tidied, for the search that runs it.
    """
    return GuidelineQuery(text=" ".join(query.split()), k=k)


TOOL = Tool.of(search_guidelines, runs_in="retrieve")
