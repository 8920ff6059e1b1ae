import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.stand_in.plate import CODES, MODULES, RESOLVED, draw, find, read
from tools.resampling import resized


def drawn(code: str, module: int, *, left: int = 13, top: int = 5, seed: int = 0) -> np.ndarray:
    return draw(code, width=200, height=160, module=module, left=left, top=top, seed=seed)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_read_where_it_was_drawn(code: str) -> None:
    picture = drawn(code, 4)
    plate = find(picture)
    assert plate is not None
    assert (plate.left, plate.top, plate.module) == (13.0, 5.0, 4.0)
    assert read(picture, plate) == code


def test_codes_stay_apart_where_modules_are_misread() -> None:
    pictures = {code: drawn(code, 1)[5 : 5 + MODULES, 13 : 13 + MODULES] for code in CODES}
    assert min(int((one != other).sum()) for one, other in itertools.combinations(pictures.values(), 2)) >= 7


@given(
    code=st.sampled_from(CODES),
    module=st.integers(8, 20),
    shrunk=st.floats(0.1, 1.0),
    left=st.integers(0, 60),
    top=st.integers(0, 19),
    seed=st.integers(0, 99),
)
def test_a_shrunk_plate_is_read_right_or_not_at_all(
    code: str, module: int, shrunk: float, left: int, top: int, seed: int
) -> None:
    picture = drawn(code, module, left=left, top=top, seed=seed)
    small = np.asarray(resized(picture, max(1, round(200 * shrunk)), max(1, round(160 * shrunk))), np.uint8)
    plate = find(small)
    said = read(small, plate) if plate is not None else None
    true = module * shrunk
    if true > RESOLVED + 2 / MODULES:
        assert said == code
    elif true < RESOLVED - 2 / MODULES:
        assert said is None
    else:
        assert said in (None, code)


@pytest.mark.parametrize("pixels", [np.zeros((40, 40)), np.full((4, 90), 255), np.eye(2) * 255])
def test_what_is_no_plate_is_not_found(pixels: np.ndarray) -> None:
    assert find(pixels.astype(np.uint8)) is None


def test_a_bright_square_without_modules_says_nothing() -> None:
    picture = np.full((40, 40), 255, np.uint8)
    plate = find(picture)
    assert plate is not None
    assert read(picture, plate) is None
