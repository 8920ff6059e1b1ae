"""What a run is asked to do: the benchmark, the model, and what is switched off. It goes into the log as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from evals.benchmark import Benchmark
from evals.catalogue import benchmark
from evals.errors import RunError
from evals.sample import Sample

__all__ = ["Configuration", "Solver"]

Solver = Literal["auto", "agent", "rules"]
"""Who answers numbers and stances: `agent` the agent with its model, `rules` our extraction, calculators and stance
without a model; `auto` takes the rules where the profile is the embedded one, which has no words of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What decides the answers of a run, and nothing else: two equal ones are the same run."""

    benchmark: str
    data: str
    """Folder of the published files."""
    split: str
    limit: int | None = None
    partial: bool = False
    profile: str = "embedded"
    solver: Solver = "auto"
    without: tuple[str, ...] = ()
    """What the agent does without, by the names of `agent.switches.Switches`."""
    steps: int | None = None
    """Model turns a case may take; None: the agent's own budget."""
    threshold: float | None = None
    """Confidence from which on an answer stands; None: the profile's."""
    judge: str | None = None
    """Profile that judges open answers; None: shared words."""
    patient: str | None = None
    """Profile that plays the patient of a dialogue; None: facts are told by shared words."""

    @classmethod
    def of(cls, name: str, data: Path | str, split: str | None = None, **more: Any) -> "Configuration":
        """Complete what was asked for.

        Raises:
            UnknownBenchmark: If there is no such benchmark.
            RunError: If a value cannot be.
        """
        chosen = benchmark(name)
        made = cls(benchmark=chosen.name, data=str(Path(data).resolve()), split=split or chosen.splits[0], **more)
        made._check()
        return made

    def _check(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise RunError(f"--limit must be at least 1, got {self.limit}.")
        if self.steps is not None and self.steps < 1:
            raise RunError(f"--budget-steps must be at least 1, got {self.steps}.")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise RunError(f"--threshold lies between 0 and 1, got {self.threshold}.")

    @property
    def chosen(self) -> Benchmark:
        """The benchmark."""
        return benchmark(self.benchmark)

    def samples(self) -> list[Sample]:
        """All samples of the run, in the order of the published files.

        Raises:
            DatasetError: If the files are missing, in another layout, or not as many as published.
        """
        found = list(self.chosen.samples(Path(self.data), self.split, limit=self.limit, partial=self.partial))
        if not found:
            raise RunError(f"{self.benchmark} {self.split} in {self.data} holds no sample.")
        return found

    def record(self) -> dict[str, Any]:
        """As JSON values; `read` takes them back."""
        return {
            one.name: list(value) if isinstance(value := getattr(self, one.name), tuple) else value
            for one in fields(self)
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> "Configuration":
        """Take back what `record` wrote.

        Raises:
            RunError: If it is of another version of this project.
        """
        known = {one.name for one in fields(cls)}
        if not {"benchmark", "data", "split"} <= set(record) <= known:
            raise RunError("The log's configuration is of another version of this project; start the run anew.")
        return cls(**{**record, "without": tuple(record.get("without", ()))})

    @property
    def title(self) -> str:
        """What tells it apart from other runs of the benchmark, in a few words."""
        said = [self.profile, *(f"without {one}" for one in self.without)]
        if self.steps is not None:
            said.append(f"{self.steps} steps")
        if self.threshold is not None:
            said.append(f"threshold {self.threshold:g}")
        return ", ".join(said)
