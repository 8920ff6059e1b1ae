"""Signs of opacity in both lungs, against drawn films with known answers."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tools import Finding, Image, Window
from tools.library.survey import survey
from tools.samples import disease
from tools.samples.chest import Variant, make_chest
from tools.samples.drawing import Canvas, Map
from tools.segmentation.airspace import BESIDE_OPAQUE, _with_signs
from tools.segmentation.chest import segment_chest
from tools.segmentation.diffuse import PRESENT_SUM, Diffuse, Sign, diffuse_signs

WINDOWS = {"usual": Window(centre=752, width=540), "wide": Window(centre=752, width=700)}
WINDOWS["narrow"] = Window(centre=800, width=440)


def on_view(image: Image) -> Image:
    return replace(image, facts={"ViewPosition": "PA", "BodyPartExamined": "CHEST"})


@cache
def signs(variant: Variant, seed: int, window: str = "usual") -> Diffuse:
    image = make_chest(variant, seed=seed, size=256).image
    return diffuse_signs(segment_chest(replace(image, window=WINDOWS[window])))


def flooded(monkeypatch: pytest.MonkeyPatch, depth_cm: float, seed: int) -> Image:
    """Draw a chest with the same depth of fluid in nearly all of both lungs."""

    def even(canvas: Canvas, rng: np.random.Generator) -> Map:
        patches = 1 + canvas.clouds(rng, 38) * np.float32(0.15)
        return np.asarray(depth_cm * patches * np.clip((canvas.grid()[1] - 20) / 60, 0.3, 1), np.float32)

    monkeypatch.setattr(disease, "haze", even)
    return on_view(make_chest("bilateral", seed=seed, size=256).image)


def whole_side(monkeypatch: pytest.MonkeyPatch, side: str, depth_cm: float, seed: int) -> Image:
    """Draw a chest with fluid in all of one lung; the patient's right is on the image's left."""

    def half(canvas: Canvas, rng: np.random.Generator) -> Map:
        del rng
        there = canvas.grid()[0] < 0 if side == "right" else canvas.grid()[0] > 0
        return np.asarray(np.broadcast_to(there, (canvas.size, canvas.size)) * depth_cm, np.float32)

    monkeypatch.setattr(disease, "consolidation", half)
    return on_view(make_chest("pneumonia", seed=seed, size=256).image)


def by_code(image: Image) -> dict[str, Finding]:
    return {finding.code: finding for finding in survey(image).findings}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("variant", ["normal", "cardiomegaly"])
def test_lungs_without_disease_are_clear_at_any_window(variant: Variant, seed: int) -> None:
    assert all(signs(variant, seed, window).state == "clear" for window in WINDOWS)


@pytest.mark.parametrize("seed", range(3))
def test_one_sided_pneumonia_does_not_make_both_lungs_opaque(seed: int) -> None:
    assert signs("pneumonia", seed).state != "opaque"
    found = by_code(on_view(make_chest("pneumonia", seed=seed, size=256).image))
    assert found["bilateral-lung-opacity"].presence != "present"
    assert found["lung-opacity"].presence == "present"
    assert found["lung-opacity"].laterality == "right"


@pytest.mark.parametrize("seed", range(3))
def test_faint_haze_speaks_louder_than_health(seed: int) -> None:
    assert signs("bilateral", seed).total > max(signs("normal", other).total for other in range(3))


@pytest.mark.parametrize("seed", range(4))
def test_faint_haze_is_not_absent_and_health_is(seed: int) -> None:
    hazy = by_code(on_view(make_chest("bilateral", seed=seed, size=512).image))
    healthy = by_code(on_view(make_chest("normal", seed=seed, size=512).image))
    assert hazy["lung-opacity"].presence != "absent"
    assert hazy["bilateral-lung-opacity"].presence != "absent"
    assert healthy["lung-opacity"].presence == "absent"


@pytest.mark.parametrize("seed", range(3))
def test_flooded_lungs_are_present_on_both_sides_with_boxes(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    image = flooded(monkeypatch, 5.0, seed)
    findings = [finding for finding in survey(image).findings if finding.code == "lung-opacity"]
    assert {(one.presence, one.laterality) for one in findings} == {("present", "right"), ("present", "left")}
    assert by_code(image)["bilateral-lung-opacity"].presence == "present"
    assert by_code(image)["unilateral-lung-opacity"].presence != "present"
    lungs = segment_chest(image).lungs.pixels
    for one in findings:
        assert 0.3 <= one.certainty <= 0.85
        assert one.region is not None
        assert (one.region.centre.column < image.width / 2) == (one.laterality == "right")
        left, top, right, bottom = (round(side) for side in one.region.as_tuple())
        assert lungs[top:bottom, left:right].mean() > 0.6


def test_more_fluid_is_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = [diffuse_signs(segment_chest(flooded(monkeypatch, depth, 1))).total for depth in (0.0, 3.0, 5.0, 8.0)]
    assert totals == sorted(totals)
    assert totals[0] < PRESENT_SUM < totals[2]


@pytest.mark.parametrize("depth_cm", [8.0, 14.0])
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("seed", range(2))
def test_a_whole_opaque_lung_is_found_on_its_side_only(
    monkeypatch: pytest.MonkeyPatch, side: str, depth_cm: float, seed: int
) -> None:
    image = whole_side(monkeypatch, side, depth_cm, seed)
    findings = [finding for finding in survey(image).findings if finding.code == "lung-opacity"]
    assert {(one.presence, one.laterality) for one in findings} == {("present", side)}
    assert by_code(image)["bilateral-lung-opacity"].presence != "present"


def test_both_kinds_of_sign_are_needed() -> None:
    lost = Sign(name="step", value=0.1, vote=1.0, is_border=True)
    bright = Sign(name="lung over heart", value=0.9, vote=1.0, is_border=False)
    assert Diffuse(signs=(lost, lost)).state == "doubtful"
    assert Diffuse(signs=(bright,)).state == "doubtful"
    assert Diffuse(signs=(replace(bright, vote=0.5),)).state == "clear"
    assert Diffuse(signs=(replace(lost, vote=0.5),)).state == "doubtful"
    assert Diffuse(signs=(lost, bright)).state == "opaque"
    assert Diffuse(signs=()).state == "clear"


def test_a_second_lung_beside_an_opaque_one_needs_more_signs() -> None:
    lost = Sign(name="step", value=0.3, vote=0.5, is_border=True)
    bright = Sign(name="lung over heart", value=0.7, vote=0.5, is_border=False)
    few, many = Diffuse(signs=(lost, bright)), Diffuse(signs=(lost, bright, bright))
    assert few.state == many.state == "opaque"
    assert few.total < BESIDE_OPAQUE < many.total
    assert _with_signs({"right": "present", "left": "absent"}, few) == {"right": "present", "left": "absent"}
    assert _with_signs({"right": "absent", "left": "absent"}, few) == {"right": "present", "left": "present"}
    assert _with_signs({"right": "present", "left": "absent"}, many) == {"right": "present", "left": "present"}
