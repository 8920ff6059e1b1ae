"""Lesions on drawn skin, light and dark, hairy and framed, and what is no skin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import BadArguments, UnsuitableImage
from tools.image import Image
from tools.library.measure import measure
from tools.library.segment import segment
from tools.region import BoundingBox, Mask
from tools.samples.fundus import draw_fundus
from tools.samples.skin import draw_lesion


def dice(first: np.ndarray, second: np.ndarray) -> float:
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    skin=st.integers(0, 3),
    hairs=st.integers(0, 8),
    vignette=st.booleans(),
    radius=st.floats(0.1, 0.24),
)
def test_a_lesion_is_outlined_on_any_skin(seed: int, skin: int, hairs: int, vignette: bool, radius: float) -> None:
    drawn = draw_lesion(seed=seed, side=360, skin=skin, hairs=hairs, vignette=vignette, radius=radius)
    found = segment(drawn.image, "skin-lesion")

    assert found.mask.pixels.shape == drawn.mask.shape
    assert dice(found.mask.pixels, drawn.mask) > 0.8
    assert found.box is not None
    left, top, right, bottom = (int(side) for side in found.box.as_tuple())
    assert found.mask.pixels[top:bottom, left:right].sum() == found.mask.area


def test_clean_skin_has_no_lesion() -> None:
    found = segment(draw_lesion(seed=4, contrast=0.0).image, "skin-lesion")
    assert found.mask.area == 0
    assert "no skin-lesion was found" in found.as_result().text


def test_hair_and_low_contrast_are_told() -> None:
    hairy = segment(draw_lesion(seed=3, side=360, hairs=14).image, "skin-lesion")
    assert any("Hair over" in one for one in hairy.warnings)
    faint = segment(draw_lesion(seed=3, side=360, contrast=0.14, noise=2).image, "skin-lesion")
    clear = segment(draw_lesion(seed=3, side=360).image, "skin-lesion")
    assert faint.quality < 0.6 < clear.quality


def test_a_box_says_which_lesion_is_meant() -> None:
    one, two = draw_lesion(seed=1, side=300, radius=0.12), draw_lesion(seed=2, side=300, radius=0.17)
    both = Image(pixels=np.hstack([one.image.pixels, two.image.pixels]))
    box = Mask(pixels=one.mask).box
    assert box is not None
    wide = BoundingBox(left=box.left - 8, top=box.top - 8, right=box.right + 8, bottom=box.bottom + 8)
    found = segment(both, "skin-lesion", wide)

    assert dice(found.mask.pixels[:, :300], one.mask) > 0.85
    assert not found.mask.pixels[:, 300:].any()


@pytest.mark.parametrize(
    "image",
    [
        Image(pixels=np.full((90, 90), 120, np.uint8)),
        Image(pixels=np.full((90, 90, 3), 120, np.uint8)),
        Image(pixels=np.full((90, 90, 3), (60, 90, 160), np.uint8)),
        draw_fundus(seed=1, side=300).image,
    ],
)
def test_what_is_no_skin_is_refused(image: Image) -> None:
    with pytest.raises(UnsuitableImage, match="picture of skin only"):
        segment(image, "skin-lesion")


def test_the_rule_of_dermoscopy_without_a_box() -> None:
    drawn = draw_lesion(seed=7, side=400)
    found = {one.code: one for one in measure(drawn.image, "skin-lesion").measurements}
    rows, columns = np.nonzero(drawn.mask)
    longest = np.hypot(np.ptp(rows), np.ptp(columns))

    assert 0.6 * longest < found["long-axis"].value < 1.1 * longest
    assert {"lesion-asymmetry", "lesion-border", "lesion-colours", "total-dermoscopy-score"} <= set(found)
    with pytest.raises(UnsuitableImage, match="give region"):
        measure(Image(pixels=np.full((90, 90, 3), (60, 90, 160), np.uint8)), "skin-lesion")
    with pytest.raises(BadArguments, match="No lesion stands out"):
        measure(draw_lesion(seed=4, contrast=0.0).image, "skin-lesion")
