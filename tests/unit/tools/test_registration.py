"""Registration of pictures that were moved by a known affine, and refusal of those that show other things."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tools import samples
from tools.errors import BadArguments
from tools.reading import read_study
from tools.registration import register, warped

SIDE = 640
FILM: NDArray[np.uint8] = np.asarray(
    cv2.resize(
        read_study(samples.path("chest_pneumonia"), isolated=False).images[0].shown(),
        (SIDE, SIDE),
        interpolation=cv2.INTER_AREA,
    ),
    np.uint8,
)


def moved(picture: NDArray[np.uint8], degrees: float, scale: float, shift: tuple[float, float]) -> NDArray[np.float64]:
    height, width = picture.shape
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, scale), np.float64)
    matrix[:, 2] += shift
    return matrix


def corners_off(found: NDArray[np.float64], true: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """Largest distance between where both put the corners and the middle [pixels]."""
    height, width = shape
    places = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1], [width / 2, height / 2, 1]]).T
    return float(np.hypot(*((found - true) @ places)).max())


@pytest.mark.parametrize(
    ("degrees", "scale", "shift", "gamma", "noise"),
    [
        (0.0, 1.0, (0.0, 0.0), 1.0, 0.0),
        (0.0, 1.0, (0.5, -0.25), 1.0, 2.0),
        (3.0, 1.05, (12.0, -9.0), 1.3, 3.0),
        (-10.0, 0.9, (40.0, 20.0), 0.7, 3.0),
        (25.0, 1.2, (-30.0, 10.0), 1.0, 3.0),
    ],
)
def test_a_film_moved_by_a_known_affine_is_laid_back(
    degrees: float, scale: float, shift: tuple[float, float], gamma: float, noise: float
) -> None:
    height, width = FILM.shape
    true = moved(FILM, degrees, scale, shift)
    drawn = cv2.warpAffine(FILM, true, (width, height)).astype(np.float64)
    later = 255 * (drawn / 255) ** gamma + np.random.default_rng(1).normal(0, noise, drawn.shape)
    found = register(FILM, np.clip(later, 0, 255).astype(np.uint8))
    assert corners_off(found.matrix, true, FILM.shape) < 1.5  # of a diagonal of 905
    assert found.rotation == pytest.approx(degrees, abs=0.1)
    assert found.scale == pytest.approx(scale, abs=0.003)
    assert found.residual < 1.0
    assert found.likeness > 0.85


def test_pictures_of_other_sizes_are_registered() -> None:
    small = cv2.resize(FILM, (400, 400), interpolation=cv2.INTER_AREA)
    found = register(np.asarray(small, np.uint8), FILM)
    ratio = SIDE / 400
    true = np.array([[ratio, 0, (ratio - 1) / 2], [0, ratio, (ratio - 1) / 2]])
    assert corners_off(found.matrix, true, small.shape) < 1.5
    assert found.scale == pytest.approx(ratio, abs=0.005)


def test_the_overlap_is_the_share_that_is_covered() -> None:
    true = moved(FILM, 0, 1.0, (SIDE / 4, 0.0))
    later = np.asarray(cv2.warpAffine(FILM, true, (SIDE, SIDE)), np.uint8)
    assert register(FILM, later).overlap == pytest.approx(0.75, abs=0.01)


def test_the_same_pictures_give_the_same_answer() -> None:
    later = np.asarray(cv2.warpAffine(FILM, moved(FILM, 4, 1.0, (5.0, 5.0)), (SIDE, SIDE)), np.uint8)
    first, second = register(FILM, later), register(FILM, later)
    assert np.array_equal(first.matrix, second.matrix)


def blobs(seed: int, spread: float) -> NDArray[np.uint8]:
    field = cv2.GaussianBlur(np.random.default_rng(seed).normal(size=(600, 500)), (0, 0), spread)
    return np.asarray(np.interp(field, (field.min(), field.max()), (0, 255)), np.uint8)


UNRELATED = {
    "noise": np.random.default_rng(5).integers(0, 255, (600, 600), dtype=np.uint8),
    "blobs": blobs(1, 20),
    "fine blobs": blobs(2, 4),
    "a blank": np.full((500, 400), 90, np.uint8),
    "a bar": np.pad(np.full((300, 60), 200, np.uint8), 150),
    "a line of pixels": np.arange(200, dtype=np.uint8)[None],
}


@pytest.mark.parametrize("name", UNRELATED)
def test_unrelated_pictures_are_refused(name: str) -> None:
    for pair in ((FILM, UNRELATED[name]), (UNRELATED[name], FILM)):
        with pytest.raises(BadArguments, match="cannot be registered"):
            register(*pair)


def test_other_seeds_of_the_same_texture_are_refused() -> None:
    for spread in (4, 20):
        with pytest.raises(BadArguments, match="cannot be registered"):
            register(blobs(1, spread), blobs(3, spread))


def test_a_mirrored_or_upside_down_film_is_refused() -> None:
    for other in (FILM[:, ::-1], FILM[::-1, ::-1]):
        with pytest.raises(BadArguments, match="cannot be registered"):
            register(FILM, np.ascontiguousarray(other))


def test_a_small_part_of_a_film_is_refused() -> None:
    with pytest.raises(BadArguments, match="cannot be registered"):
        register(np.ascontiguousarray(FILM[200:340, 200:340]), FILM)


def test_warping_says_where_there_are_pixels() -> None:
    drawn, inside = warped(np.full((4, 4), 7, np.uint8), np.array([[1.0, 0, 2], [0, 1, 0]]), 6, 4)
    assert drawn[:, 2:].tolist() == [[7] * 4] * 4
    assert inside.sum() == 16
