"""The arms of an ablation: the whole agent, and the agent without one thing each, all on the same cases."""

from collections.abc import Iterable
from dataclasses import replace

from evals.configuration import Configuration
from evals.errors import RunError

__all__ = ["WHOLE", "arms"]

WHOLE = "everything on"
"""Name of the arm that the others are compared with."""


def arms(
    asked: Configuration, without: Iterable[str], steps: Iterable[int] = (), thresholds: Iterable[float] = ()
) -> dict[str, Configuration]:
    """The runs of a grid by name, the whole agent first.

    Args:
        asked: The whole agent.
        without: What is left out, one arm each.
        steps: Budgets of model turns, one arm each [1].
        thresholds: Confidences from which on an answer stands, one arm each [0-1].

    Raises:
        RunError: If something is left out of the whole agent already.
    """
    if asked.without:
        raise RunError("A grid compares with the whole agent: leave --without to its arms.")
    found = {WHOLE: asked}
    found |= {f"without {one}": replace(asked, without=(one,)) for one in dict.fromkeys(without)}
    found |= {f"{one} steps": replace(asked, steps=one) for one in dict.fromkeys(steps)}
    found |= {f"threshold {one:g}": replace(asked, threshold=one) for one in dict.fromkeys(thresholds)}
    return found
