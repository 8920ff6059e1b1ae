import pytest

from agent.models.scripted import ChatScripted
from evals.judging import judged
from evals.sample import Prediction, Sample, Score
from evals.scoring.examined import RULE

SAMPLE = Sample(
    id="1", question="?", target="", extra={"rule": RULE, "source": "Made cough. No made fever. Test high."}
)
SUMMARY = Prediction(sample="1", outcome="answered", answer="Made cough, made rash.")


def says(*answers: str) -> list[str]:
    return [f'{{"answer": "{one}"}}' for one in answers]


async def test_questions_of_both_are_put_to_both() -> None:
    # Cough and fever asked of the source, then of the summary each; then the rash.
    replies = ['["Cough?", "Fever?"]', '["Rash?"]', *says("yes", "yes", "no", "idk"), *says("idk", "Yes")]
    prediction, score = await judged(SAMPLE, SUMMARY, Score(value=0.0), ChatScripted(replies=replies))
    assert prediction.outcome == "answered"
    figures = [score.parts[name] for name in ("coverage", "conformity", "consistency")]
    assert figures == [0.5, 1, 0]
    assert score.parts["conciseness"] == pytest.approx(1 - 4 / 7)
    assert score.value == 0.5


async def test_an_answer_that_is_none_is_an_error_of_the_judge() -> None:
    replies = ['["Cough?"]', '["Rash?"]', *says("yes", "perhaps"), *says("idk", "yes")]
    prediction, score = await judged(SAMPLE, SUMMARY, Score(value=1.0), ChatScripted(replies=replies))
    assert (prediction.outcome, score.value, score.parts["judge_failed"]) == ("judge", 0.0, 1)


@pytest.mark.parametrize("said", ["Cough?", "[]", "[1]", "{}"])
async def test_without_questions_there_is_no_examination(said: str) -> None:
    prediction, score = await judged(SAMPLE, SUMMARY, Score(value=1.0), ChatScripted(replies=[said, said]))
    assert (prediction.outcome, score.value) == ("judge", 0.0)
