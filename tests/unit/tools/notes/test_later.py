"""Words of time around the values of a quantity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.notes.later import (
    ends_clause,
    is_earlier,
    is_earlier_after,
    is_now,
    is_of_now,
    is_past,
    is_set_against,
    later_place,
)


@pytest.mark.parametrize(
    ("after", "number"),
    [
        (" yesterday, now 6.8", "6.8"),
        (" at home yesterday, now 72", "72"),
        (" (now 120/70)", "120/70)"),
        (" then 800", "800"),
        (" on arrival, falling to 82", "82"),
        (" rising to 800", "800"),
    ],
)
def test_a_later_value_is_found(after: str, number: str) -> None:
    place = later_place(after, 0)
    assert place is not None
    assert (after[place.start :], place.open) == (number, False)


def test_a_number_that_only_follows_needs_a_word_of_now_behind_it() -> None:
    text = " last year, 13.1 today"
    place = later_place(text, 0)
    assert place is not None
    assert place.open
    assert is_now(text, text.index(" today"))
    assert not is_now(" today 4.1", 0)


@pytest.mark.parametrize("after", [", now stable", " and RR 28", " now (72 yesterday)", "", "."])
def test_no_later_value_where_none_follows(after: str) -> None:
    assert later_place(after, 0) is None


@pytest.mark.parametrize(
    ("after", "ends"), [(".", True), ("", True), (" then 80", True), (" weeks", False), (" mL bolus", False)]
)
def test_a_number_without_unit_ends_its_clause(after: str, ends: bool) -> None:
    assert ends_clause(after, 0) is ends


def test_words_of_the_past() -> None:
    assert is_past("7.2 last year", 0, 3)
    assert is_past("Hb last year 7.2", 13, 16)
    assert not is_past("7.2, previously well", 0, 3)
    assert not is_past("7.2 yesterday", 0, 3)
    assert is_earlier("4.1 yesterday", 0, 3)
    assert is_earlier("Yesterday K 4.1", 12, 15)
    assert not is_earlier("Yesterday well, now K 4.1", 22, 25)
    assert is_earlier_after(" yesterday)", 0)
    assert not is_earlier_after(" yesterday 4.1", 0)
    assert is_set_against(" (previously 4.1)", 0)
    assert not is_set_against(" (previously well)", 0)


@given(st.text(max_size=60))
def test_a_later_value_stands_behind_the_first_at_a_digit(text: str) -> None:
    place = later_place(text, 0)
    assert place is None or (place.start > 0 and text[place.start].isdigit())


def test_a_value_of_now_is_one_by_the_words_beside_it() -> None:
    assert is_of_now("K 6.8 today, K 4.1", 2, 5)
    assert is_of_now("Today K 6.8", 8, 11)
    assert not is_of_now("K 6.8", 2, 5)
    assert not is_of_now("Today well, K 6.8 yesterday", 14, 17)
