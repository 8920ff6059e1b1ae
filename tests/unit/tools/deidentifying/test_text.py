"""Text is found whatever its size, font, direction and ground, and pictures without text are left alone."""

import numpy as np
import pytest

from tests.unit.tools.deidentifying.pictures import FONTS, WORDS, ground, write
from tools import samples
from tools.deidentifying.covering import masked_lines
from tools.deidentifying.text import area_of, find_text
from tools.reading import read_study


def covered(pixels: np.ndarray, ink: np.ndarray) -> float:
    area = area_of(find_text(pixels), pixels.shape[:2]).pixels
    return float(area[ink].mean())


@pytest.mark.parametrize("height", [12, 16, 24, 40])
@pytest.mark.parametrize("kind", ["plain", "ramp", "film", "fan"])
@pytest.mark.parametrize("font", FONTS)
def test_white_text_is_covered(height: int, kind: str, font: int) -> None:
    text = "MRN 4711" if height == 40 else WORDS[height % len(WORDS)]
    written = write(ground(kind, height), text, height=height, font=font)
    assert covered(written.pixels, written.ink) > 0.95


@pytest.mark.parametrize("angle", [0, 5, 15, -30, 45, 90, -90, 180])
@pytest.mark.parametrize("kind", ["plain", "ramp", "film"])
def test_turned_text_is_covered(angle: float, kind: str) -> None:
    written = write(ground(kind, 3, 384, 384), "MRN 4711081", height=18, angle=angle)
    assert covered(written.pixels, written.ink) > 0.95


@pytest.mark.parametrize("contrast", [40, 60, 100])
def test_faint_text_is_covered(contrast: int) -> None:
    written = write(ground("film", 5) * 0 + 90, "DOE^JANE 1954", height=16, value=90 + contrast)
    assert covered(written.pixels, written.ink) > 0.95


def test_dark_text_and_coloured_text_are_covered() -> None:
    dark = write(ground("film", 6), "General Hospital", height=18, value=0)
    assert covered(dark.pixels, dark.ink) > 0.95
    grey = ground("ramp", 1)
    marked = write(grey * 0, "QUOKKAVICH Z", height=18)
    share = marked.pixels[..., None] / 255.0
    yellow = np.array([150, 150, 0], np.float32)
    colour = (grey[..., None] * (1 - share) + yellow * share).astype(np.uint8)
    assert covered(colour, marked.ink) > 0.95


def test_text_at_the_end_of_a_deep_scale_and_among_its_values() -> None:
    film = ground("film", 7)
    bright = write(film, "1961-02-03", height=20)
    deep = (film * 4).astype(np.uint16)
    deep[bright.ink] = 4095
    assert covered(deep, bright.ink) > 0.95
    deep = (film * 4).astype(np.uint16)
    deep[bright.ink] = 1020
    deep[0, 0] = 65535
    assert covered(deep, bright.ink) > 0.95


@pytest.mark.parametrize("kind", ["plain", "ramp", "film"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_where_nothing_is_written(kind: str, seed: int) -> None:
    assert find_text(ground(kind, seed).astype(np.uint8)) == ()


@pytest.mark.parametrize("name", samples.names())
def test_nothing_is_found_on_the_shipped_films(name: str) -> None:
    (image,) = read_study(samples.path(name)).images
    assert find_text(image.pixels) == ()


@pytest.mark.parametrize("marker", ["L", "R", "PA"])
def test_a_side_marker_on_a_film_stays(marker: str) -> None:
    written = write(ground("film", 9), marker, height=28)
    assert not masked_lines(find_text(written.pixels), "auto", modality="DX", burned_in="")


@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (8, 8), (20, 20)])
def test_small_and_empty_pictures(shape: tuple[int, int]) -> None:
    assert find_text(np.zeros(shape, np.uint8)) == ()
    assert find_text(np.zeros(shape, np.float32)) == ()
