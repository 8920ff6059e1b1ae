"""An answer that somebody else gave: nothing is asked, it is handed on to be judged."""

from evals.sample import Kind, Prediction, Sample
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench

__all__ = ["RECORDED", "solve"]

RECORDED = "recorded"
"""Key of `extra` with the answer."""


async def solve(sample: Sample, kind: Kind, bench: Workbench) -> Solved:
    """Hand on the answer that the set holds, so that a judge can be compared with people who judged it."""
    said = str(sample.extra[RECORDED])
    prediction = Prediction(sample=sample.id, outcome="answered", said=said, answer=said)
    return Solved(prediction=prediction, steps=("The answer is the set's own.",))
