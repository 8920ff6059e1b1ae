"""Outlines by brightness on shapes that are known."""

import cv2
import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Image
from tools.library.segment import segment
from tools.segmentation.general import object_in_box


def disc(level: int = 200) -> tuple[Image, np.ndarray]:
    pixels = np.full((240, 300), 60, np.uint8)
    cv2.circle(pixels, (170, 110), 40, level, -1)
    truth = pixels == level
    noisy = pixels + np.random.default_rng(4).normal(0, 4, pixels.shape)
    return Image(pixels=np.clip(noisy, 0, 255).astype(np.uint8)), truth


def dice(first: np.ndarray, second: np.ndarray) -> float:
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


def test_bright_disc() -> None:
    image, truth = disc()
    found = segment(image, "bright")
    assert dice(found.mask.pixels, truth) > 0.98
    assert found.quality > 0.8
    assert found.area.unit == "{pixels}"
    assert dice(segment(image, "dark").mask.pixels, ~truth) > 0.98


@pytest.mark.parametrize("level", [200, 15])
def test_object_in_a_box(level: int) -> None:
    image, truth = disc(level)
    box = BoundingBox(left=122, top=62, right=218, bottom=158)
    found = segment(image, "region", box)
    assert dice(found.mask.pixels, truth) > 0.93
    assert found.box is not None
    assert found.box.iou(BoundingBox(left=130, top=70, right=211, bottom=151)) > 0.85


def test_nothing_to_cut() -> None:
    flat = Image(pixels=np.full((60, 60), 9, np.uint8))
    assert object_in_box(flat, BoundingBox(left=10, top=10, right=30, bottom=30)).area == 0
    result = segment(flat, "region", BoundingBox(left=10, top=10, right=30, bottom=30)).as_result()
    assert "no region was found" in result.text
    assert result.images == ()
    with pytest.raises(BadArguments, match="needs region"):
        segment(flat, "region")
