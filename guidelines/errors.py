"""The errors of this package.

GuidelineError
├── FormatError        a guideline or vocabulary file does not say what it must
└── UnknownGuideline   no guideline goes by that id
"""

__all__ = ["FormatError", "GuidelineError", "UnknownGuideline"]


class GuidelineError(Exception):
    """Anything that went wrong with a guideline."""


class FormatError(GuidelineError):
    """A guideline or vocabulary file does not say what it must; the message names file, field and remedy."""


class UnknownGuideline(GuidelineError):
    """No guideline goes by that id."""
