"""From the logs of attempts to one log with every case once, in the order of the set."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from inspect_ai.log import (
    EvalLog,
    EvalMetric,
    EvalResults,
    EvalSample,
    EvalScore,
    read_eval_log_sample,
    write_eval_log,
)

from evals.errors import RunError
from evals.inspecting.recorded import ended, header
from evals.inspecting.task import SCORER
from evals.metrics.clustered import mean_interval
from evals.running.folder import RunFolder
from evals.sample import Sample

__all__ = ["merge"]


def merge(folder: RunFolder, samples: Sequence[Sample]) -> Path:
    """Put the logs of all attempts together, and remove them.

    A case that several attempts did is taken from the first that has it; one that ended in an error everywhere, from
    the last. Cut off at any moment, it can be done again: the parts go only when the whole log is in its place.

    Raises:
        RunError: If a case is in none of them.
    """
    logs = folder.logs()
    sources = _sources(logs)
    lacking = [one.id for one in samples if one.id not in sources]
    if lacking:
        raise RunError(f"{len(lacking)} cases are in no log, such as {lacking[0]!r}; resume the run.")
    whole = folder.path / f"{folder.configuration.benchmark}.eval"
    if len(logs) == 1 and header(logs[0]).status == "success":
        if logs[0] != whole:
            logs[0].replace(whole)
    else:
        beside = folder.path / f".{whole.name}"  # Inspect goes by the last ending; a hidden file is no log of the run
        write_eval_log(_together(logs, sources, samples), str(beside), format="eval")
        beside.replace(whole)
    folder.clear_parts()
    return whole


def _sources(logs: Iterable[Path]) -> dict[str, Path]:
    done: dict[str, Path] = {}
    failed: dict[str, Path] = {}
    for log in logs:
        for name, whole in ended(log).items():
            if whole:
                done.setdefault(name, log)
            else:
                failed[name] = log
    return {**failed, **done}


def _together(logs: Sequence[Path], sources: Mapping[str, Path], samples: Sequence[Sample]) -> EvalLog:
    first, last = header(logs[0]), header(logs[-1])
    found = [_sample(sources[one.id], one.id) for one in samples]
    spec = first.eval.model_copy(deep=True)
    spec.dataset.samples = len(found)
    spec.dataset.sample_ids = [one.id for one in found]
    return first.model_copy(
        update={
            "status": "success",
            "eval": spec,
            "error": None,
            "samples": found,
            "stats": first.stats.model_copy(
                update={"completed_at": last.stats.completed_at or first.stats.completed_at}
            ),
            "results": _results(found),
            "reductions": None,
            "location": "",
        }
    )


def _sample(log: Path, name: str) -> EvalSample:
    return read_eval_log_sample(str(log), id=name, epoch=1)


def _results(samples: Sequence[EvalSample]) -> EvalResults:
    scored = [one for one in samples if one.error is None and one.scores]
    values = [float(str(one.scores[SCORER].value)) for one in scored if one.scores]
    clusters = [str(one.metadata.get("cluster", one.id)) for one in scored]
    metrics = {}
    if values:
        mean = mean_interval(values, clusters, resamples=0)
        metrics = {
            "mean": EvalMetric(name="mean", value=mean.mean),
            "stderr": EvalMetric(name="stderr", value=mean.error),
        }
    score = EvalScore(name=SCORER, scorer=SCORER, scored_samples=len(values), metrics=metrics)
    return EvalResults(total_samples=len(samples), completed_samples=len(scored), scores=[score])
