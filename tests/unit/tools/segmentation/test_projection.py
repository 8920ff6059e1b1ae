"""View and sides of films, from the header and from the heart's shadow."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tools import Image
from tools.library.survey import survey
from tools.samples.chest import make_chest
from tools.segmentation.chest import segment_chest
from tools.segmentation.projection import heart_shadow, is_lateral, projection_of


@cache
def film(mirrored: bool = False) -> Image:
    image = make_chest("cardiomegaly", seed=7, size=512).image
    pixels = np.ascontiguousarray(image.pixels[:, ::-1]) if mirrored else image.pixels
    return replace(image, pixels=pixels, facts={})


def test_the_heart_tells_the_side_of_a_film_and_of_its_mirror_image() -> None:
    assert heart_shadow(segment_chest(film())) == "image-left"
    assert heart_shadow(segment_chest(film(mirrored=True))) == "image-right"
    stated = replace(film(mirrored=True), facts={"PatientOrientation": "R\\F"})
    assert heart_shadow(segment_chest(stated)) == "image-right"


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("stated", ["L\\F", "R\\F", None])
def test_a_statement_and_the_heart_are_weighed(mirrored: bool, stated: str | None) -> None:
    image = replace(film(mirrored), facts={"PatientOrientation": stated} if stated else {})
    found = projection_of(image, segment_chest(image), 0.9)
    assert found.right == ("image-right" if stated == "R\\F" else "image-left")
    agrees = (found.right == "image-right") == mirrored
    assert bool(found.warnings) == (not agrees)
    assert found.right_certainty > 0.95 if agrees else found.right_certainty < 0.7
    assert ("PatientOrientation" in found.right_basis) == (stated is not None)


def test_views_are_stated_or_left_open() -> None:
    chest = segment_chest(film())
    for view in ("PA", "AP"):
        found = projection_of(replace(film(), facts={"ViewPosition": view}), chest, 0.8)
        assert (found.view, found.view_certainty) == (view, 0.95)
    found = projection_of(film(), chest, 0.8)
    assert (found.view, found.view_certainty) == ("frontal", 0.8)
    assert "cannot be told" in found.view_basis
    assert is_lateral(replace(film(), facts={"ViewPosition": "LL"}))
    assert not is_lateral(film())


def test_survey_reports_them() -> None:
    values = survey(replace(film(), facts={"ViewPosition": "AP"})).values
    assert (values["view"], values["patient_right"]) == ("AP", "image-left")
    assert 0.5 < values["patient_right_certainty"] <= 1
    mirrored = survey(film(mirrored=True))
    assert any("mirrored" in one for one in mirrored.warnings)
    lateral = survey(replace(film(), facts={"ViewPosition": "LL"}))
    assert (lateral.values["kind"], lateral.values["view"]) == ("other", "lateral")


def test_nothing_is_said_where_both_halves_are_alike() -> None:
    flat = Image(pixels=np.tile(np.linspace(0, 255, 200).astype(np.uint8)[:, None], (1, 220)), modality="CR")
    assert heart_shadow(segment_chest(flat)) is None
