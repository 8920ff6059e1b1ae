"""What is searched and what is found: documents, passages, hits."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Document", "Hit", "Passage", "Provenance", "SearchResult"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a text comes from."""

    title: str
    issuer: str
    year: int | None
    url: str
    section: str = ""
    strength: str = ""
    """Strength of a recommendation, as its issuer grades it."""
    certainty: str = ""
    """Certainty of its evidence, as its issuer grades it."""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its source, before it is cut into passages."""

    id: str
    text: str
    source: Provenance
    wording: Literal["summary", "ingested"] = "ingested"
    """`summary`: our own words about the source; `ingested`: the source's words, so that spans may be quoted."""
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a document that can be found and cited."""

    id: str
    """`<document>#<anchor>`, unique in its corpus; over several corpora, `corpora.distinct` sees to it."""
    document: str
    """Id of its document; a guideline's id for the guideline library."""
    text: str
    source: Provenance
    wording: Literal["summary", "ingested"] = "ingested"
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that answered a query."""

    passage: Passage
    score: float
    """Fused score [1]; comparable within one search only."""
    ranks: tuple[tuple[str, int], ...]
    """Rank from 1 under each retriever that found it, e.g. `(("sparse", 1), ("dense", 4))`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The hits of one query, best first, and what did not work."""

    query: str
    hits: tuple[Hit, ...]
    degraded: tuple[str, ...] = ()
    """Parts of the search that were not available, as sentences."""
