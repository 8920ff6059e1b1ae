import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.near_duplicates import near_duplicates
from corpora.tokens import tokenise

WORDS = ["fever", "cough", "lung", "heart", "stroke", "5 mm", "no", "edema"]
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=12)


def test_the_earlier_of_two_alike_stays() -> None:
    first = "Fever with chills for several days points to an infection of the lung in adults who smoke."
    assert near_duplicates([first, "Something else about hearts.", first.upper() + " "]) == {2: 0}


def test_texts_without_a_term_repeat_each_other() -> None:
    assert near_duplicates(["", "fever", "the of"]) == {2: 0}


@pytest.mark.parametrize("least", [0.0, -1.0, 1.1])
def test_an_impossible_similarity_is_refused(least: float) -> None:
    with pytest.raises(ValueError, match=r"\(0, 1\]"):
        near_duplicates(["a"], least=least)


@given(texts, st.sampled_from([0.3, 0.5, 0.75, 0.8, 0.9, 1.0]))
def test_the_same_are_found_as_by_comparing_every_pair(found: list[str], least: float) -> None:
    sets = [frozenset(tokenise(one)) for one in found]
    kept: list[int] = []
    expected: dict[int, int] = {}
    for place, terms in enumerate(sets):
        alike = [
            other
            for other in kept
            if (not terms and not sets[other])
            or (terms and sets[other] and len(terms & sets[other]) >= least * len(terms | sets[other]) - 1e-9)
        ]
        if alike:
            expected[place] = alike[0]
        else:
            kept.append(place)
    assert near_duplicates(found, least=least) == expected
