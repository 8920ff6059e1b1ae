"""What was taken from a note for a calculator, from where, and what could not be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Doubtful", "Extracted", "Taken"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One input with the place that states it."""

    name: str
    value: Any
    """As a calculator takes it: a number with its UCUM unit, a flag, a key, or a day as YYYY-MM-DD."""
    spans: tuple[Span, ...]
    """Characters [start, end) of the note, or of the question where `of` says so; empty where it was assumed."""
    of: str = "note"
    """`note`, `question`, or `assumed`: a flag that the note does not mention and the caller takes for no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """One input that the note speaks of without settling it."""

    name: str
    why: str
    """One sentence, with no text of the patient's."""
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The inputs of one calculator as a note gives them."""

    calculator: str
    taken: tuple[Taken, ...]
    missing: tuple[str, ...]
    """Needed inputs that the note does not give."""
    ambiguous: tuple[Doubtful, ...]
    """Inputs that it gives in a way that leaves more than one value open."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What `Calculator.calculate` takes."""
        return {one.name: one.value for one in self.taken}

    @property
    def assumed(self) -> tuple[str, ...]:
        """Inputs that rest on silence."""
        return tuple(one.name for one in self.taken if one.of == "assumed")

    @property
    def complete(self) -> bool:
        """True where nothing is missing and nothing is in doubt."""
        return not self.missing and not self.ambiguous
