"""A coded concept: what a term means, whatever it is called."""

from dataclasses import dataclass

__all__ = ["Code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A term of a coding scheme. Source: PS3.3 section 8.8."""

    value: str
    """Code Value, such as `39607008`; empty for a code of a scheme that is not known here."""
    scheme: str
    """Coding Scheme Designator, such as `SCT` or `DCM`; empty as above."""
    meaning: str
    """The standard's own words for it, such as `Lung`; never what the file says, which may name a patient."""

    def __str__(self) -> str:
        return self.meaning
