import pytest

from evals.scoring.medrbench import judged_answer, official_verdict, strict_verdict

VERDICTS = [
    # judge's reply, counted as right by the publishers, by us
    ("Correct", True, True),
    ("Wrong", False, False),
    ("[Correct]", True, True),
    ("[Wrong]", False, False),
    ("correct.", True, True),
    ("WRONG", False, False),
    ("**Correct**", True, True),
    ("Incorrect", True, False),
    ("[Correct|Wrong]", True, None),
    ("The answer is not correct.", True, None),
    ("It would be correct to say that it is wrong.", True, None),
    ("Wrong, although partly correct", True, None),
    ("The diagnosis is wrong.", False, None),
    ("Right", False, None),
    ("True", False, None),
    ("Yes", False, None),
    ("", False, None),
    ("I cannot judge this.", False, None),
    ("uncorrected", True, None),
    ("Correctly diagnosed", True, None),
    ("correkt", False, None),
    (" correct \n", True, True),
]


@pytest.mark.parametrize(("judge", "official", "strict"), VERDICTS)
def test_a_judge_is_read_by_the_published_rule_and_by_ours(judge: str, official: bool, strict: bool | None) -> None:
    assert official_verdict(judge) is official
    assert strict_verdict(judge) is strict


def test_the_judge_is_shown_what_follows_the_last_heading() -> None:
    assert judged_answer("so\n### Answer:\nGout: acute\n") == "Gout acute"
    assert judged_answer("### Answer A ### Answer B") == " B"
    assert judged_answer("Gout:\nacute") == "Gout:\nacute"
