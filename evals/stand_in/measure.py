"""Cases run in several ways: what was right, what had been foreseen, and what was really sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent import Agent
from evals.stand_in.case import Case
from evals.stand_in.foreseen import foreseen, guess_stands
from evals.stand_in.model import ChatStandIn
from evals.stand_in.profile import PROFILE
from evals.stand_in.sent import decides
from evals.stand_in.shelf import Shelf
from evals.stand_in.ways import Way

__all__ = ["Outcome", "measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one case."""

    case: str
    foreseen: bool
    """Computed before anything was asked."""
    sent: bool
    """Whether what decides it was before the model when it answered, or its guess was to be right."""
    right: bool
    status: str


def measure(
    cases: Sequence[Case], shelf: Shelf, way: Way, *, report: Callable[[int], None] = lambda done: None
) -> tuple[Outcome, ...]:
    """Run cases one after another in one way.

    Args:
        cases: What is asked.
        shelf: What is searched.
        way: What is switched off.
        report: Told how many are done [1].
    """
    expected = [foreseen(case, way, shelf) for case in cases]
    model = ChatStandIn()
    agent = Agent(
        profile=PROFILE,
        model=model,
        library=shelf.library,
        corpora=(shelf.corpus,),
        encoder=None,
        budget=way.budget,
        thresholds=way.thresholds,
        switches=way.switches,
        # A drawn plate has edges like those of letters, and is no text of anybody's.
        mask_text="never",
    )
    out = []
    for number, (case, expect) in enumerate(zip(cases, expected, strict=True), start=1):
        found = agent.answer(case.image, case.question, options=case.options, history=case.history)
        answered = any(step.kind == "estimated" for step in found.trace.steps)
        sent = answered and (decides(case, model.last) or guess_stands(case, way))
        right = found.answer == case.answer
        out.append(Outcome(case=case.id, foreseen=expect, sent=sent, right=right, status=found.status))
        report(number)
    return tuple(out)
