"""Cutting a document into passages: at headings first, then at paragraphs and sentences, with exact spans."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpora.document import Document, Passage

__all__ = ["MAX_CHARACTERS", "Chunk", "holds_text", "split_document", "split_text"]

MAX_CHARACTERS = 1000
"""Longest passage [characters]. Source: chunk size of the MedRAG corpora, arXiv:2402.13178. Theirs overlap; ours do
not, so that a span of the text belongs to one passage only."""

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(```|~~~)", re.MULTILINE)
_BREAKS = (re.compile(r"\n[ \t]*\n+"), re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])"), re.compile(r"\n"), re.compile(r"\s+"))
"""Where a section that is too long is cut: between paragraphs, else sentences, else lines, else words."""


class Chunk(NamedTuple):
    """A piece of a text."""

    start: int
    """First character, from 0."""
    end: int
    """One past the last character: `text[start:end]` is the piece."""
    heading: str
    """The heading it stands under, without its signs; empty before the first."""


def split_text(text: str, max_characters: int = MAX_CHARACTERS) -> tuple[Chunk, ...]:
    """Cut a text into pieces that together are the text again, without gap or overlap.

    Args:
        text: Markdown or plain text. A heading inside a fenced block is none.
        max_characters: Longest piece [characters], at least 1.

    Raises:
        ValueError: If `max_characters` is less than 1.
    """
    if max_characters < 1:
        raise ValueError(f"max_characters is {max_characters!r}; it must be 1 or more.")
    chunks: list[Chunk] = []
    for section in _sections(text):
        start = section.start
        while section.end - start > max_characters:
            end = _cut(text, start, start + max_characters)
            chunks.append(Chunk(start, end, section.heading))
            start = end
        chunks.append(Chunk(start, section.end, section.heading))
    return tuple(chunks)


def _sections(text: str) -> Iterator[Chunk]:
    fences = [match.start() for match in _FENCE.finditer(text)]
    fenced = list(zip(fences[::2], [*fences[1::2], len(text)], strict=False))
    start, heading = 0, ""
    for match in _HEADING.finditer(text):
        if any(first < match.start() < last for first, last in fenced):
            continue
        if match.start() > start:
            yield Chunk(start, match.start(), heading)
        start, heading = match.start(), match[1].strip()
    if start < len(text):
        yield Chunk(start, len(text), heading)


def _cut(text: str, start: int, limit: int) -> int:
    """Find the best place to cut in the second half of `text[start:limit]`, else cut at the limit."""
    earliest = start + (limit - start) // 2
    for pattern in _BREAKS:
        last = 0
        for match in pattern.finditer(text, earliest, limit):
            last = match.end()
        if last > start:
            return last
    return limit


def holds_text(text: str) -> bool:
    """Tell whether a text is more than white space and bare headings, so that a passage can be made of it."""
    return bool(_HEADING.sub("", text).strip())


def split_document(document: Document) -> tuple[Passage, ...]:
    """Cut a document into passages whose texts are exact spans of it.

    Anchors are made of the heading and, where a section is cut, the number of the piece: `dosing`, `dosing-2`. A piece
    of nothing but white space or of a bare heading is no passage.
    """
    taken: dict[str, int] = {}
    passages = []
    for chunk in split_text(document.text):
        text = document.text[chunk.start : chunk.end]
        if not holds_text(text):
            continue
        anchor = _anchor(chunk.heading, taken)
        passages.append(
            Passage(
                id=f"{document.id}#{anchor}",
                document=document.id,
                text=text.strip(),
                source=document.source,
                wording=document.wording,
                superseded_by=document.superseded_by,
            )
        )
    return tuple(passages)


def _anchor(heading: str, taken: dict[str, int]) -> str:
    slug = re.sub(r"[^\w]+", "-", heading.lower()).strip("-") or "text"
    anchor = slug
    while anchor in taken:
        taken[slug] += 1
        anchor = f"{slug}-{taken[slug]}"
    taken[anchor] = 1
    return anchor
