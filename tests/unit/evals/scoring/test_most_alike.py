from hypothesis import given
from hypothesis import strategies as st

from evals.scoring.most_alike import first_and_last

OPTIONS = {"A": "aspirin", "B": "heparin", "C": "insulin"}


@given(st.text(max_size=60))
def test_there_is_always_an_answer(said: str) -> None:
    assert set(first_and_last(said, OPTIONS)) <= set(OPTIONS)


@given(st.sampled_from("ABC"), st.sampled_from(["{}", "({})", "Answer: {}", r"\boxed{{{}}}", "It is {}."]))
def test_a_letter_that_stands_alone_is_read(letter: str, form: str) -> None:
    assert first_and_last(form.format(letter), OPTIONS) == (letter, letter)
