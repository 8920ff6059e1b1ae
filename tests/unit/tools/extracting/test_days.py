"""Days in a note, and when their numbers can be read in two ways."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.extracting.days import day_after, order_of

NAMES = ("last menstrual period", "LMP")


@pytest.mark.parametrize(
    "text",
    [
        "LMP 2021-08-17",
        "Her last menstrual period was on August 17, 2021.",
        "last menstrual period: 17th of Aug 2021",
        "LMP was 08/17/2021",
        "LMP was 17.08.2021",
    ],
)
def test_a_day_that_can_be_read_in_one_way_is_read(text: str) -> None:
    (found,) = day_after(text, NAMES, None)
    assert found.day == date(2021, 8, 17)


def test_a_day_that_can_be_read_in_two_ways_is_left_open() -> None:
    (found,) = day_after("LMP was 03/04/2021", NAMES, None)
    assert found.day is None
    assert day_after("LMP was 03/04/2021", NAMES, "month-first")[0].day == date(2021, 3, 4)
    assert day_after("LMP was 03/04/2021", NAMES, "day-first")[0].day == date(2021, 4, 3)


def test_the_same_day_either_way_needs_no_order() -> None:
    assert day_after("LMP was 04/04/2021", NAMES, None)[0].day == date(2021, 4, 4)


def test_no_day_of_the_calendar_is_none() -> None:
    assert day_after("LMP was 31/02/2021", NAMES, "day-first")[0].day is None


def test_the_order_is_said_or_shown() -> None:
    assert order_of("answer as MM/DD/YYYY", "01/02/2020") == "month-first"
    assert order_of("", "01/02/2020 and 25/02/2020") == "day-first"
    assert order_of("", "01/02/2020") is None
    assert order_of("", "02/25/2020 and 25/02/2020") is None


def test_a_day_of_the_next_sentence_is_another() -> None:
    assert day_after("LMP is not known. Today is 2021-08-17", NAMES, None) == ()


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.text("abc ", max_size=20))
def test_a_written_day_comes_back_with_its_place(day: date, before: str) -> None:
    written = f"{day:%m/%d/%Y}"
    text = f"{before} LMP was on {written}. Fine."
    (found,) = day_after(text, NAMES, "month-first")
    assert found.day == day
    assert text[found.start : found.end] == written
