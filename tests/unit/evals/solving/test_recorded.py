"""Answers that a set holds go to the judge as they are, and the report compares the judge with people."""

from pathlib import Path

from agent.models.scripted import ChatScripted
from evals import benchmark
from evals.configuration import Configuration
from evals.inspecting.recorded import Recorded
from evals.judging import judged
from evals.reporting.labels import agreement_of
from evals.scoring import strict
from evals.solving import Workbench, way_of


async def test_a_judge_is_compared_with_physicians(tmp_path: Path) -> None:
    benchmark("kqa").fixture(tmp_path)
    asked = Configuration.of("kqa", tmp_path, "labels", partial=True)
    bench = Workbench(asked)
    relations = ["entails", "entails", "contradicts"]
    judge = ChatScripted(replies=[f'{{"relation": "{one}"}}' for one in relations])
    rows = []
    for sample in asked.samples():
        prediction = (await way_of(sample, "report", bench)(sample, "report", bench)).prediction
        assert prediction.said == sample.extra["recorded"]
        judged_prediction, score = await judged(sample, prediction, strict(sample, prediction, "report"), judge)
        rows.append(Recorded(sample=sample, prediction=judged_prediction, score=score))

    found = agreement_of(rows)
    assert found["items"] == 3
    assert found["share"] == 2 / 3
