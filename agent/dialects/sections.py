"""Finding what a model put between tags, in one pass, whatever is missing, doubled or crossed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Section", "outside", "sections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands between an opening tag and its end."""

    name: str
    start: int
    """Offset of the first character behind the opening tag [characters]."""
    end: int
    """Offset behind its last character."""
    opened: int
    """Offset of the opening tag."""
    ended: int
    """Offset behind the closing tag, or `end` where there is none."""
    closed: bool
    """False where the text or another tag ended it."""


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closing: bool
    start: int
    end: int


def sections(text: str, thoughts: Sequence[str], names: Sequence[str]) -> tuple[Section, ...]:
    """All sections of a text, in order.

    Args:
        text: The model's text.
        thoughts: Tags around reasoning. Tags inside a closed one are words and count for nothing; an open one ends
            where the next tag opens. A text that begins inside a thought (its template opened it) is read as such.
        names: Tags around calls and answers. One that is not closed ends at the next tag of any kind, or with the text.
    """
    tags = list(_tags(text, (*thoughts, *names)))
    following = _following(tags)
    out: list[Section] = []
    at = _begun(tags, thoughts, out)
    while at < len(tags):
        tag = tags[at]
        if tag.closing:
            at += 1
            continue
        same = following[at]
        if tag.name in thoughts and same is not None and tags[same].closing:
            until = same
        else:
            until = at + 1
            # A thought left open is not ended by a stray closing tag, only by what opens next.
            while tag.name in thoughts and until < len(tags) and tags[until].closing:
                until += 1
        stop = tags[until] if until < len(tags) else None
        closed = stop is not None and stop.closing and stop.name == tag.name
        end = stop.start if stop is not None else len(text)
        ended = stop.end if stop is not None and closed else end
        out.append(Section(name=tag.name, start=tag.end, end=end, opened=tag.start, ended=ended, closed=closed))
        at = until + closed
    return tuple(out)


def outside(text: str, found: Sequence[Section]) -> str:
    """The text with every section blanked, so that what is left keeps its offsets."""
    parts: list[str] = []
    at = 0
    for one in found:
        parts += [text[at : one.opened], " " * (one.ended - one.opened)]
        at = one.ended
    return "".join([*parts, text[at:]])


def _tags(text: str, names: Sequence[str]) -> Iterator[_Tag]:
    pattern = "|".join(re.escape(name) for name in sorted({name.lower() for name in names if name}))
    for match in re.finditer(rf"<(/?)({pattern})>", text, re.IGNORECASE) if pattern else ():
        yield _Tag(match.group(2).lower(), bool(match.group(1)), match.start(), match.end())


def _following(tags: Sequence[_Tag]) -> list[int | None]:
    """For each tag the place of the next one of the same name."""
    seen: dict[str, int] = {}
    out: list[int | None] = [None] * len(tags)
    for at in range(len(tags) - 1, -1, -1):
        out[at] = seen.get(tags[at].name)
        seen[tags[at].name] = at
    return out


def _begun(tags: Sequence[_Tag], thoughts: Sequence[str], out: list[Section]) -> int:
    """A thought that was opened before the text began; returns the place of the tag behind it."""
    first = next((at for at, tag in enumerate(tags) if tag.name in thoughts), None)
    if first is None or not tags[first].closing:
        return 0
    end = tags[first]
    out.append(Section(name=end.name, start=0, end=end.start, opened=0, ended=end.end, closed=True))
    return first + 1
