"""What medicine recommends: guidelines with provenance, their criteria, and the words findings go by. No retrieval."""

from guidelines.criterion import Condition, Criterion, Locator, Rule, Weight
from guidelines.errors import FormatError, GuidelineError, UnknownGuideline
from guidelines.guideline import Guideline, Recommendation
from guidelines.library import Library
from guidelines.vocabulary import Term, Vocabulary

__all__ = [
    "Condition",
    "Criterion",
    "FormatError",
    "Guideline",
    "GuidelineError",
    "Library",
    "Locator",
    "Recommendation",
    "Rule",
    "Term",
    "UnknownGuideline",
    "Vocabulary",
    "Weight",
]
