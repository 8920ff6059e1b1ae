"""Start and resume."""

from pathlib import Path

from langchain_core.language_models import BaseChatModel

from agent.settings import Settings
from evals.configuration import Configuration
from evals.engines import Engine
from evals.errors import RunError
from evals.running.attempt import Pace, attempt, placed
from evals.running.folder import IDENTITY, RunFolder
from evals.running.identity import drifted, identity_of
from evals.running.merging import merge
from evals.solving import Workbench

__all__ = ["resume", "start"]


def start(
    asked: Configuration,
    out: Path,
    *,
    pace: Pace | None = None,
    engine: Engine | None = None,
    model: BaseChatModel | None = None,
    settings: Settings | None = None,
    bench: Workbench | None = None,
) -> Path:
    """Run a benchmark from its beginning.

    Args:
        asked: What is run.
        out: Folder of the run; it must hold none.
        pace: How it is worked on.
        engine: Spreads the cases over other machines; None works on them here.
        model: In place of the profile's own.
        settings: Where a served model is; None reads the environment.
        bench: Parts that are there already.

    Returns:
        The one log of the run.

    Raises:
        EvalsError: If the files, the profile or the folder cannot be used.
    """
    samples = asked.samples()
    bench = bench or Workbench(asked, model=model, settings=settings)
    identity = identity_of(asked, bench, samples)
    folder = RunFolder.new(out)
    with folder.alone():
        work = engine or attempt
        work(asked, bench, samples, folder.parts, identity, pace or Pace(), total=len(samples))
        return merge(folder, samples)


def resume(
    out: Path,
    *,
    pace: Pace | None = None,
    engine: Engine | None = None,
    model: BaseChatModel | None = None,
    settings: Settings | None = None,
    bench: Workbench | None = None,
) -> Path:
    """Go on with a run that was cut off; cases that are done stay as they are, those that ended in a bug are redone.

    Raises:
        RunError: If no run is there, or what it stands on is not what it was: says what.
        DatasetError: If the files of the benchmark are not there any more.
    """
    folder = RunFolder.of(out)
    with folder.alone():
        asked = folder.configuration
        samples = asked.samples()
        bench = bench or Workbench(asked, model=model, settings=settings)
        identity = identity_of(asked, bench, samples)
        changed = drifted(folder.metadata()[IDENTITY], identity)
        if changed:
            raise RunError(
                f"The run cannot go on, for these are not what it began with: {', '.join(changed)}. Put them back, or "
                "start a new run; answers of two kinds would not make one figure."
            )
        left = placed(samples, folder.finished())
        if left:
            work = engine or attempt
            work(asked, bench, left, folder.parts, identity, pace or Pace(), total=len(samples))
        return merge(folder, samples)
