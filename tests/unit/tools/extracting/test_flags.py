"""Yes and no: affirmed, denied, doubted, of a relative, or not mentioned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculating import Flag, load_calculator
from tools.extracting.flags import flag_concept, flag_spans, flags_of
from tools.notes.context import ContextReader


def answers(text: str) -> dict[str, str]:
    """What a text says, by concept."""
    return {name: one.answer for name, one in flags_of(text, ContextReader(text, flag_spans(text))).items()}


@pytest.mark.parametrize(
    ("text", "concept", "answer"),
    [
        ("Past medical history of hypertension.", "hypertension", "yes"),
        ("He denies diabetes.", "diabetes", "no"),
        ("There is no history of heart failure.", "heart-failure", "no"),
        ("She does not have hypertension or diabetes.", "diabetes", "no"),
        ("Her mother has diabetes.", "diabetes", None),
        ("Possible heart failure.", "heart-failure", "unclear"),
        ("He has diabetes. He denies diabetes.", "diabetes", "unclear"),
        ("She is alert and oriented.", "confusion", "no"),
        ("She is confused.", "confusion", "yes"),
        ("The stroke rate is wanted.", "stroke", None),
        ("No malignancy, normal platelet count.", "reduced-platelets", "no"),
        ("He is a former smoker.", "smoking", "no"),
        ("Well and walking.", "diabetes", None),
    ],
)
def test_what_a_note_says(text: str, concept: str, answer: str | None) -> None:
    assert answers(text).get(concept) == answer


def test_a_symptom_of_the_past_is_none_of_today_but_a_lasting_one_is() -> None:
    assert answers("History of syncope in 2010 and stroke in 2010.").get("stroke") == "yes"
    assert answers("History of syncope in 2010.").get("syncope") is None


def test_every_input_in_the_table_is_a_flag_of_a_calculator() -> None:
    for calculator, name in (("chads2", "stroke"), ("curb65", "confusion"), ("perc", "hormone_use")):
        assert flag_concept(calculator, name) is not None
        kinds = {one.name: one.kind for one in load_calculator(calculator).inputs}
        assert isinstance(kinds[name], Flag)
    assert flag_concept("wells_pulmonary_embolism", "most_likely") is None
    assert flag_concept("caprini", "stroke") is None


@given(st.text("abc .\n", max_size=40), st.sampled_from(["hypertension", "diabetes", "melena"]))
def test_the_span_holds_the_words(before: str, word: str) -> None:
    text = f"{before}\nHe has {word}."
    concept = {"melena": "melaena"}.get(word, word)
    (span,) = flags_of(text, ContextReader(text, flag_spans(text)))[concept].spans
    assert text[slice(*span)] == word
