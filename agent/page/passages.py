"""A passage with where it comes from, for reading."""

from typing import Any

from corpora import Passage
from guidelines import GuidelineError, Library

__all__ = ["passage_data"]


def passage_data(passage: Passage, library: Library) -> dict[str, Any]:
    """A passage as JSON values.

    Args:
        passage: What was retrieved.
        library: Where it may be a section of a guideline; then its neighbours are named as well.
    """
    source = passage.source
    return {
        "id": passage.id,
        "text": passage.text,
        "wording": passage.wording,
        "superseded_by": passage.superseded_by,
        "title": source.title,
        "issuer": source.issuer,
        "year": source.year,
        "url": source.url,
        "section": source.section,
        "strength": source.strength,
        "certainty": source.certainty,
        "licence": source.licence,
        "sections": _sections(passage, library),
    }


def _sections(passage: Passage, library: Library) -> list[dict[str, Any]]:
    """The sections of the guideline that the passage belongs to."""
    try:
        guideline = library.guideline(passage.document)
    except GuidelineError:
        return []
    return [
        {
            "passage": f"{guideline.id}#{one.anchor}",
            "heading": one.heading,
            "text": one.text,
            "section": one.section,
            "strength": one.strength,
            "certainty": one.certainty,
        }
        for one in guideline.recommendations
    ]
