"""Cross-examination of a text and its summary: questions made from each are put to both.

Source: Kanithi et al. 2024 (MEDIC), arXiv 2409.07314. Who asks and who answers is somebody else's work; this counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Examination", "Question", "Reply", "examination"]

Reply = Literal["yes", "no", "idk", "failed"]
"""What a text says to a closed question: `idk` where it says nothing, `failed` where the judge gave no reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A closed question and what the two texts say to it."""

    text: str
    source: Reply
    summary: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Four figures of a summary; None where there was nothing to ask."""

    coverage: float | None
    """Share of what the source answers that the summary answers as well [0-1]."""
    conformity: float | None
    """Share of what both answer in which they say the same [0-1]."""
    consistency: float | None
    """Share of what the summary answers that the source answers as well [0-1]: the rest was made up."""
    conciseness: float | None
    """Share of the source's words that the summary saves; below 0 where it is longer."""
    failed: int
    """Replies that the judge did not give [1]; above, questions with one count against the summary."""


def examination(
    of_source: Sequence[Question], of_summary: Sequence[Question], source_words: int, summary_words: int
) -> Examination:
    """Count the replies.

    Args:
        of_source: Questions made from the source.
        of_summary: Questions made from the summary.
        source_words: Words of the source [1].
        summary_words: Words of the summary [1].
    """
    asked = [one for one in of_source if one.source != "idk"]
    both = [one for one in asked if one.summary != "idk"]
    told = [one for one in of_summary if one.summary != "idk"]
    return Examination(
        coverage=_share(sum(_answered(one.source) and _answered(one.summary) for one in asked), len(asked)),
        conformity=_share(sum(_answered(one.source) and one.source == one.summary for one in both), len(both)),
        consistency=_share(sum(_answered(one.summary) and _answered(one.source) for one in told), len(told)),
        conciseness=1 - summary_words / source_words if source_words else None,
        failed=sum((one.source == "failed") + (one.summary == "failed") for one in (*of_source, *of_summary)),
    )


def _answered(reply: Reply) -> bool:
    return reply in ("yes", "no")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
