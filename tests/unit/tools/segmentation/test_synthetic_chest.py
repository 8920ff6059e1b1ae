"""The first look on the synthetic chest films that are shipped, against what was drawn into them."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import guidelines
from tools import Finding, Image, ToolResult
from tools.library.survey import survey
from tools.samples.chest import SyntheticChest, Variant, make_chest
from tools.segmentation.chest import Chest, segment_chest


@cache
def drawn(variant: Variant) -> tuple[SyntheticChest, Chest, ToolResult]:
    truth = make_chest(variant, seed=7, size=512)
    image = on_view(truth.image)
    return truth, segment_chest(image), survey(image)


def on_view(image: Image) -> Image:
    return replace(image, facts={"ViewPosition": "PA", "BodyPartExamined": "CHEST"})


def dice(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


def by_code(result: ToolResult) -> dict[str, Finding]:
    return {finding.code: finding for finding in result.findings}


@pytest.mark.parametrize("variant", ["normal", "pneumonia", "cardiomegaly", "bilateral"])
def test_outlines_and_ratio(variant: Variant) -> None:
    truth, chest, result = drawn(variant)
    assert result.values["kind"] == "frontal chest film"
    # The drawn fields leave the heart out, ours go on behind it.
    assert dice(chest.lungs.pixels & ~chest.heart_mask.pixels, truth.lungs.pixels) > 0.83
    assert dice(chest.heart_mask.pixels, truth.heart.pixels) > 0.85
    ratio = result.measurements[0]
    assert ratio.uncertainty is not None
    assert abs(ratio.value - truth.cardiothoracic_ratio) < 2 * ratio.uncertainty
    assert ratio.value == pytest.approx(truth.cardiothoracic_ratio, abs=0.08)


def test_nothing_is_found_in_a_normal_film() -> None:
    found = by_code(drawn("normal")[2])
    assert found["lung-opacity"].presence == "absent"
    assert found["bilateral-lung-opacity"].presence == "absent"
    assert found["cardiomegaly"].presence != "present"


def test_pneumonia_is_found_on_its_side_and_place() -> None:
    truth, _, result = drawn("pneumonia")
    found = by_code(result)
    assert truth.opacity is not None
    opacity = found["lung-opacity"]
    assert (opacity.presence, opacity.laterality) == ("present", "right")
    assert found["unilateral-lung-opacity"].presence == "present"
    assert found["bilateral-lung-opacity"].presence == "absent"
    assert opacity.region is not None
    left, top, right, bottom = (round(side) for side in opacity.region.as_tuple())
    assert truth.opacity.pixels[top:bottom, left:right].mean() > 0.5


def test_a_large_heart_is_found() -> None:
    found = by_code(drawn("cardiomegaly")[2])
    assert found["cardiomegaly"].presence == "present"
    assert found["cardiomegaly"].measurement is not None
    assert found["cardiomegaly"].measurement.value > 0.5


def test_a_mirrored_film_keeps_the_sides_of_the_patient() -> None:
    truth, chest, result = drawn("pneumonia")
    turned = replace(
        truth.image,
        pixels=np.ascontiguousarray(truth.image.pixels[:, ::-1]),
        facts={"ViewPosition": "PA", "BodyPartExamined": "CHEST", "PatientOrientation": "R\\F"},
    )
    found, before = by_code(survey(turned))["lung-opacity"], by_code(result)["lung-opacity"]
    assert found.laterality == "right"
    assert found.region is not None
    assert before.region is not None
    assert found.region.left == pytest.approx(512 - before.region.right)
    assert found.region.top == before.region.top
    assert np.array_equal(segment_chest(turned).lungs.pixels, chest.lungs.pixels[:, ::-1])


def test_codes_and_names_are_those_of_the_vocabulary() -> None:
    with (Path(guidelines.__file__).parent / "findings" / "imaging.toml").open("rb") as stream:
        terms = tomllib.load(stream)
    for variant in ("normal", "pneumonia", "cardiomegaly"):
        for finding in drawn(variant)[2].findings:
            assert terms[finding.code]["name"] == finding.name
    assert terms["hyperdense-focus"]["name"] == "hyperdense focus on CT"
    assert drawn("normal")[2].measurements[0].code in terms
