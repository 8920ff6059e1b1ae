"""What solving a sample gives: the prediction, and the conversation that led to it."""

from dataclasses import dataclass
from typing import Literal

from evals.sample import Prediction

__all__ = ["Solved", "Turn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    parts: tuple[tuple[Literal["text", "image"], str], ...]
    """In order: texts, and images as data URLs or paths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A prediction and how it came about."""

    prediction: Prediction
    turns: tuple[Turn, ...] = ()
    steps: tuple[str, ...] = ()
    """What was done, a sentence a step."""
