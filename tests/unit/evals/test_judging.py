import pytest

from agent.models.scripted import ChatScripted
from evals.judging import agreement, judged, wants_judge
from evals.sample import Prediction, Sample, Score

SAMPLE = Sample(id="1", question="What is it?", target="pneumonia")
ANSWER = Prediction(sample="1", outcome="answered", answer="lung infection")
BY_WORDS = Score(value=0.0, parts={"token_f1": 0.0})


@pytest.mark.parametrize(("said", "value"), [('{"same": true, "why": "synonym"}', 1.0), ('{"same": false}', 0.0)])
async def test_a_verdict_counts(said: str, value: float) -> None:
    prediction, score = await judged(SAMPLE, ANSWER, BY_WORDS, ChatScripted(replies=[said]))
    assert (prediction.outcome, score.value) == ("answered", value)
    assert score.parts["by_words"] == 0.0


@pytest.mark.parametrize("said", ["yes", "", '{"same": "true"}', '{"same": true} {"same": false}', "{same: true}"])
async def test_what_is_no_verdict_is_an_error_of_the_judge_and_worth_nothing(said: str) -> None:
    prediction, score = await judged(SAMPLE, ANSWER, Score(value=1.0), ChatScripted(replies=[said]))
    assert (prediction.outcome, score.value) == ("judge", 0.0)


async def test_a_judge_that_cannot_be_asked_is_one_too() -> None:
    prediction, score = await judged(SAMPLE, ANSWER, Score(value=1.0), ChatScripted(replies=[]))
    assert (prediction.outcome, score.value) == ("judge", 0.0)


def test_only_open_answers_are_judged() -> None:
    assert wants_judge("open", ANSWER)
    assert not wants_judge("choice", ANSWER)
    assert not wants_judge("open", Prediction(sample="1", outcome="abstained"))


def test_agreement_beyond_chance() -> None:
    found = agreement([True, True, False, False], [True, False, False, False])
    assert (found.items, found.share) == (4, 0.75)
    assert found.kappa == pytest.approx(0.5)
    assert agreement([True], [True]).kappa == 0.0
