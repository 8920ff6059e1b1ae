"""The folder of a run: logs of Inspect and nothing else.

While it goes on, each attempt (a start, a resume, a worker of a cluster) writes a log of its own into `parts/`; when
all cases are there, the parts become one log beside it and go. A log is written whole under another name and put in
its place, so a killed process leaves the one before.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from evals.configuration import Configuration
from evals.errors import RunError
from evals.inspecting.recorded import ended, header

__all__ = ["CONFIGURATION", "IDENTITY", "TOTAL", "RunFolder"]

CONFIGURATION, IDENTITY, TOTAL = "configuration", "identity", "samples"
"""Keys of a log's metadata: what is run, what it stands on, and how many samples there are."""
_PARTS = "parts"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFolder:
    """Where a run keeps its logs."""

    path: Path

    @classmethod
    def new(cls, path: Path) -> Self:
        """Make the folder of a run that is to start.

        Raises:
            RunError: If a run is there already, or the folder cannot be made.
        """
        found = cls(path=path)
        try:
            found.parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"{path} cannot be made a folder for a run: {error.strerror}.") from None
        if found.logs():
            raise RunError(f"{path} holds a run already: `python -m evals resume {path}`, or choose another --out.")
        return found

    @classmethod
    def of(cls, path: Path) -> Self:
        """Take the folder of a run that was started.

        Raises:
            RunError: If no run is there.
        """
        found = cls(path=path)
        if not found.logs():
            raise RunError(
                f"{path} holds no run that was begun; start one with `python -m evals run NAME --out {path}`."
            )
        return found

    @property
    def parts(self) -> Path:
        """Logs of attempts."""
        return self.path / _PARTS

    @property
    def whole(self) -> Path | None:
        """The one log of a run that has all its cases; None while it has not."""
        found = sorted(self.path.glob("*.eval"))
        return found[0] if found else None

    def logs(self) -> list[Path]:
        """Every log, oldest first: the whole one, then those of attempts."""
        whole = [self.whole] if self.whole is not None else []
        return [*whole, *sorted(self.parts.glob("*.eval"), key=lambda one: (one.stat().st_mtime_ns, one.name))]

    def metadata(self) -> dict[str, Any]:
        """What the run stands on, from its first log.

        Raises:
            RunError: If the log is not of this project.
        """
        found = header(self.logs()[0]).eval.metadata or {}
        if CONFIGURATION not in found or IDENTITY not in found:
            raise RunError(
                f"{self.logs()[0]} was not written by `python -m evals run`; it can be reported, not resumed."
            )
        return found

    @property
    def configuration(self) -> Configuration:
        """What is run."""
        return Configuration.read(self.metadata()[CONFIGURATION])

    def finished(self) -> dict[str, Path]:
        """Ids of the samples that are done, and the log that each is taken from: the first that has it."""
        done: dict[str, Path] = {}
        for log in self.logs():
            for name, whole in ended(log).items():
                if whole:
                    done.setdefault(name, log)
        return done

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the run: two processes never work on one.

        The system lets go of the lock when the process ends, also by a kill.

        Raises:
            RunError: If another process holds it.
        """
        self.parts.mkdir(parents=True, exist_ok=True)
        with (self.path / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise RunError(f"{self.path} is being worked on by another process; wait for it.") from None
            yield

    def clear_parts(self) -> None:
        """Remove the logs of attempts, when the whole log is in its place."""
        if self.whole is not None:
            shutil.rmtree(self.parts, ignore_errors=True)
