"""How far a run is, how good so far, and when it will end: a bar on a terminal, in a pipe a line now and then."""

import sys
from collections import Counter
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

__all__ = ["RunProgress"]

_EVERY = 10.0
"""Time between two lines in a pipe [s]."""
_RECENT = 64
"""Cases whose pace the end is foretold from [1]: as many as run at once by default."""


class RunProgress:
    """Counts cases as they end."""

    def __init__(self, total: int, before: int = 0, *, quiet: bool = False) -> None:
        """Begin.

        Args:
            total: Cases of the run [1].
            before: Of those, cases that were done before [1].
            quiet: Say nothing.
        """
        self.total, self.done = total, before
        self._quiet = quiet
        self._value = 0.0
        self._scored = 0
        self._outcomes: Counter[str] = Counter()
        self._times: list[float] = [monotonic()]
        self._last = monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        if not quiet and sys.stderr.isatty():
            columns = (
                TextColumn("cases"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
            )
            self._bar = Progress(*columns, console=Console(stderr=True))
            self._task = self._bar.add_task("", total=total, completed=before)

    def case(self, outcome: str, value: float) -> None:
        """A case has ended."""
        self.done += 1
        self._outcomes[outcome] += 1
        self._value += value
        self._scored += 1
        self._times.append(monotonic())
        del self._times[: -_RECENT - 1]
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.done, description=self._said())
        elif not self._quiet and (monotonic() - self._last >= _EVERY or self.done == self.total):
            self._last = monotonic()
            sys.stderr.write(f"{self.done}/{self.total} cases, {self._said()}\n")
            sys.stderr.flush()

    @property
    def seconds_left(self) -> float:
        """When the rest will be done at the pace of the last cases [s]."""
        recent = self._times[-1] - self._times[0]
        return (self.total - self.done) * recent / max(1, len(self._times) - 1)

    def _said(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self._outcomes.most_common() if name != "answered")
        left = int(self.seconds_left)
        ends = f"ends in {left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
        return f"score {self._value / max(1, self._scored):.3f}, {ends}{'; ' + counts if counts else ''}"

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
