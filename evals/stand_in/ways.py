"""The ways in which an agent is run, to see what each of its parts is worth."""

from dataclasses import dataclass, field

from agent.budget import Budget, Thresholds
from agent.switches import EVERYTHING_ON, Switches
from evals.stand_in.profile import PROFILE

__all__ = ["EVERYTHING", "WAYS", "Way"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way."""

    name: str
    switches: Switches = EVERYTHING_ON
    budget: Budget = field(default_factory=Budget)
    thresholds: Thresholds = field(default_factory=lambda: Thresholds(answer=PROFILE.answer_threshold))


EVERYTHING = Way(name="everything on")
"""What the others are compared with."""
WAYS = (
    EVERYTHING,
    Way(name="zoom off", switches=Switches.without("zoom")),
    Way(name="filter off", switches=Switches.without("filter")),
    Way(name="re-retrieval off", switches=Switches.without("reretrieval")),
    Way(name="reformulation off", switches=Switches.without("reformulation")),
    Way(name="retrieval off", switches=Switches.without("retrieval")),
    Way(name="tools off", switches=Switches.without("tools")),
    Way(name="budget 1 turn", budget=Budget(steps=1)),
    Way(name="budget 2 turns", budget=Budget(steps=2)),
    Way(name="threshold 0", thresholds=Thresholds(answer=0.0)),
)
