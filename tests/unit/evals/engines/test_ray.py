"""Two workers on this machine; left out where Ray is not installed."""

from collections import Counter
from pathlib import Path

import pytest

ray = pytest.importorskip("ray")

from langchain_core.language_models import BaseChatModel  # noqa: E402

from evals.configuration import Configuration  # noqa: E402
from evals.engines.ray import RayEngine  # noqa: E402
from evals.inspecting import read_log  # noqa: E402
from evals.running import start  # noqa: E402
from evals.running.attempt import Pace  # noqa: E402


@pytest.mark.ray
@pytest.mark.filterwarnings("ignore")
def test_two_workers_give_every_case_once_in_one_log(asked: Configuration, tmp_path: Path) -> None:
    from benchmarks.eval_cases import ByRule

    model: BaseChatModel = ByRule()
    log = start(asked, tmp_path / "run", pace=Pace(quiet=True), engine=RayEngine(workers=2), model=model)
    assert Counter(one.sample.id for one in read_log(log)) == Counter(one.id for one in asked.samples())
    assert not ray.is_initialized()
