"""window, enhance, compare, measure and the segmentation tool as a model calls them."""

from dataclasses import replace

import numpy as np
import pytest

from tools import BadArguments, Image, Spacing
from tools.library.window import window
from tools.presets import PRESETS
from tools.tool import load

CT = Image(
    pixels=np.linspace(-1000, 1000, 100 * 100).reshape(100, 100).astype(np.int16),
    unit="[hnsf'U]",
    modality="CT",
    spacing=Spacing(row=0.5, column=0.5, source="PixelSpacing"),
)
GREY = Image(pixels=np.random.default_rng(0).integers(0, 200, (90, 120), dtype=np.uint8))
COLOUR = Image(pixels=np.random.default_rng(1).integers(0, 255, (60, 70, 3), dtype=np.uint8))


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_presets_show_their_range_and_keep_the_values(name: str) -> None:
    seen = window(CT, name)  # type: ignore[arg-type]
    chosen = PRESETS[name].window
    assert seen.window == chosen
    assert np.array_equal(seen.pixels, CT.pixels)
    assert len(PRESETS[name].source) > 30
    shown = seen.shown()
    assert (shown[CT.pixels < chosen.centre - chosen.width / 2 - 1] == 0).all()
    assert (shown[CT.pixels > chosen.centre + chosen.width / 2 + 1] == 255).all()


@pytest.mark.parametrize(
    ("image", "arguments", "message"),
    [
        (GREY, {"preset": "lung"}, "Hounsfield"),
        (COLOUR, {"centre": 100, "width": 50}, "grey"),
        (CT, {"preset": "lung", "width": 3}, "not both"),
        (CT, {"centre": 40}, "both centre and width"),
        (CT, {}, "needs a preset"),
        (CT, {"preset": "lungs"}, "Did you mean 'lung'"),
    ],
)
def test_windows_that_make_no_sense(image: Image, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(BadArguments, match=message):
        load("window").run({"image": 1, **arguments}, [image])


@pytest.mark.parametrize("method", ["equalise", "sharpen", "invert", "denoise"])
@pytest.mark.parametrize("image", [CT, GREY, COLOUR])
def test_enhanced_images_lose_their_unit_and_keep_their_place(image: Image, method: str) -> None:
    seen = load("enhance").run({"image": 1, "method": method}, [image]).images[0]
    assert seen.pixels.shape == image.pixels.shape
    assert seen.pixels.dtype == np.uint8
    assert (seen.unit, seen.window, seen.spacing) == ("1", None, image.spacing)
    assert seen.origin is not None
    assert seen.origin.parent == image.ref


def test_inverting_twice_gives_the_image_back() -> None:
    tool = load("enhance")
    once = tool.run({"image": 1, "method": "invert"}, [GREY]).images[0]
    assert np.array_equal(tool.run({"image": 1, "method": "invert"}, [once]).images[0].pixels, GREY.pixels)


def test_compare_says_that_nothing_is_registered() -> None:
    brighter = replace(GREY, pixels=GREY.pixels + np.uint8(40))
    same = load("compare").run({"first": 1, "second": 1}, [GREY])
    other = load("compare").run({"first": 1, "second": 2}, [GREY, brighter])
    assert (same.images[1].pixels == 128).all()
    assert other.images[1].pixels.mean() == pytest.approx(148, abs=1)
    assert other.values["mean_difference"] == pytest.approx(40, abs=1)
    assert "not registered" in other.warnings[0]
    mixed = load("compare").run({"first": 1, "second": 2}, [CT, COLOUR])
    assert len(mixed.images) == 2


def test_measure_from_json() -> None:
    tool = load("measure")
    one = tool.run({"image": 1, "kind": "length", "points": [[10, 10], [40, 50]]}, [CT])
    assert one.measurements[0].value == pytest.approx(25)
    assert one.text == "measure: length 25 ± 0.35 mm."
    found = tool.run({"image": 1, "kind": "intensity", "region": [0, 0, 100, 1]}, [CT])
    assert found.measurements[0].value == pytest.approx(float(CT.pixels[0].mean()))
    assert tool.run({"image": 1, "kind": "area", "region": [0, 0, 10, 10]}, [CT]).measurements[0].value == 25
    for arguments, message in (
        ({"kind": "area"}, "needs region"),
        ({"kind": "intensity", "points": [[1, 1], [2, 2]]}, "region"),
        ({"kind": "length"}, "points"),
        ({"kind": "cardiothoracic-ratio"}, "frontal chest film"),
    ):
        with pytest.raises(BadArguments, match=message):
            tool.run({"image": 1, **arguments}, [GREY])
