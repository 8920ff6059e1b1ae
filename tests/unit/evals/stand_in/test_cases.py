from collections import Counter

import numpy as np
import pytest

from agent.coordinates import sent_size
from evals.stand_in.case import Case, module_sent
from evals.stand_in.cases import MOST, make_cases
from evals.stand_in.foreseen import needs_zoom
from evals.stand_in.plate import RESOLVED, find, read
from evals.stand_in.profile import PROFILE
from tools.resampling import resized


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return make_cases(90)


def as_sent(case: Case) -> np.ndarray:
    pixels = case.image.pixels
    high, wide = pixels.shape
    size = sent_size(wide, high, patch=PROFILE.patch, least=PROFILE.min_pixels, most=PROFILE.max_pixels)
    return np.asarray(resized(pixels, *size), np.uint8)


def test_the_same_seed_gives_the_same_cases_and_another_seed_others(cases: tuple[Case, ...]) -> None:
    again, others = make_cases(30), make_cases(30, seed=1)
    assert [one.question for one in again] == [one.question for one in cases[:30]]
    assert [one.image.ref for one in again] == [one.image.ref for one in cases[:30]]
    assert [one.options for one in others] != [one.options for one in again]


def test_a_third_is_of_each_kind_and_the_right_option_is_there_once(cases: tuple[Case, ...]) -> None:
    assert Counter(one.kind for one in cases) == {"zoom": 30, "evidence": 30, "again": 30}
    assert len({one.id for one in cases}) == len(cases)
    assert all(Counter(one.options)[one.answer] == 1 for one in cases)


def test_where_the_right_option_stands_is_chance(cases: tuple[Case, ...]) -> None:
    places = Counter(one.options.index(one.answer) for one in cases)
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < len(cases) / 2


def test_what_geometry_says_is_what_the_pixels_hold(cases: tuple[Case, ...]) -> None:
    seen = {True: 0, False: 0}
    for case in cases:
        if case.plate is None:
            continue
        sent = as_sent(case)
        plate = find(sent)
        assert plate is not None
        assert plate.module == pytest.approx(module_sent(case.plate), abs=2 / 7)
        assert read(sent, plate) == (None if needs_zoom(case) else case.answer)
        seen[needs_zoom(case)] += 1
    assert min(seen.values()) >= 5


def test_no_plate_is_so_near_to_the_limit_that_rounding_decides(cases: tuple[Case, ...]) -> None:
    sizes = [module_sent(one.plate) for one in cases if one.plate is not None]
    assert all(abs(size - RESOLVED) >= 2 / 7 for size in sizes)


def test_every_kind_of_misleading_passage_is_there(cases: tuple[Case, ...]) -> None:
    kinds = {one.misleading for one in cases if one.kind == "evidence"}
    assert kinds == {None, "superseded", "wrong population", "off-topic", "unsafe"}


def test_a_picture_of_a_question_on_passages_shows_nothing(cases: tuple[Case, ...]) -> None:
    assert all(find(one.image.pixels) is None for one in cases if one.plate is None)


def test_more_cases_than_there_are_words_for_are_refused() -> None:
    with pytest.raises(ValueError, match=f"words for {MOST} cases"):
        make_cases(MOST + 1)
