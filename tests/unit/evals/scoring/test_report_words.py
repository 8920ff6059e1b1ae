import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

from evals.scoring.report_words import report_words

TEXT = st.lists(st.sampled_from(["the", "shadow", "has", "grown", "isn't", "(left)", "no"]), min_size=1, max_size=9)


@settings(deadline=None, max_examples=40)
@given(TEXT, TEXT)
def test_bleu_1_is_that_of_the_published_notebook(said: list[str], wanted: list[str]) -> None:
    one, other = " ".join(said) + ".", " ".join(wanted) + "."
    tokens = NLTKWordTokenizer().tokenize
    expected = sentence_bleu(
        [tokens(other)], tokens(one), weights=(1.0, 0.0, 0.0, 0.0), smoothing_function=SmoothingFunction().method1
    )
    assert report_words(one, other)[0] == pytest.approx(expected)


def test_small_and_large_letters_are_the_same_and_words_are_stemmed() -> None:
    assert report_words("THE SHADOW.", "the shadow.") == (1.0, 1.0)
    assert report_words("shadows", "shadow") == (0.0, 1.0)


def test_nothing_is_worth_nothing() -> None:
    assert report_words("", "the shadow") == (0.0, 0.0)
    assert report_words("the shadow", " ") == (0.0, 0.0)


def test_each_sentence_ends_with_its_point() -> None:
    assert report_words("no line. the shadow is small.", "no line . the shadow is small .")[0] == 1.0
