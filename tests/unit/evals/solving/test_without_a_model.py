"""What answers numbers and rankings by rule: read from what is told, in the form that the published rule reads."""

from pathlib import Path

import pytest

from evals import Sample, benchmark
from evals.configuration import Configuration
from evals.scoring import strict
from evals.scoring.medcalc import medcalc_answer
from evals.solving import Workbench
from evals.solving.calculation import solve as calculate
from evals.solving.ranking import solve as rank

BODY = Sample(
    id="1",
    question="What is the patient's body mass index (BMI) in kg/m²?",
    history="A 50-year-old man. His weight is 81 kg and his height is 180 cm.",
    target={"value": 25.0, "lower": 24.9, "upper": 25.1},
)


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    benchmark("scifact").fixture(tmp_path)
    return Workbench(Configuration.of("scifact", tmp_path, partial=True))


async def test_a_value_is_calculated_and_said_as_the_set_asks(bench: Workbench) -> None:
    found = (await calculate(BODY, "number", bench)).prediction

    assert strict(BODY, found, "number").value == 1.0
    assert float(medcalc_answer(found.said, 6) or "nan") == float(found.answer or "nan")


async def test_what_the_note_does_not_say_is_not_assumed(bench: Workbench) -> None:
    silent = Sample(id="1", question=BODY.question, history="His weight is 81 kg.", target=BODY.target)
    found = (await calculate(silent, "number", bench)).prediction

    assert found.outcome == "abstained"
    assert "height" in found.why


async def test_documents_of_the_set_are_ranked(bench: Workbench) -> None:
    samples = bench.configuration.samples()
    for sample in samples:
        found = (await rank(sample, "retrieval", bench)).prediction
        assert found.outcome == "answered"
        assert set(sample.target) & set(found.ranked)
