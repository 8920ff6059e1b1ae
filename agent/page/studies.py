"""The studies that people handed over, each with its owner; and the ones that ship."""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from agent.page.errors import NotThere, TooMany, Unusable
from agent.page.limits import Limits
from tools import samples

__all__ = ["Studies", "UploadedStudy"]


@dataclass(slots=True, kw_only=True, eq=False)
class UploadedStudy:
    """One study of somebody's."""

    id: str
    """128 random bits [32 hex digits]."""
    owner: str
    source: Path
    """A file, or a folder of files."""
    folder: Path | None
    """What is erased with it; None for a study that ships."""
    title: str
    """In our own words: never a name of the sender's."""
    history: str = ""
    """What ships with a sample."""
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What its owner calls the files, by our names in `folder`: told to the owner only, and kept in memory only."""
    used: float = field(default_factory=monotonic)
    """When it was last asked for [s, monotonic]."""


class Studies:
    """All studies at hand."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all: dict[str, UploadedStudy] = {}

    def add(
        self,
        owner: str,
        source: Path,
        folder: Path | None,
        title: str,
        history: str = "",
        names: Mapping[str, str] | None = None,
    ) -> UploadedStudy:
        """Take a study in.

        Raises:
            TooMany: If its owner has too many already.
        """
        if sum(one.owner == owner for one in self._all.values()) >= self._limits.studies:
            raise TooMany(f"At most {self._limits.studies} studies are kept for one person; forget some cases first.")
        study = UploadedStudy(
            id=secrets.token_hex(16),
            owner=owner,
            source=source,
            folder=folder,
            title=title,
            history=history,
            names=names or {},
        )
        self._all[study.id] = study
        return study

    def add_sample(self, owner: str, name: str) -> UploadedStudy:
        """Take one of the studies that ship, with its history.

        Raises:
            Unusable: If none goes by that name.
        """
        if name not in samples.names():
            raise Unusable(f"No sample goes by that name; there are {', '.join(samples.names())}.")
        return self.add(owner, samples.path(name), None, f"Sample: {samples.title(name)}", samples.history(name))

    def of(self, owner: str, study_id: str) -> UploadedStudy:
        """A study of somebody's own.

        Raises:
            NotThere: If there is none of that id, or it is somebody else's.
        """
        study = self._all.get(study_id)
        if study is None or study.owner != owner:
            raise NotThere("There is no such study of yours; it was forgotten, or never there.")
        study.used = monotonic()
        return study

    def forget(self, study: UploadedStudy) -> None:
        """Erase a study."""
        self._all.pop(study.id, None)
        if study.folder is not None:
            shutil.rmtree(study.folder, ignore_errors=True)

    def unused(self, wanted: frozenset[str]) -> list[UploadedStudy]:
        """Studies that nobody asked for in a long time and no case is about."""
        old = monotonic() - self._limits.keep_seconds
        return [one for one in self._all.values() if one.used < old and one.id not in wanted]
