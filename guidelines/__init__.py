"""What medicine recommends: guidelines with provenance, their criteria, and the words findings go by. No retrieval."""

from guidelines.criterion import Condition, Criterion, Locator, Population, Rule, Weight
from guidelines.errors import (
    FormatError,
    GuidelineError,
    UnknownAnchor,
    UnknownCondition,
    UnknownGuideline,
    UnknownTerm,
)
from guidelines.guideline import Guideline, Recommendation
from guidelines.library import Library
from guidelines.vocabulary import Derivation, Term, Vocabulary

__all__ = [
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
    "UnknownCondition",
    "UnknownGuideline",
    "UnknownTerm",
    "Vocabulary",
    "Weight",
]
