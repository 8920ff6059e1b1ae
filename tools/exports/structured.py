"""Small parts of a DICOM structured report: codes and content items, cut to what the standard allows."""

from typing import TYPE_CHECKING

from tools.exports.codes import Code
from tools.exports.words import printable

if TYPE_CHECKING:
    from highdicom.sr import CodedConcept, ContainerContentItem, TextContentItem

__all__ = ["concept", "long_string", "section", "text"]

_LO_CHARS = 64
"""Longest Long String [characters]. Source: PS3.5 table 6.2-1."""


def long_string(words: str) -> str:
    """Words as a Long String: one line of at most 64 characters, without the backslash that parts values."""
    line = " ".join(printable(words).replace("\\", "/").split())
    return line if len(line) <= _LO_CHARS else line[: _LO_CHARS - 1] + "…"


def concept(code: Code) -> "CodedConcept":
    """A code as highdicom has it; values longer than 16 characters become long code values."""
    from highdicom.sr import CodedConcept

    return CodedConcept(value=code.value, scheme_designator=code.scheme, meaning=long_string(code.meaning))


def text(name: Code, words: str) -> "TextContentItem":
    """A text of a section; control characters become spaces."""
    from highdicom.sr import RelationshipTypeValues, TextContentItem

    return TextContentItem(
        name=concept(name), value=printable(words) or "-", relationship_type=RelationshipTypeValues.CONTAINS
    )


def section(name: Code, items: list[tuple[Code, str]]) -> "ContainerContentItem":
    """A titled section with its texts."""
    from highdicom.sr import ContainerContentItem, ContentSequence, RelationshipTypeValues

    container = ContainerContentItem(
        name=concept(name), is_content_continuous=False, relationship_type=RelationshipTypeValues.CONTAINS
    )
    container.ContentSequence = ContentSequence([text(*item) for item in items])
    return container
