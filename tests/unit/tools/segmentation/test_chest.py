"""The chest segmentation against drawn films whose outlines are known exactly."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tools import Image, Mask
from tools.library.survey import survey
from tools.segmentation.cardiothoracic import cardiomegaly, cardiothoracic_ratio
from tools.segmentation.chest import Chest, segment_chest
from tools.segmentation.frontal import judge_frontal

SIDE = 640
HEART_RIGHT, HEART_LEFT = 75, 120
"""How far the drawn heart reaches from the midline [pixels]."""


@cache
def drawn_film(*, opaque: str = "", widen: float = 1.0) -> tuple[Image, NDArray[np.bool_], float]:
    """Draw a frontal chest: film, lung fields (with the part behind the heart), cardiothoracic ratio."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    middle = SIDE / 2
    trunk = (np.abs(columns - middle) < 285) & (rows > 40)
    film = np.where(trunk, 165.0, 6.0)
    film[np.abs(columns - middle) < 26] += 25
    lungs = np.zeros((SIDE, SIDE), np.bool_)
    for side in (-1, 1):
        u = side * (columns - middle)
        v = (rows - 80) / 430
        outer = 90 + 140 * np.sqrt(np.clip(1 - np.clip(1 - v, 0, 1) ** 2.4, 0, 1))
        dome = 510 - 75 * (1 - ((u - 105) / 125) ** 2)
        field = (u > 24) & (u < outer) & (v > 0) & (rows < dome)
        lungs |= field
        level = 150.0 if opaque == ("right" if side < 0 else "left") else 62.0
        film[field] = np.where(rows[field] > 290, level, 62.0) if opaque else 62.0
    reach = {-1: HEART_RIGHT * widen, 1: HEART_LEFT * widen}
    for side in (-1, 1):
        u = side * (columns - middle)
        t = np.clip((rows - 260) / 200, 0, 1.2)
        film[(u >= 0) & (u < 30 + (reach[side] - 30) * np.sqrt(np.clip(t, 0, 1))) & (rows > 260) & (rows < 500)] = 178.0
    film = cv2.GaussianBlur(film, (0, 0), 3.0)
    film += np.random.default_rng(1).normal(0, 3, film.shape)
    ratio = (reach[-1] + reach[1]) / (2 * 230)
    return Image(pixels=np.clip(film, 0, 255).astype(np.uint8), facts={"ViewPosition": "PA"}), lungs, ratio


@cache
def segmented(*, opaque: str = "", widen: float = 1.0) -> Chest:
    """Segment a drawn film once for all tests."""
    return segment_chest(drawn_film(opaque=opaque, widen=widen)[0])


def dice(mask: Mask, truth: NDArray[np.bool_]) -> float:
    return float(2 * (mask.pixels & truth).sum() / (mask.area + truth.sum()))


def test_lungs_and_ratio_of_a_clear_film() -> None:
    image, lungs, ratio = drawn_film()
    chest = segmented()
    assert dice(chest.lungs, lungs) > 0.88
    measured = cardiothoracic_ratio(chest)
    assert measured.value == pytest.approx(ratio, abs=0.06)
    assert measured.uncertainty is not None
    assert abs(measured.value - ratio) < 2 * measured.uncertainty
    assert chest.quality > 0.5
    assert judge_frontal(image, chest).is_frontal


@pytest.mark.parametrize("side", ["right", "left"])
def test_an_opaque_base_still_belongs_to_the_lung_and_is_found_on_its_side(side: str) -> None:
    image, lungs, _ = drawn_film(opaque=side)
    chest = segmented(opaque=side)
    assert dice(chest.lungs, lungs) > 0.80
    found = {finding.code: finding for finding in survey(image).findings}
    assert found["lung-opacity"].presence == "present"
    assert found["lung-opacity"].laterality == side
    region = found["lung-opacity"].region
    assert region is not None
    # The patient's right is on the image's left.
    assert (region.centre.column < SIDE / 2) == (side == "right")
    assert region.centre.row > SIDE / 2
    assert found["lung-opacity"].image == image.ref
    assert found["bilateral-lung-opacity"].presence == "absent"


def test_a_clear_film_has_no_opacity_and_no_large_heart() -> None:
    result = survey(drawn_film()[0])
    found = {finding.code: finding for finding in result.findings}
    assert result.values["kind"] == "frontal chest film"
    assert found["lung-opacity"].presence == "absent"
    assert found["bilateral-lung-opacity"].presence == "absent"
    assert found["cardiomegaly"].presence == "absent"
    assert all(finding.basis and 0 <= finding.certainty <= 1 for finding in result.findings)
    assert result.measurements[0].code == "cardiothoracic-ratio"


def test_a_large_heart_is_present_only_on_a_posteroanterior_film() -> None:
    image, _, ratio = drawn_film(widen=1.55)
    assert ratio > 0.6
    chest = segmented(widen=1.55)
    assert cardiothoracic_ratio(chest).value > 0.55
    finding, _ = cardiomegaly(image, chest)
    assert finding.presence == "present"
    for facts in ({"ViewPosition": "AP"}, {}):
        finding, warnings = cardiomegaly(replace(image, facts=facts), chest)
        assert finding.presence == "uncertain"
        assert "not reliable" in " ".join(warnings)


def test_the_result_does_not_depend_on_size_or_type_of_the_pixels() -> None:
    image, _, _ = drawn_film()
    twice = Image(
        pixels=cv2.resize(image.pixels, (2 * SIDE, 2 * SIDE), interpolation=cv2.INTER_LINEAR).astype(np.uint16) * 16
    )
    small, large = segmented(), segment_chest(twice)
    assert small.heart.ratio == pytest.approx(large.heart.ratio, abs=0.03)
    assert large.lungs.pixels.shape == (2 * SIDE, 2 * SIDE)
    assert large.lungs.area == pytest.approx(4 * small.lungs.area, rel=0.05)
    assert segment_chest(image).heart.ratio == small.heart.ratio


@pytest.mark.parametrize("facts", [{"BodyPartExamined": "KNEE"}, {"ViewPosition": "LL"}, {"ViewPosition": "LATERAL"}])
def test_header_facts_exclude(facts: dict[str, str]) -> None:
    image = replace(drawn_film()[0], facts=facts)
    assert not judge_frontal(image, segmented()).is_frontal


def test_a_film_from_the_side_gets_no_findings() -> None:
    result = survey(replace(drawn_film()[0], facts={"ViewPosition": "LL"}))
    assert result.findings == ()
    assert "from the side" in result.warnings[0]


def test_other_pictures_are_not_taken_for_a_chest() -> None:
    generator = np.random.default_rng(5)
    noise = generator.integers(0, 255, (300, 300), dtype=np.uint8)
    disc = np.zeros((300, 300), np.uint8)
    cv2.circle(disc, (150, 150), 110, 180, -1)
    skin = np.dstack([np.full((300, 300), level, np.uint8) for level in (205, 150, 130)])
    cv2.circle(skin, (150, 150), 40, (90, 40, 30), -1)
    for pixels in (noise, disc, skin, np.full((100, 100), 7, np.uint8), np.zeros((8, 8), np.uint8)):
        result = survey(Image(pixels=pixels))
        assert result.findings == ()
        assert result.values["kind"] in ("other", "unreadable")
        assert result.warnings
