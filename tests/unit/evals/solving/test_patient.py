"""The patient tells facts of the case and nothing else, by words or as a model picks them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.errors import AgentError
from agent.models.scripted import ChatScripted
from evals.solving.patient import Patient

FACTS = [
    "The patient is a 40-year-old man.",
    "The patient coughs.",
    "The patient smokes 20 cigarettes a day.",
    "The patient has no fever.",
    "The X-ray of the chest shows an opacity.",
]


async def test_what_shares_words_is_told_once() -> None:
    patient = Patient(FACTS)
    assert await patient.answer("Does he have a fever?") == (FACTS[3],)
    assert await patient.answer("Any fever at all?") == ()
    assert patient.told == (FACTS[3],)


async def test_words_are_compared_by_their_stems() -> None:
    assert await Patient(FACTS).answer("Smoking?") == (FACTS[2],)


async def test_what_is_not_a_fact_is_not_known() -> None:
    assert await Patient(FACTS).answer("Is there a travel history?") == ()


async def test_a_word_of_most_facts_tells_nothing() -> None:
    assert await Patient(FACTS).answer("Tell me about the patient.") == ()


async def test_most_shared_words_come_first_and_at_most_three() -> None:
    facts = ["A chest pain.", "A chest X-ray.", "A chest wound.", "A chest pain at night.", *["Nothing."] * 8]
    assert await Patient(facts).answer("Chest pain at night?") == (facts[0], facts[1], facts[3])


async def test_a_model_picks_numbers_and_the_facts_are_told_word_for_word() -> None:
    model = ChatScripted(replies=['{"facts": [2, 5, 5, 99]}', 'None: {"facts": []}'])
    patient = Patient(FACTS, model)
    assert await patient.answer("What is it?") == (FACTS[1], FACTS[4])
    assert await patient.answer("And else?") == ()


UNREADABLE = ["I cough.", "", '{"facts": ["I cough"]}', '{"facts": [,]}', '{"facts": [1]} {"facts": []}']


@pytest.mark.parametrize("said", UNREADABLE)
async def test_a_model_that_names_no_facts_is_an_error_and_no_silence(said: str) -> None:
    with pytest.raises(AgentError):
        await Patient(FACTS, ChatScripted(replies=[said])).answer("What is it?")


@settings(max_examples=25)
@given(st.lists(st.text(), max_size=6), st.lists(st.text(), max_size=4))
async def test_only_facts_are_told_and_none_twice(facts: list[str], questions: list[str]) -> None:
    patient = Patient(facts)
    told = [fact for question in questions for fact in await patient.answer(question)]
    assert tuple(told) == patient.told
    assert all(told.count(fact) <= facts.count(fact) for fact in told)
