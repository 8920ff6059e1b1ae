"""Passages in files: found by offset in mapped memory and made when they are asked for, however many there are.

passages.jsonl   a passage a line, in the order of their ids: [id, document, text, source, wording, superseded_by,
                 index text, or null where that is the text]; `source` is a line of sources.jsonl
passages.npy     int64, shape (passages + 1,): the first byte of each line, and the length of the file
sources.jsonl, sources.npy   the same for provenances: a list of the fields of `Provenance`
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, overload

from corpora.checksum import Checksum
from corpora.document import Passage, Provenance
from corpora.errors import IndexMismatch
from corpora.lines import Lines, LineWriter

__all__ = ["FILES", "SOURCE_FIELDS", "IndexTexts", "PassageFile", "PassageWriter"]

FILES = ("passages.jsonl", "passages.npy", "sources.jsonl", "sources.npy")
"""All files of this format."""
_PASSAGES, _OFFSETS, _SOURCES, _SOURCE_OFFSETS = FILES
_SOURCES_KEPT = 50_000
"""Provenances remembered while writing and reading, so that the passages of a document share one: about 50 MB."""
SOURCE_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Provenance))
"""Fields of a provenance in their order in a line."""
_WORDINGS = ("summary", "ingested")
_NEAR = 100
"""Neighbours by name that are looked at for what an unknown id may have meant. Our own choice."""


class PassageFile(Sequence[Passage]):
    """Passages in the order of their ids, read when they are asked for; safe to read from several threads."""

    def __init__(self, folder: Path) -> None:
        """Map the files of a folder.

        Raises:
            IndexMismatch: If they do not fit each other.
        """
        self._rows = Lines(folder / _PASSAGES, folder / _OFFSETS)
        self._sources = Lines(folder / _SOURCES, folder / _SOURCE_OFFSETS)
        self._read: dict[int, Provenance] = {}

    @property
    def index_texts(self) -> "IndexTexts":
        """What each passage is found by."""
        return IndexTexts(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, row: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(row, slice):
            return tuple(self[one] for one in range(*row.indices(len(self))))
        if row < 0:
            row += len(self)
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return self.at(row)

    def at(self, row: int) -> Passage:
        """Return the passage of a row that is there, from 0."""
        name, document, text, source, wording, superseded_by, _ = self._rows[row]
        return Passage(
            id=name,
            document=document,
            text=text,
            source=self._read.get(source) or self._source(source),
            wording=wording,
            superseded_by=superseded_by,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return NotImplemented if not isinstance(other, Sequence) else False
        return all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def ids(self) -> Iterator[str]:
        """Give the ids, without making passages."""
        return (self._rows[row][0] for row in range(len(self)))

    def row_of(self, passage_id: str) -> int | None:
        """Return the row of an id, or None; ids are in order, so that some 20 lines are looked at for a million."""
        row = self._place(passage_id)
        return row if row < len(self) and self._rows[row][0] == passage_id else None

    def near(self, passage_id: str) -> list[str]:
        """Return ids that start alike."""
        row = self._place(passage_id)
        return [self._rows[one][0] for one in range(max(0, row - _NEAR), min(len(self), row + _NEAR))]

    def _place(self, passage_id: str) -> int:
        return bisect_left(range(len(self)), passage_id, key=lambda row: self._rows[row][0])

    def check(self) -> str:
        """Look at every line and return the checksum of ids and texts [64 hex digits].

        Raises:
            IndexMismatch: If a line is no passage, or the ids are not in order.
        """
        checksum, before = Checksum(), None
        for row in range(len(self)):
            try:
                values = self._rows[row]
            except ValueError as error:
                raise _no_passage(row) from error
            if not _is_passage(values, len(self._sources)) or (before is not None and values[0] <= before):
                raise _no_passage(row)
            before = values[0]
            checksum.add(values[0], values[2])
        for row in range(len(self._sources)):
            try:
                values = self._sources[row]
            except ValueError as error:
                raise _no_passage(row) from error
            if not _is_source(values):
                raise IndexMismatch(f"Line {row + 1} of {_SOURCES!r} is no provenance. Build the index again.")
        return checksum.hexdigest()

    def _source(self, number: int) -> Provenance:
        found = Provenance(**dict(zip(SOURCE_FIELDS, self._sources[number], strict=True)))
        if len(self._read) >= _SOURCES_KEPT:
            self._read = {}
        self._read[number] = found
        return found


class IndexTexts(Sequence[str]):
    """What each passage of a file is found by, read when it is asked for."""

    def __init__(self, rows: Lines) -> None:
        """Look at the lines of a `PassageFile`."""
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[str, ...]: ...
    def __getitem__(self, row: int | slice) -> str | tuple[str, ...]:
        if isinstance(row, slice):
            return tuple(self[one] for one in range(*row.indices(len(self))))
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        values = self._rows[row % len(self)]
        found: str = values[2] if values[6] is None else values[6]
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


class PassageWriter:
    """Writes passages, which must come in the order of their ids."""

    def __init__(self, folder: Path) -> None:
        """Open the files in a folder."""
        self._folder = folder
        self._rows = LineWriter(folder / _PASSAGES)
        self._sources = LineWriter(folder / _SOURCES)
        self._numbers: dict[Provenance, int] = {}
        self._checksum = Checksum()

    def add(self, passage: Passage, index_text: str) -> None:
        """Write the next passage and what it is found by."""
        found_by = None if index_text == passage.text else index_text
        source = self._number(passage.source)
        self._rows.add(
            (passage.id, passage.document, passage.text, source, passage.wording, passage.superseded_by, found_by)
        )
        self._checksum.add(passage.id, passage.text)

    def __len__(self) -> int:
        return len(self._rows)

    def _number(self, source: Provenance) -> int:
        if source not in self._numbers:
            if len(self._numbers) >= _SOURCES_KEPT:
                self._numbers = {}
            self._numbers[source] = len(self._sources)
            self._sources.add(astuple(source))
        return self._numbers[source]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        self._rows.close(self._folder / _OFFSETS)
        self._sources.close(self._folder / _SOURCE_OFFSETS)
        return False

    @property
    def checksum(self) -> str:
        """SHA-256 over ids and texts so far [64 hex digits]."""
        return self._checksum.hexdigest()


def _is_passage(values: object, sources: int) -> bool:
    match values:
        case [str(), str(), str(), int(source), wording, str() | None, str() | None]:
            return 0 <= source < sources and wording in _WORDINGS
    return False


def _is_source(values: object) -> bool:
    match values:
        case [str(), str(), int() | None, str(), str(), str(), str(), str()]:
            return True
    return False


def _no_passage(row: int) -> IndexMismatch:
    return IndexMismatch(f"Line {row + 1} of {_PASSAGES!r} is no passage, or out of order. Build the index again.")
