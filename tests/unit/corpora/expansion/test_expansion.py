"""From letters to search words: each rule, and that our own letters are found better by them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpora
from corpora import Corpus
from corpora.expansion import kinds_asked, read_pico, reformulate, search_reformulated, synonyms
from corpora.expansion.letters import read_letter
from corpora.expansion.searching import spelt_right
from corpora.expansion.spelling import Speller, distance
from evals.metrics.ranking import ndcg
from guidelines import Library

LETTER = (
    "Swollen leg. Dear doctor, we came back from a long flight. "
    "I want to know how can a doctor find out if this is a DVT? "
    "My wife is 50. Thank you very much and God bless"
)


def test_a_letter_is_taken_apart() -> None:
    letter = read_letter(LETTER)
    assert letter.subject == "swollen leg"
    assert letter.questions == ("how can a doctor find out if this is a dvt?",)
    assert letter.story == ("we came back from a long flight.", "my wife is 50.")


def test_a_plain_question_is_one_question() -> None:
    assert read_letter("What causes gout?").questions == ("what causes gout?",)


@pytest.mark.parametrize("text", ["", "  ", "?!", "Thank you.", "Hello!"])
def test_nothing_asked_is_nothing_read(text: str) -> None:
    assert read_letter(text) == ("", (), ())


def test_courtesy_is_not_searched_for() -> None:
    words = reformulate(LETTER).words
    assert not {"thank", "bless", "dear", "doctor"} & set(words.split())


def test_clinical_words_stand_beside_everyday_ones() -> None:
    said = reformulate(LETTER)
    assert {"deep vein thrombosis", "edema"} <= set(said.added)
    assert "thrombosis" in said.meaning
    assert said.kinds == ("diagnosis",)
    assert said.original == LETTER


def test_what_is_asked_weighs_more_than_what_is_told() -> None:
    words = reformulate(LETTER).words.split()
    assert words.count("leg") == 2
    assert words.count("flight.") == 1


def test_a_sub_question_that_leaves_the_subject_out_gets_it() -> None:
    said = reformulate("Psoriasis. What can be done? Is psoriasis catching?")
    assert said.questions == ("psoriasis: what can be done?", "is psoriasis catching?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heart attack", ("myocardial infarction",)),
        ("pink-eye", ("conjunctivitis",)),
        ("COPD", ("chronic obstructive pulmonary disease",)),
        ("chronic obstructive pulmonary disease", ("copd",)),
        ("an actor in a contest", ()),
    ],
)
def test_synonyms_come_from_the_table_by_whole_words(text: str, expected: tuple[str, ...]) -> None:
    assert synonyms(text) == expected


def test_every_list_of_terms_names_its_source() -> None:
    path = Path(corpora.__file__).parent / "expansion" / "terms.toml"
    lists = tomllib.loads(path.read_text("utf-8"))["list"]
    assert all(one["title"] and one["source"] for one in lists)
    assert all(term == term.lower() and others for one in lists for term, others in one["terms"].items())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how do i get rid of it", "treatment"),
        ("how do people catch it", "causes"),
        ("is it hereditary", "inheritance"),
        ("what are the signs of it", "symptoms"),
        ("how can a doctor be sure", "diagnosis"),
    ],
)
def test_the_kind_of_answer_is_read_from_everyday_wording(text: str, kind: str) -> None:
    assert kind in kinds_asked(text)


def test_pico_parts_are_read_by_wording() -> None:
    said = read_pico("Does aspirin reduce stroke in women with diabetes compared with placebo?")
    assert said.intervention == "aspirin"
    assert said.outcome == "stroke"
    assert said.population == "women with diabetes"
    assert said.comparison == "placebo"
    assert read_pico("") == ("", "", "", "")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abcd", 1), ("abcd", "badc", 2), ("abc", "xyz", 3), ("", "ab", 2)],
)
def test_slips_between_words_are_counted(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == apart


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 4))
def test_a_distance_beyond_the_most_is_one_more(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(distance(one, other, 12), most + 1)


def test_a_word_is_corrected_only_to_one_nearest_that_there_is() -> None:
    speller = Speller({"migrain", "mammogram", "hypertens", "hypotens"})
    assert speller.corrected(["migran", "mamogram", "mammogram", "fever", "xyz"]) == [
        "migrain", "mammogram", "mammogram", "fever", "xyz",
    ]  # fmt: skip
    assert Speller({"abcdefg", "abcdefh"}).corrected(["abcdefx"]) == ["abcdefx"]


def test_words_are_corrected_by_what_a_corpus_has() -> None:
    shelf = Corpus.from_guidelines(Library.load())
    assert spelt_right("mamogram age", shelf) == "mammogram age"
    assert search_reformulated(shelf, "what are mamograms for", 3).hits


def test_our_own_letters_are_found_better_after_reformulation() -> None:
    letters = tomllib.loads((Path(corpora.__file__).parent / "letters.toml").read_text("utf-8"))["letter"]
    shelf = Corpus.from_guidelines(Library.load())
    gains = []
    for letter in letters:
        grades = dict.fromkeys(letter["answers"], 1.0)
        raw, changed = (
            ndcg([hit.passage.id for hit in result.hits], grades, 10)
            for result in (shelf.search(letter["text"], 10), search_reformulated(shelf, letter["text"], 10))
        )
        gains.append(changed - raw)
    assert sum(gains) / len(gains) > 0.08  # measured: 0.125


@given(st.text(max_size=300))
def test_any_text_can_be_reformulated_and_is_searched_for_something(text: str) -> None:
    said = reformulate(text)
    assert said.original == text
    assert bool(said.words.strip()) == bool(text.strip()) or not text.strip()
