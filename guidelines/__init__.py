"""What medicine recommends: guidelines with their criteria, classifications, the words of findings. No retrieval."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guidelines.classification import Category, Classification
    from guidelines.criterion import Condition, Criterion, Locator, Population, Rule, Weight
    from guidelines.errors import (
        FormatError,
        GuidelineError,
        UnknownAnchor,
        UnknownCategory,
        UnknownClassification,
        UnknownCondition,
        UnknownGuideline,
        UnknownTerm,
        UnknownValue,
    )
    from guidelines.guideline import Guideline, Recommendation
    from guidelines.library import Library
    from guidelines.vocabulary import Derivation, Term, Vocabulary

__all__ = [
    "Category",
    "Classification",
    "Condition",
    "Criterion",
    "Derivation",
    "FormatError",
    "Guideline",
    "GuidelineError",
    "Library",
    "Locator",
    "Population",
    "Recommendation",
    "Rule",
    "Term",
    "UnknownAnchor",
    "UnknownCategory",
    "UnknownClassification",
    "UnknownCondition",
    "UnknownGuideline",
    "UnknownTerm",
    "UnknownValue",
    "Vocabulary",
    "Weight",
]

_HOMES = {
    "Category": "guidelines.classification",
    "Classification": "guidelines.classification",
    "Condition": "guidelines.criterion",
    "Criterion": "guidelines.criterion",
    "Derivation": "guidelines.vocabulary",
    "FormatError": "guidelines.errors",
    "Guideline": "guidelines.guideline",
    "GuidelineError": "guidelines.errors",
    "Library": "guidelines.library",
    "Locator": "guidelines.criterion",
    "Population": "guidelines.criterion",
    "Recommendation": "guidelines.guideline",
    "Rule": "guidelines.criterion",
    "Term": "guidelines.vocabulary",
    "UnknownAnchor": "guidelines.errors",
    "UnknownCategory": "guidelines.errors",
    "UnknownClassification": "guidelines.errors",
    "UnknownCondition": "guidelines.errors",
    "UnknownGuideline": "guidelines.errors",
    "UnknownTerm": "guidelines.errors",
    "UnknownValue": "guidelines.errors",
    "Vocabulary": "guidelines.vocabulary",
    "Weight": "guidelines.criterion",
}
"""Where each name is defined. Loaded when first asked for (PEP 562), so that a command line is there at once."""

if not TYPE_CHECKING:  # a checker would take any name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
