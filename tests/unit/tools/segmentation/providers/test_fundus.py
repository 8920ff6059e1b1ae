"""Disc, cup and vessels on drawn fundus photographs, and what is no fundus photograph."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tools.errors import BadArguments, UnsuitableImage
from tools.image import Image
from tools.library.measure import measure
from tools.library.segment import segment
from tools.samples.fundus import Fundus, draw_fundus
from tools.samples.skin import draw_lesion
from tools.segmentation.fundus import judge_fundus

EYES = [draw_fundus(seed=seed, side=side) for seed, side in ((0, 480), (3, 560))]


def dice(first: np.ndarray, second: np.ndarray) -> float:
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


@pytest.mark.parametrize("eye", EYES)
def test_disc_cup_and_vessels_are_where_they_were_drawn(eye: Fundus) -> None:
    disc, cup, vessels = (segment(eye.image, target) for target in ("optic-disc", "optic-cup", "retinal-vessels"))

    assert dice(disc.mask.pixels, eye.disc) > 0.93
    assert dice(cup.mask.pixels, eye.cup) > 0.45  # the weakest of the three, and said to be
    assert dice(vessels.mask.pixels, eye.vessels) > 0.7
    assert not (cup.mask.pixels & ~disc.mask.pixels).any()
    assert disc.quality > 0.6
    assert cup.quality <= 0.5
    assert "pallor" in cup.warnings[0]
    assert "not measured on real photographs" in disc.as_result().values["accuracy"]


def test_exudates_are_no_disc() -> None:
    eye = draw_fundus(seed=5, side=560, exudates=14)
    assert dice(segment(eye.image, "optic-disc").mask.pixels, eye.disc) > 0.9


def even_retina() -> Image:
    pixels = np.zeros((300, 300, 3), np.uint8)
    cv2.circle(pixels, (150, 150), 140, (172, 82, 38), -1)
    return Image(pixels=pixels)


def test_a_retina_without_a_disc_has_none() -> None:
    assert segment(even_retina(), "optic-disc").mask.area == 0
    assert segment(even_retina(), "retinal-vessels").mask.area == 0
    blind = segment(draw_fundus(seed=2, side=480, contrast=0.0).image, "optic-disc")
    assert blind.mask.area == 0 or blind.quality < 0.6


def test_an_outline_does_not_change_from_call_to_call() -> None:
    first, second = (segment(EYES[0].image, "optic-disc") for _ in range(2))
    np.testing.assert_array_equal(first.mask.pixels, second.mask.pixels)


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (Image(pixels=np.random.default_rng(0).integers(0, 255, (200, 200)).astype(np.uint8)), "grey"),
        (Image(pixels=np.random.default_rng(0).integers(0, 255, (200, 200, 3)).astype(np.uint8)), "pixels"),
        (Image(pixels=np.zeros((90, 90, 3), np.uint8)), "no field"),
        (replace(EYES[0].image, modality="US"), "modality is US"),
        *((draw_lesion(seed=seed, side=300, skin=seed % 4, vignette=seed > 1).image, "pixels") for seed in range(4)),
    ],
)
def test_what_is_no_fundus_photograph_is_refused(image: Image, why: str) -> None:
    for target in ("optic-disc", "optic-cup", "retinal-vessels"):
        with pytest.raises(UnsuitableImage, match=why) as caught:
            segment(image, target)
    assert "Possible here: " in str(caught.value)


def test_a_picture_cut_close_around_the_field_is_still_one() -> None:
    pixels = EYES[1].image.pixels
    side = pixels.shape[0]
    cut = Image(pixels=np.ascontiguousarray(pixels[side // 5 : -side // 5, side // 5 : -side // 5]))
    assert judge_fundus(cut).is_fundus


def test_the_cup_to_disc_ratio_without_points() -> None:
    for ratio in (0.4, 0.7):
        eye = draw_fundus(seed=6, side=480, cup_ratio=ratio)
        result = measure(eye.image, "cup-disc-ratio")
        one = result.measurements[0]
        assert one.value == pytest.approx(ratio, abs=0.12)
        assert one.code != "cup-disc-ratio"  # a guideline's criterion must not rest on it
        assert "not measured" in result.warnings[-1]
    with pytest.raises(UnsuitableImage, match="give 4 points"):
        measure(Image(pixels=np.full((80, 80), 9, np.uint8)), "cup-disc-ratio")
    with pytest.raises(BadArguments, match="No disc stands out"):
        measure(even_retina(), "cup-disc-ratio")
