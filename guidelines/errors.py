"""The errors of this package.

GuidelineError
├── FormatError            a guideline or vocabulary file does not say what it must
├── UnknownGuideline       no guideline goes by that id
│   └── UnknownAnchor      the guideline has no recommendation with that anchor
├── UnknownCondition       no guideline of the library declares that condition
├── UnknownTerm            the vocabulary has no term with that code
└── UnknownClassification  there is no classification with that id
    ├── UnknownCategory    the classification has no category with that code
    └── UnknownValue       the classification has no such feature, or the feature cannot be that
"""

__all__ = [
    "FormatError",
    "GuidelineError",
    "UnknownAnchor",
    "UnknownCategory",
    "UnknownClassification",
    "UnknownCondition",
    "UnknownGuideline",
    "UnknownTerm",
    "UnknownValue",
]


class GuidelineError(Exception):
    """Anything that went wrong with a guideline."""


class FormatError(GuidelineError):
    """A guideline or vocabulary file does not say what it must; the message names file, field and remedy."""


class UnknownGuideline(GuidelineError):
    """No guideline goes by that id."""


class UnknownAnchor(UnknownGuideline):
    """The guideline has no recommendation with that anchor."""


class UnknownCondition(GuidelineError):
    """No guideline of the library declares that condition."""


class UnknownTerm(GuidelineError):
    """The vocabulary has no term with that code."""


class UnknownClassification(GuidelineError):
    """There is no classification with that id."""


class UnknownCategory(UnknownClassification):
    """The classification has no category with that code."""


class UnknownValue(UnknownClassification):
    """The classification has no such feature, the feature cannot have that value, or one is missing."""
