"""Where the cases of a run are worked on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from evals.configuration import Configuration
from evals.sample import Sample
from evals.solving import Workbench

if TYPE_CHECKING:
    from evals.running.attempt import Pace

__all__ = ["Engine"]


class Engine(Protocol):
    """Works on samples and leaves logs of them among the parts of a run, as `evals.running.attempt.attempt` does."""

    def __call__(
        self,
        asked: Configuration,
        bench: Workbench,
        samples: Sequence[Sample],
        parts: Path,
        identity: Mapping[str, str],
        pace: "Pace",
        *,
        total: int,
    ) -> None:
        """Work on the samples."""
        ...
