import cv2
import numpy as np
import pytest

from tools import samples
from tools.errors import BadArguments
from tools.image import Image, Spacing
from tools.library.compare_prior import compare_prior
from tools.reading import read_study

PRIOR = read_study(samples.path("chest_pneumonia"), isolated=False).images[0]
SPACING = Spacing(row=0.3, column=0.3, source="PixelSpacing")


def follow_up(*, change: int) -> Image:
    """The same film a little turned, and denser in one place."""
    shown = PRIOR.shown()
    matrix = cv2.getRotationMatrix2D((512, 512), 4, 1.03)
    pixels = np.asarray(cv2.warpAffine(shown, matrix, (1024, 1024)), np.int16)
    pixels[500:560, 300:360] += change
    return Image(pixels=np.clip(pixels, 0, 255).astype(np.uint8), spacing=SPACING, modality="CR")


def test_change_shows_and_the_rest_does_not() -> None:
    now = follow_up(change=60)
    result = compare_prior(now, PRIOR, days=90)
    beside, difference = result.images
    side = difference.width
    assert beside.pixels.shape == (side, 2 * side + 8)
    factor = side / 1024
    top, bottom, left, right = (round(one * factor) for one in (505, 555, 305, 355))
    assert difference.pixels[top:bottom, left:right].mean() > 128 + 20
    elsewhere = difference.pixels[round(250 * factor) : round(450 * factor), round(300 * factor) : round(700 * factor)]
    assert abs(float(elsewhere.mean()) - 128) < 3
    assert float(elsewhere.std()) < 6
    assert "90 days apart" in result.text


def test_residual_and_overlap_have_units() -> None:
    residual, overlap = compare_prior(follow_up(change=0), PRIOR).measurements
    assert (residual.code, residual.unit) == ("registration-residual", "mm")
    assert residual.value < 0.3
    assert (overlap.unit, overlap.value > 90) == ("%", True)
    no_spacing = Image(pixels=follow_up(change=0).pixels)
    assert compare_prior(no_spacing, PRIOR).measurements[0].unit == "{pixels}"
    assert "time between" in compare_prior(no_spacing, PRIOR).warnings[-1]


def test_new_images_know_what_they_show() -> None:
    now = follow_up(change=0)
    for one in compare_prior(now, PRIOR).images:
        assert one.origin is not None
        assert one.origin.parent == now.ref
        assert one.origin.box == now.box


def test_the_same_and_unrelated_images_are_refused() -> None:
    with pytest.raises(BadArguments, match="same image"):
        compare_prior(PRIOR, PRIOR)
    noise = Image(pixels=np.random.default_rng(0).integers(0, 255, (500, 500), dtype=np.uint8))
    with pytest.raises(BadArguments, match="Compare them side by side"):
        compare_prior(noise, PRIOR)


def test_colour_is_compared_as_grey() -> None:
    shown = PRIOR.shown()
    now = follow_up(change=0)
    result = compare_prior(now, Image(pixels=np.repeat(shown[..., None], 3, axis=2)))
    assert result.values["likeness"] > 0.85
