"""Cases spread over a Ray cluster: each worker writes logs of its own, which come back and become parts of the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ray

from agent.settings import Settings, silence_ray
from evals.configuration import Configuration
from evals.errors import RunError
from evals.inspecting.records import sample_of, sample_record
from evals.running.attempt import Pace, attempt
from evals.running.progress import RunProgress
from evals.sample import Sample
from evals.solving import Workbench

__all__ = ["RayEngine"]

_BATCHES = 8
"""Batches a worker gets on average [1]: enough that none waits long for the last, few enough to begin seldom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RayEngine:
    """Works on cases with several workers of a cluster that is there, or of this machine where none is.

    Every machine needs the project and the published files under the same path, and reaches the model server at the
    address of this machine's settings. Batches are handed out as workers become free; the log of each batch comes back
    whole or not at all, so that a lost worker costs its batch, which a resume does again.
    """

    workers: int = 2
    """Workers [1]."""
    address: str | None = None
    """Of the cluster, such as `ray://host:10001`; None takes the one that Ray finds, else starts one here."""

    def __call__(
        self,
        asked: Configuration,
        bench: Workbench,
        samples: Sequence[Sample],
        parts: Path,
        identity: Mapping[str, str],
        pace: Pace,
        *,
        total: int,
    ) -> None:
        """Work on samples; see `Engine`.

        Raises:
            RunError: If no cluster can be reached, or a batch was lost: what came back is kept.
        """
        own = not ray.is_initialized()
        if own:
            self._connect()
        try:
            lost = self._spread(asked, bench, samples, parts, identity, pace, total)
        finally:
            if own:
                ray.shutdown()
        if lost:
            raise RunError(f"{len(lost)} batches were lost ({lost[0]}); resume the run to do them again.")

    def _connect(self) -> None:
        silence_ray()
        try:
            if self.address is not None:
                ray.init(address=self.address, include_dashboard=False, log_to_driver=False, configure_logging=False)
                return
            try:
                ray.init(address="auto", log_to_driver=False, configure_logging=False)
            except ConnectionError:
                ray.init(
                    num_cpus=self.workers, include_dashboard=False, log_to_driver=False, configure_logging=False,
                    _node_ip_address="127.0.0.1",
                )  # fmt: skip
        except (ConnectionError, RuntimeError) as error:
            raise RunError(f"No Ray cluster can be reached: {error}") from None

    def _spread(
        self,
        asked: Configuration,
        bench: Workbench,
        samples: Sequence[Sample],
        parts: Path,
        identity: Mapping[str, str],
        pace: Pace,
        total: int,
    ) -> list[str]:
        size = max(1, len(samples) // (self.workers * _BATCHES))
        waiting = [samples[start : start + size] for start in range(0, len(samples), size)]
        worker = ray.remote(num_cpus=1, max_restarts=0)(_Worker)
        free = [worker.remote(asked.record(), bench.model, bench.settings) for _ in range(self.workers)]
        running: dict[Any, Any] = {}
        lost: list[str] = []
        with RunProgress(total, total - len(samples), quiet=pace.quiet) as progress:
            while waiting or running:
                while waiting and free:
                    one, batch = free.pop(), waiting.pop(0)
                    records = [sample_record(each) for each in batch]
                    running[one.work.remote(records, dict(identity), pace.at_once, pace.flush, total)] = one
                if not running:
                    return [*lost, f"no worker is left for {len(waiting)} batches"]
                (done, *_), _ = ray.wait(list(running), num_returns=1)
                one = running.pop(done)
                try:
                    name, content, ended = ray.get(done)
                except ray.exceptions.RayError as error:
                    lost.append(type(error).__name__)
                    continue
                _keep(parts / name, content)
                for outcome, value in ended:
                    progress.case(outcome, value)
                free.append(one)
        return lost


class _Worker:
    """Holds the parts of a run in a process of the cluster."""

    def __init__(self, record: Mapping[str, Any], model: Any, settings: Settings) -> None:
        self._asked = Configuration.read(record)
        self._bench = Workbench(self._asked, model=model, settings=settings)

    def work(
        self, records: Sequence[Mapping[str, Any]], identity: Mapping[str, str], at_once: int, flush: int, total: int
    ) -> tuple[str, bytes, list[tuple[str, float]]]:
        """Work on a batch; gives the name and the bytes of its log, and how each case ended."""
        from evals.inspecting.recorded import read_log

        samples = [sample_of(one) for one in records]
        pace = Pace(at_once=at_once, flush=flush, quiet=True)
        with TemporaryDirectory(prefix="evals-") as name:
            folder = Path(name)
            attempt(self._asked, self._bench, samples, folder, identity, pace, total=total)
            (log,) = folder.glob("*.eval")
            ended: list[tuple[str, float]] = [(one.prediction.outcome, one.score.value) for one in read_log(log)]
            return log.name, log.read_bytes(), ended


def _keep(path: Path, content: bytes) -> None:
    """Put a log among the parts, whole or not at all."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)
