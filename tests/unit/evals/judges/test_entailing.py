import orjson
import pytest

from agent.models.scripted import ChatScripted
from evals.judging import judged
from evals.sample import Prediction, Sample, Score
from evals.scoring.grounded import RULE

BOX = {"x_min": 0.0, "y_min": 0.0, "x_max": 0.5, "y_max": 0.5}
REFERENCE = [{"text": "Shadow at the left.", "boxes": [BOX]}, {"text": "No made line.", "boxes": None}]
SAMPLE = Sample(id="1", question="?", target="", extra={"rule": RULE, "reference": orjson.dumps(REFERENCE).decode()})
WRITTEN = [{"text": "Left-sided opacity.", "boxes": [BOX]}]
REPORT = Prediction(sample="1", outcome="answered", said=orjson.dumps(WRITTEN).decode(), answer="Left-sided opacity.")
FROM_FIRST, NOT = '{"follows": true, "from": [1]}', '{"follows": false, "from": []}'


async def test_each_sentence_is_put_both_ways() -> None:
    judge = ChatScripted(replies=[FROM_FIRST, f"```json\n{FROM_FIRST}\n```", NOT])
    prediction, score = await judged(SAMPLE, REPORT, Score(value=0.25), judge)
    assert prediction.outcome == "answered"
    assert (score.parts["logical_precision"], score.parts["logical_recall"]) == (1, 0.5)
    assert (score.parts["spatial_precision"], score.parts["grounding_recall"]) == (1, 1)
    assert score.value == pytest.approx(2 / 3)
    assert score.parts["by_words"] == 0.25


@pytest.mark.parametrize(
    "said",
    ["yes", "", "[]", '{"follows": "true"}', '{"follows": true}', '{"follows": true, "from": [3]}', f"{NOT} {NOT}"],
)
async def test_one_sentence_without_a_verdict_is_an_error_of_the_judge(said: str) -> None:
    prediction, score = await judged(SAMPLE, REPORT, Score(value=1.0), ChatScripted(replies=[said, FROM_FIRST, NOT]))
    assert (prediction.outcome, score.value, score.parts["judge_failed"]) == ("judge", 0.0, 1)
    assert "1 of 3" in prediction.why


async def test_a_judge_that_cannot_be_asked_leaves_every_sentence_open() -> None:
    prediction, score = await judged(SAMPLE, REPORT, Score(value=1.0), ChatScripted(replies=[]))
    assert (prediction.outcome, score.parts["judge_failed"]) == ("judge", 3)


async def test_from_an_empty_report_nothing_follows_and_nobody_is_asked() -> None:
    empty = Prediction(sample="1", outcome="answered", said="[]")
    prediction, score = await judged(SAMPLE, empty, Score(value=1.0), ChatScripted(replies=[]))
    assert (prediction.outcome, score.value) == ("answered", 0.0)
