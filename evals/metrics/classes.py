"""How good labels are: per-class and averaged precision, recall and F1 from lists of labels."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

__all__ = ["ClassFigures", "class_figures", "macro", "macro_f1", "weighted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """One class against the rest; a figure that would divide by 0 is 0."""

    precision: float
    recall: float
    f1: float
    support: int
    """How often the class is right [1]."""


def class_figures(truth: Sequence[Hashable], said: Sequence[Hashable]) -> dict[Hashable, ClassFigures]:
    """Return the figures of every label that occurs on either side, as scikit-learn does.

    Args:
        truth: What is right, one label a sample.
        said: What was answered, in the same order.

    Raises:
        ValueError: If the two are not as long as one another.
    """
    figures: dict[Hashable, ClassFigures] = {}
    pairs = list(zip(truth, said, strict=True))
    for label in dict.fromkeys([*truth, *said]):
        hit = sum(one == label and other == label for one, other in pairs)
        named = sum(other == label for _, other in pairs)
        support = sum(one == label for one, _ in pairs)
        figures[label] = ClassFigures(
            precision=hit / named if named else 0.0,
            recall=hit / support if support else 0.0,
            f1=2 * hit / (named + support) if named + support else 0.0,
            support=support,
        )
    return figures


def macro(figures: dict[Hashable, ClassFigures], name: str) -> float:
    """Return the mean of a figure (`precision`, `recall` or `f1`) over classes [0-1]; 0 for none."""
    return sum(getattr(one, name) for one in figures.values()) / len(figures) if figures else 0.0


def weighted(figures: dict[Hashable, ClassFigures], name: str) -> float:
    """Return the mean of a figure over classes, weighted by support [0-1]; 0 for none."""
    total = sum(one.support for one in figures.values())
    return sum(getattr(one, name) * one.support for one in figures.values()) / total if total else 0.0


def macro_f1(truth: Sequence[str], said: Sequence[str | None]) -> float:
    """Return the mean F1 over the classes that are right for some item [0-1]; None is said where there is no answer.

    Source: Opitz and Burst 2019, arXiv 1911.03347, equation 2 (the averaged F1).

    Raises:
        ValueError: If the two differ in length, or there is no item.
    """
    if len(truth) != len(said) or not truth:
        raise ValueError(f"{len(truth)} labels and {len(said)} answers; pairs are wanted.")
    figures = class_figures(truth, said)
    return macro({label: figures[label] for label in dict.fromkeys(truth)}, "f1")
