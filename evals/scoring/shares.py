"""Shares of right answers, overall and by group: what most published scripts print."""

from collections import defaultdict
from collections.abc import Iterable

from evals.sample import Sample

__all__ = ["shares"]


def shares(judged: Iterable[tuple[Sample, bool]], *groups: str) -> dict[str, float]:
    """Return `accuracy`, and `accuracy/<group>=<value>` for each value of each of these groups [0-1].

    Args:
        judged: Samples with whether the answer is right.
        groups: Names in `Sample.groups`; a sample without the group is left out of its breakdown.

    Returns:
        `accuracy` 0 where nothing was judged.
    """
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for sample, hit in judged:
        names = [f"accuracy/{group}={sample.groups[group]}" for group in groups if sample.groups.get(group)]
        for name in ("accuracy", *names):
            right[name] += hit
            total[name] += 1
    return {"accuracy": 0.0, **{name: right[name] / count for name, count in total.items()}}
