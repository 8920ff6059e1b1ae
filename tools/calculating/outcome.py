"""What a calculation comes to, with its working."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tools.calculating.exact import Exact, Real, settled, written

__all__ = ["Item", "Outcome", "Step", "graded", "item", "step", "tally"]

_WORD = re.compile(r"[a-z_][a-z_0-9]*")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working."""

    what: str
    """What was worked out, or which criterion was looked at."""
    came_to: str
    """The substituted formula, or the points."""

    def __str__(self) -> str:
        return f"{self.what}: {self.came_to}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value and how it was reached."""

    value: Real | int | date | str
    """A number in the calculator's unit, a day, or a key of the calculator's `categories`."""
    steps: tuple[Step, ...] = ()
    warnings: tuple[str, ...] = ()
    """Doubts about using the value, as sentences."""
    text: str = ""
    """How the value is written where a plain number would not do, as weeks and days."""


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion of a score with the points it gave here."""

    label: str
    points: Exact | int


def item(label: str, met: bool, points: Exact | int = 1) -> Item:
    """A criterion that gives its points where it is met, and none where it is not."""
    return Item(label, points if met else 0)


def graded(label: str, value: Exact, steps: Sequence[tuple[Exact | int | None, Exact | int]]) -> Item:
    """A criterion whose points depend on a number.

    Args:
        label: What is looked at.
        value: The number.
        steps: `(from, points)` in rising order; `from` belongs to its step, None is the lowest.
    """
    points: Exact | int = 0
    for start, worth in steps:
        if start is None or value >= start:
            points = worth
    return Item(label, points)


def tally(*items: Item, warnings: tuple[str, ...] = ()) -> Outcome:
    """Add up the points of a score, showing each."""
    total = sum((_points(one) for one in items), start=Exact(0))
    return Outcome(total, tuple(Step(one.label, written(_points(one))) for one in items), warnings)


def _points(one: Item) -> Exact:
    """The points of an item as an exact number."""
    return Exact(one.points)


def step(what: str, formula: str, value: Real | int, /, **values: Real | int) -> Step:
    """A line of working: the formula with its values put in, and what it came to.

    Args:
        what: What was worked out.
        formula: In words of a-z, digits and underscores; each that is in `values` is replaced.
        value: What it came to.
        values: By the name in the formula.
    """

    def put(match: re.Match[str]) -> str:
        found = values.get(match.group())
        if found is None:
            return match.group()
        text = written(settled(found) if isinstance(found, float) else Exact(found))
        return f"({text})" if text.startswith("-") else text

    came_to = written(value if isinstance(value, float) else Exact(value))
    return Step(what, f"{_WORD.sub(put, formula)} = {came_to}")
