"""Tissues and dense foci on drawn CT slices."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tools import BadArguments, Image, Spacing
from tools.library.segment import segment
from tools.library.survey import survey
from tools.segmentation.ct import body_mask, find_head, hyperdense_foci, tissue_mask, tissue_shares


def head(*, focus: int = 0, radius: int = 9) -> Image:
    """Draw a skull of 6 pixels around brain of 33 HU, with a disc of `focus` HU more."""
    pixels = np.full((256, 256), -1000, np.float32)
    cv2.ellipse(pixels, (128, 128), (96, 110), 0, 0, 360, 20, -1)
    cv2.ellipse(pixels, (128, 128), (92, 106), 0, 0, 360, 1000, -1)
    cv2.ellipse(pixels, (128, 128), (86, 100), 0, 0, 360, 33, -1)
    if focus:
        cv2.circle(pixels, (100, 110), radius, 33 + focus, -1)
    pixels += np.random.default_rng(2).normal(0, 4, pixels.shape)
    spacing = Spacing(row=0.9, column=0.9, source="PixelSpacing")
    return Image(pixels=pixels.astype(np.int16), spacing=spacing, unit="[hnsf'U]", modality="CT")


def trunk() -> Image:
    """Draw a trunk of 40 HU with fat around it, two lungs of -800 HU, a spine of 600 HU, and a table under it."""
    pixels = np.full((200, 300), -1000, np.int16)
    cv2.ellipse(pixels, (150, 100), (130, 80), 0, 0, 360, -90, -1)
    cv2.ellipse(pixels, (150, 100), (115, 68), 0, 0, 360, 40, -1)
    for column in (90, 210):
        cv2.ellipse(pixels, (column, 95), (40, 45), 0, 0, 360, -800, -1)
    cv2.circle(pixels, (150, 140), 12, 600, -1)
    pixels[190:193, 40:260] = 100
    return Image(pixels=pixels, unit="[hnsf'U]", modality="CT")


def test_tissues_of_a_trunk() -> None:
    image = trunk()
    lungs = tissue_mask(image, "lung").pixels
    truth = image.pixels == -800
    assert 2 * (lungs & truth).sum() / (lungs.sum() + truth.sum()) > 0.97
    assert np.array_equal(tissue_mask(image, "bone").pixels, image.pixels == 600)
    assert not body_mask(image).pixels[190:193].any()
    shares = tissue_shares(image)
    assert shares["lung"] == pytest.approx(truth.sum() / body_mask(image).area, abs=0.01)
    assert find_head(image) is None


def test_a_dense_focus_in_the_head_is_found_where_it_is() -> None:
    image = head(focus=35)
    found = find_head(image)
    assert found is not None
    assert found.median == pytest.approx(33, abs=2)
    foci = hyperdense_foci(image, found)
    assert len(foci) == 1
    box = foci[0].box
    assert box is not None
    assert (box.centre.column, box.centre.row) == pytest.approx((100.5, 110.5), abs=1.5)
    assert foci[0].area == pytest.approx(np.pi * 81, rel=0.25)
    result = survey(image)
    assert [(one.code, one.presence) for one in result.findings] == [("hyperdense-focus", "present")]
    assert result.findings[0].measurement is not None
    assert result.findings[0].measurement.value == pytest.approx(67, abs=5)


def test_a_plain_head_has_none() -> None:
    result = survey(head())
    assert [(one.code, one.presence) for one in result.findings] == [("hyperdense-focus", "absent")]
    assert result.values["kind"] == "CT slice of the head"


def test_lossy_compression_makes_a_focus_uncertain() -> None:
    image = replace(head(focus=35), facts={"LossyImageCompression": "01"})
    result = survey(image)
    assert [one.presence for one in result.findings] == ["uncertain"]
    assert "compressed with loss" in " ".join(result.warnings)
    smooth = Image(pixels=np.where(head().pixels > 500, 1000, head().pixels // 40 * 40), unit="[hnsf'U]", modality="CT")
    assert {one.presence for one in survey(smooth).findings} <= {"uncertain"}


def test_a_trunk_gets_its_composition_and_no_finding() -> None:
    result = survey(trunk())
    assert result.findings == ()
    assert result.values["tissues"]["lung"] > 0.2
    assert "lung" in result.text


def test_segment_reports_area_in_square_millimetres() -> None:
    result = segment(head(focus=35), "hyperdense").as_result()
    assert result.measurements[0].unit == "mm2"
    assert result.measurements[0].value == pytest.approx(np.pi * 81 * 0.81, rel=0.25)
    assert result.images[0].is_colour
    assert result.values["box"] is not None


@pytest.mark.parametrize(
    ("image", "target", "possible"),
    [
        (trunk(), "heart", "body"),
        (trunk(), "hyperdense", "lung"),
        (Image(pixels=np.full((80, 80, 3), 120, np.uint8)), "lungs", "region"),
        (Image(pixels=np.full((80, 80), 120, np.uint8)), "bone", "body"),
    ],
)
def test_unsuitable_targets_are_refused_with_what_is_possible(image: Image, target: str, possible: str) -> None:
    with pytest.raises(BadArguments, match=possible):
        segment(image, target)  # type: ignore[arg-type]
