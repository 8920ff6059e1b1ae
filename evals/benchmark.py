"""What a benchmark is: where it is from, how its files look, and how its publishers score it. One a file."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evals.errors import DatasetError
from evals.sample import Kind, Prediction, Sample

__all__ = ["Access", "Benchmark", "Official", "Scored"]

Access = Literal["open", "gated", "credentialed", "unpublished"]
"""Who gets the files: anyone; whoever accepts terms; whoever has a data use agreement; nobody yet."""

Scored = Sequence[tuple[Sample, Prediction]]
"""Samples with what came back for each, in the order of the set."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """The published rule, defects included, on recorded predictions."""

    score: Callable[[Scored], Mapping[str, float]]
    """From all samples to figures by name [0-1, or what the source prints]; reads `Prediction.said`, as the source
    does, and never raises over what a model wrote."""
    source: str
    """Address of the code or paper that was read."""
    defects: tuple[str, ...] = ()
    """What it gets wrong, a sentence each; shown beside its figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A published benchmark."""

    name: str
    """= file name."""
    title: str
    kind: Kind
    """Of most samples; a set with several kinds says so for a sample in `extra["kind"]`."""
    source: str
    """Address of the data."""
    revision: str
    """Commit, dataset revision or release that the layout and counts are of."""
    licence: str
    access: Access
    citation: str
    """Authors, year and address of the paper."""
    layout: str
    """The files and their fields, in one or two sentences."""
    confirmed: bool
    """Whether the layout was seen in the publishers' own files, code or data card. Where it was not, the listing shows
    "layout unconfirmed", and no official score is offered."""
    main_score: str
    """Name of the figure that papers report."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Published number of samples by split; empty where it is not known. A whole set of another size is refused."""
    read: Callable[[Path, str], Iterator[Sample]]
    """From the folder of the published files and a split to samples, in the order of the files, one at a time.
    Raises `DatasetError` that names the missing file or field."""
    splits: tuple[str, ...] = ("test",)
    """The first is the default."""
    fixture: Callable[[Path], None]
    """Writes a few samples of our own into a folder, in exactly the published layout."""
    official: Official | None = None
    version: int = 1
    """Of this file: raised when what it reads or scores changes."""
    notes: tuple[str, ...] = ()
    """What a user should know: traps, what is left out, why."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"A benchmark is named in snake_case like its file, not {self.name!r}.")
        if self.official is not None and not self.confirmed:
            raise ValueError(f"{self.name} offers an official score without a confirmed layout.")

    def write_made_up(self, folder: Path) -> None:
        """Write a few samples of our own, in the published layout, into a new or empty folder.

        Raises:
            DatasetError: If the folder holds something, or cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise DatasetError(f"{folder} is not empty; name a new one, so that nothing of yours is overwritten.")
            self.fixture(folder)
        except OSError as error:
            raise DatasetError(f"{folder} cannot be written: {error.strerror}.") from None

    def samples(
        self, folder: Path, split: str | None = None, *, limit: int | None = None, partial: bool = False
    ) -> Iterator[Sample]:
        """Read samples from the published files.

        Args:
            folder: Where the files are.
            split: One of `splits`; None takes the first.
            limit: At most so many [1]; None reads all of them and checks the published count.
            partial: The folder is known to hold a part of the set only; its size is not checked.

        Raises:
            DatasetError: If the folder or split does not exist, a file has another layout, an id comes twice, or the
                whole set is not as many as published.
        """
        chosen = split or self.splits[0]
        if chosen not in self.splits:
            raise DatasetError(f"{self.name} has the splits {', '.join(self.splits)}, not {chosen!r}.")
        if not folder.is_dir():
            raise DatasetError(f"{folder} is no folder; give the one that holds: {self.layout}")
        return self._checked(folder, chosen, limit, partial)

    def _checked(self, folder: Path, split: str, limit: int | None, partial: bool) -> Iterator[Sample]:
        seen: set[str] = set()
        for sample in self.read(folder, split):
            if limit is not None and len(seen) >= limit:
                return
            if sample.id in seen:
                raise DatasetError(f"{self.name} has the id {sample.id!r} twice in {split}.")
            seen.add(sample.id)
            yield sample
        published = self.counts.get(split)
        if limit is None and not partial and published is not None and len(seen) != published:
            raise DatasetError(
                f"{self.name} {split} holds {len(seen):,} samples, published are {published:,} ({self.revision}); "
                "say --partial, or give --limit, to run a part on purpose."
            )
