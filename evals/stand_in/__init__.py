"""A model that knows only what it is shown, and cases that say what showing is worth."""

from evals.stand_in.case import Case
from evals.stand_in.cases import make_cases
from evals.stand_in.measure import Outcome, measure
from evals.stand_in.model import ChatStandIn
from evals.stand_in.profile import PROFILE
from evals.stand_in.shelf import Shelf, build_shelf
from evals.stand_in.ways import WAYS, Way

__all__ = [
    "PROFILE",
    "WAYS",
    "Case",
    "ChatStandIn",
    "Outcome",
    "Shelf",
    "Way",
    "build_shelf",
    "make_cases",
    "measure",
]
