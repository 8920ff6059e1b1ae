"""Of which time a value is."""

import pytest

from tools.extracting.moments import asked_moment, moment_of, sentence_around


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("On admission, lactate was 3.1", "presentation"),
        ("At discharge, lactate was 3.1", "later"),
        ("On day 4 lactate was 3.1", "later"),
        ("Two years ago lactate was 3.1", "earlier"),
        ("The baseline lactate was 3.1", "earlier"),
        ("Lactate was 3.1", ""),
        ("He was admitted. Lactate was 3.1", ""),
        ("Before admission and at discharge it was 3.1", "later"),
    ],
)
def test_the_last_word_of_time_before_a_value_says_when(text: str, moment: str) -> None:
    start = text.index("3.1")
    assert moment_of(text, start, start + 3) == moment


@pytest.mark.parametrize(
    ("question", "moment"),
    [
        ("What is the anion gap on admission?", "presentation"),
        ("What is the anion gap at discharge?", "later"),
        ("What is the anion gap?", ""),
        ("How did it change from admission to discharge?", ""),
    ],
)
def test_a_question_may_name_a_time(question: str, moment: str) -> None:
    assert asked_moment(question) == moment


def test_a_decimal_point_ends_no_sentence() -> None:
    text = "First. It was 1.5 and then 2.5 here. Last."
    start, end = sentence_around(text, text.index("2.5"), text.index("2.5") + 3)
    assert text[start:end] == " It was 1.5 and then 2.5 here"
