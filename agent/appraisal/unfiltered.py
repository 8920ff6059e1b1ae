"""What stands in place of the evidence filter while it is switched off: everything found is kept, and says so."""

from collections.abc import Sequence

from agent.appraisal.judge import Judged
from agent.evidence import Evidence
from agent.state import Found

__all__ = ["keep_everything"]

_WHY = "Kept without being judged: the evidence filter is switched off."
_FLAG = "Nobody judged whether it bears on this case, is current or is for this patient."


def keep_everything(found: Sequence[Found], earlier: Sequence[Evidence]) -> Judged:
    """Keep every passage, in the order of the search, repeats included.

    Args:
        found: What the queries found, best first within each.
        earlier: Passages kept before in this case; labels continue theirs.
    """
    passages = [(one.query, passage) for one in found for passage in one.passages]
    kept = tuple(
        Evidence(
            label=f"E{number}",
            passage=passage,
            query=query,
            relevance=0.0,
            stance="NOT_ENOUGH_INFO",
            reason=_WHY,
            flags=(_FLAG,),
        )
        for number, (query, passage) in enumerate(passages, start=len(earlier) + 1)
    )
    return Judged(kept=kept, rejected=())
