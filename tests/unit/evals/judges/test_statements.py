import pytest

from agent.models.scripted import ChatScripted
from evals.judging import judged
from evals.sample import Prediction, Sample, Score

SAMPLE = Sample(
    id="1",
    question="Is it catching?",
    target={"must": ["It is catching", "It is mild"], "nice": ["Rare"]},
    extra={"rule": "statements"},
)
ANSWER = Prediction(sample="1", outcome="answered", answer="It is catching and common.")


def verdict(relation: str) -> str:
    return f'{{"relation": "{relation}", "why": "made"}}'


async def test_the_share_of_what_must_be_said_counts_and_contradictions_stand_beside_it() -> None:
    judge = ChatScripted(replies=[verdict("entails"), verdict("neither"), verdict("contradicts")])
    prediction, score = await judged(SAMPLE, ANSWER, Score(value=0.2, parts={"token_recall": 0.5}), judge)
    assert (prediction.outcome, score.value) == ("answered", 0.5)
    assert score.parts == {
        "by_words": 0.2,
        "contradictions": 1.0,
        "contradicted": pytest.approx(1 / 3),
    }
    assert score.why == "judge: 1 of 2 entailed, 1 of 3 contradicted"


async def test_what_is_only_nice_to_have_adds_nothing() -> None:
    judge = ChatScripted(replies=[verdict("neither"), verdict("neither"), verdict("entails")])
    _, score = await judged(SAMPLE, ANSWER, Score(value=1.0), judge)
    assert score.value == 0.0


@pytest.mark.parametrize("said", ["entails", "", '{"relation": "yes"}', '{"relation": true}', "{relation}"])
async def test_one_statement_without_a_verdict_fails_the_judge(said: str) -> None:
    judge = ChatScripted(replies=[verdict("entails"), said, verdict("entails")])
    prediction, score = await judged(SAMPLE, ANSWER, Score(value=1.0), judge)
    assert (prediction.outcome, score.value) == ("judge", 0.0)
    assert "It is mild" in prediction.why


async def test_a_judge_that_cannot_be_asked_is_one_too() -> None:
    prediction, score = await judged(SAMPLE, ANSWER, Score(value=1.0), ChatScripted(replies=[verdict("entails")]))
    assert (prediction.outcome, score.value) == ("judge", 0.0)
