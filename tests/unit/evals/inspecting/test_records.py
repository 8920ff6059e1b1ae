from pathlib import Path

import orjson
import pytest

from evals.errors import RunError
from evals.inspecting.records import (
    prediction_of,
    prediction_record,
    sample_of,
    sample_record,
    score_of,
    score_record,
)
from evals.sample import Box, Prediction, Sample, Score

BOX = Box(x0=1, y0=2, x1=3, y1=4, image=2)
SAMPLE = Sample(
    id="a/1",
    question="Where?",
    target=[BOX],
    options=("yes", "no"),
    images=(Path("/x/a.png"),),
    priors=(Path("/x/b.png"),),
    context=("text",),
    history="old",
    groups={"organ": "chest"},
    cluster="p1",
    extra={"kind": "grounding", "boxes": [BOX], "n": 3},
)
PREDICTION = Prediction(
    sample="a/1",
    outcome="answered",
    said="x",
    answer="A",
    confidence=0.0,
    ranked=("d",),
    boxes=(BOX,),
    measures={"s": 0.5},
)


def test_all_of_it_comes_back_from_json() -> None:
    assert sample_of(orjson.loads(orjson.dumps(sample_record(SAMPLE)))) == SAMPLE
    assert prediction_of(orjson.loads(orjson.dumps(prediction_record(PREDICTION)))) == PREDICTION
    score = Score(value=0.5, parts={"iou": 0.1}, why="near")
    assert score_of(orjson.loads(orjson.dumps(score_record(score)))) == score


def test_a_target_of_zero_or_nothing_is_kept() -> None:
    for target in (0, "", None):
        bare = Sample(id="1", question="?", target=target)
        assert sample_of(sample_record(bare)) == bare


def test_a_log_of_another_version_is_named() -> None:
    with pytest.raises(RunError, match="another version"):
        prediction_of({"sample": "1", "outcome": "answered", "mood": "good"})
