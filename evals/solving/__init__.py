"""From a sample to a prediction: one way a file, chosen by the kind of the sample."""

from evals.solving.choosing import way_of
from evals.solving.solved import Solved, Turn
from evals.solving.workbench import Workbench

__all__ = ["Solved", "Turn", "Workbench", "way_of"]
