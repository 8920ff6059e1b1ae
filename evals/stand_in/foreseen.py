"""What will be right, computed before anything is asked: from geometry, from the passages, and from one search of them.

Nothing of the agent or the model runs for it, but the search that the first query is answered by.
"""

from evals.stand_in.case import Case, module_sent
from evals.stand_in.model import PASSAGES, guess
from evals.stand_in.plate import RESOLVED
from evals.stand_in.shelf import Shelf
from evals.stand_in.ways import Way

__all__ = ["foreseen", "guess_stands", "needs_zoom"]


def needs_zoom(case: Case) -> bool:
    """Say whether a plate is too small to be read where the whole picture is sent."""
    return case.plate is not None and module_sent(case.plate) < RESOLVED


def guess_stands(case: Case, way: Way) -> bool:
    """Say whether a guess is right by chance and sure enough to be shown: as sure as there are options."""
    sure = 1.0 / len(case.options)
    return way.thresholds.answer <= sure and case.options[guess(case.question, case.options)] == case.answer


def foreseen(case: Case, way: Way, shelf: Shelf) -> bool:
    """Say whether the answer will be right.

    Args:
        case: What is asked, and what decides it.
        way: How the agent is run.
        shelf: What it searches.
    """
    switches, turns = way.switches, way.budget.steps
    can_zoom = switches.tools and switches.zoom
    looks_first = switches.retrieval or (needs_zoom(case) and can_zoom)
    if turns < 1 + looks_first:
        return False
    if case.plate is not None:
        return not needs_zoom(case) or can_zoom or guess_stands(case, way)
    if not switches.retrieval:
        return guess_stands(case, way)
    first = _before_the_model(case, way, shelf.found(case.question, PASSAGES))
    decided = _decided(case, first)
    if decided is not None:
        return decided
    doubted = way.thresholds.answer > 1.0 / len(case.options)
    again = doubted and switches.searches_again and switches.reformulation and way.budget.retrievals > 0 and turns > 2
    if not again:
        return guess_stands(case, way)
    # What it is short for is known by now only where the first search found the passage that says so.
    second = shelf.found(case.long_name, way.thresholds.passages) if case.explains in first else ()
    return _decided(case, (*first, *_before_the_model(case, way, second))) or False


def _before_the_model(case: Case, way: Way, found: tuple[str, ...]) -> tuple[str, ...]:
    """What of the passages found is put before the model."""
    return tuple(one for one in found if one != case.misleads) if way.switches.filter else found


def _decided(case: Case, shown: tuple[str, ...]) -> bool | None:
    """Whether the first passage that states a value states the right one; None where none does."""
    if case.hidden and case.explains not in shown:
        return None
    stating = [one for one in shown if one in (case.decides, case.misleads)]
    return stating[0] == case.decides if stating else None
