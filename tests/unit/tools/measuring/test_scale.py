"""What a pixel's length rests on."""

import numpy as np
import pytest

from tools import Image, Spacing
from tools.image import SpacingSource
from tools.measuring.scale import scale_of


def image(source: SpacingSource, modality: str = "OT", **facts: str) -> Image:
    spacing = Spacing(row=0.2, column=0.1, source=source)
    return Image(pixels=np.zeros((8, 8), np.uint8), spacing=spacing, modality=modality, facts=facts)


def test_no_spacing_gives_pixels() -> None:
    scale = scale_of(Image(pixels=np.zeros((8, 8), np.uint8)))
    assert (scale.row, scale.column, scale.unit, scale.area_unit, scale.shrinkage) == (1, 1, "{pixels}", "{pixels}", 0)
    assert "No spacing" in scale.warnings[0]


def test_pixel_spacing_of_a_slice_is_exact() -> None:
    sources: tuple[SpacingSource, ...] = ("PixelSpacing", "affine", "caller")
    for source in sources:
        scale = scale_of(image(source, "CT"))
        assert (scale.shrinkage, scale.warnings, scale.unit, scale.area_unit) == (0, (), "mm", "mm2")
        assert scale.pixel_area == pytest.approx(0.02)
        assert scale.halves.tolist() == [0.05, 0.1]


@pytest.mark.parametrize("source", ["ImagerPixelSpacing", "NominalScannedPixelSpacing"])
def test_spacing_at_the_detector_is_an_upper_bound(source: SpacingSource) -> None:
    scale = scale_of(image(source, "DX"))
    assert scale.shrinkage == pytest.approx(0.2)
    assert source in scale.warnings[0]
    assert "assumed" in scale.warnings[0]
    assert scale_of(image(source, "DX", DistanceSourceToDetector="1800")).shrinkage == pytest.approx(1 / 9)


def test_pixel_spacing_of_a_shadow_may_be_that_of_the_detector() -> None:
    scale = scale_of(image("PixelSpacing", "CR"))
    assert scale.shrinkage == pytest.approx(0.2)
    assert "may be" in scale.warnings[0]


def test_the_header_may_state_the_magnification() -> None:
    stated = scale_of(image("ImagerPixelSpacing", "MG", EstimatedRadiographicMagnificationFactor="1.25"))
    assert stated.shrinkage == pytest.approx(0.2)
    assert "1.25" in stated.warnings[0]
    by_distances = image("ImagerPixelSpacing", DistanceSourceToDetector="1000", DistanceSourceToPatient="900")
    assert scale_of(by_distances).shrinkage == pytest.approx(0.1)
    # What cannot be is passed over.
    odd = image("ImagerPixelSpacing", DistanceSourceToDetector="-1", EstimatedRadiographicMagnificationFactor="0\\1")
    assert scale_of(odd).shrinkage == pytest.approx(0.2)
