"""Models of the user's own, for real: ONNX Runtime runs tiny ones made here, in this process and in a confined one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.tools.segmentation.learned.models import (
    STEEP,
    described,
    described_prompted,
    dice,
    plain_model,
    spotted,
)
from tools.__main__ import main
from tools.errors import (
    BadArguments,
    ModelChanged,
    ModelFailed,
    ModelMismatch,
    UnsuitableImage,
)
from tools.image import Image
from tools.isolation.running import is_of_library, run_isolated
from tools.library.segment import segment
from tools.region import BoundingBox, Point
from tools.rendering import encode_png
from tools.segmentation.learned.offering import with_segmenters
from tools.segmentation.learned.reading import load_segmenter
from tools.tool import load

IMAGE, TRUTH = spotted()
BOX = BoundingBox(left=105, top=25, right=175, bottom=75)


def test_a_plain_model_outlines_and_says_what_it_is(tmp_path: Path) -> None:
    own = load_segmenter(described(tmp_path, plain_model()))
    found = segment(IMAGE, "spot", segmenters=(own,))
    result = found.as_result()

    assert dice(found.mask.pixels, TRUTH) > 0.97
    assert found.quality > 0.9
    assert (found.provider, found.accuracy, found.digest) == ("spots", "not measured", own.model.sha256)
    assert "By spots; accuracy: not measured. Finds what is brighter than half." in result.text
    assert result.values["model_sha256"] == own.model.sha256
    assert str(tmp_path) not in result.text


@pytest.mark.parametrize(
    ("channels", "more"),
    [
        ("grey", {"input": 'values = "stored"\nrange = [0, 255]'}),
        ("grey", {"input": 'resize = "pad"'}),
        ("rgb", {"input": 'normalise = "min-max"'}),
        ("rgb", {"activation": "none", "output": "threshold = 0.0"}),
        ("rgb", {"activation": "sigmoid"}),
    ],
)
def test_inputs_and_outputs_are_made_as_described(channels: str, more: dict[str, str], tmp_path: Path) -> None:
    data = plain_model(1 if channels == "grey" else 3)
    own = load_segmenter(described(tmp_path, data, channels=channels, **more))

    assert (
        dice(segment(IMAGE, "spot", segmenters=(own,)).mask.pixels, TRUTH) > 0.94
    )  # the input has a third of the pixels


def test_mean_and_deviation_are_taken_off(tmp_path: Path) -> None:
    """With a mean of 0.5 and a deviation of 1 everything lies half a unit lower, so that nothing passes a half."""
    more = {"input": 'normalise = "mean-std"\nmean = [0.5, 0.5, 0.5]\nstd = [1, 1, 1]'}
    own = load_segmenter(described(tmp_path, plain_model(), **more))
    result = segment(IMAGE, "spot", segmenters=(own,)).as_result()

    assert result.values["box"] is None
    assert result.values["provider"] == "spots"


@pytest.mark.parametrize(
    "prompt",
    [
        {"region": BOX},
        {"points": (Point(column=150, row=60),)},
        {"points": (Point(column=150, row=60),), "background": (Point(column=10, row=10),)},
    ],
)
def test_a_prompted_model_goes_by_box_or_points(prompt: dict[str, Any], tmp_path: Path) -> None:
    own = load_segmenter(described_prompted(tmp_path))
    found = segment(IMAGE, "region", **prompt, provider="pointer", segmenters=(own,))

    assert dice(found.mask.pixels, TRUTH) > 0.9
    assert found.quality == 0.875  # the model's own score of the mask that was taken
    assert found.accuracy == "Dice 1.00 on drawn squares (made in the test)"


def test_the_prompt_decides_what_is_outlined(tmp_path: Path) -> None:
    own = load_segmenter(described_prompted(tmp_path))
    found = segment(IMAGE, "region", points=(Point(column=20, row=100),), segmenters=(own,))

    assert dice(found.mask.pixels, ~TRUTH) > 0.97
    with pytest.raises(BadArguments, match="needs region"):
        segment(IMAGE, "region", segmenters=(own,))


def test_it_runs_in_a_confined_process(tmp_path: Path) -> None:
    tool = with_segmenters(load("segment"), [described(tmp_path, plain_model()), described_prompted(tmp_path)])
    assert is_of_library(tool)
    assert "spot" in tool.schema["properties"]["target"]["enum"]
    assert "segmenters" not in tool.schema["properties"]
    assert "Learned models given by the user: spots: spot; pointer: region." in tool.description

    for arguments in ({"image": 1, "target": "spot"}, {"image": 1, "target": "region", "points": [[150, 60]]}):
        apart = run_isolated(tool, arguments, {1: IMAGE}, seconds=60)
        here = tool.run(arguments, {1: IMAGE})
        assert (apart.text, apart.values) == (here.text, here.values)
        assert apart.images[0].ref == here.images[0].ref


def test_what_ships_is_unchanged_by_what_is_given(tmp_path: Path) -> None:
    before = json.dumps(load("segment").schema)
    with_segmenters(load("segment"), [described(tmp_path, plain_model())])

    assert json.dumps(load("segment").schema) == before
    assert with_segmenters(load("segment"), ()) is load("segment")


def test_the_command_line_takes_a_description(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture, mine = tmp_path / "scan.png", described(tmp_path, plain_model())
    picture.write_bytes(encode_png(np.asarray(IMAGE.pixels, np.uint8)))
    words = ["--json", '{"image": 1, "target": "spot"}', "--segmenter", str(mine)]

    assert main(["call", "segment", str(picture), *words]) == 0
    assert json.loads(capsys.readouterr().out)["values"]["provider"] == "spots"
    assert main(["call", "zoom", str(picture), *words]) == 2
    assert "--segmenter is for the tool segment" in capsys.readouterr().err


def test_a_file_that_is_not_the_described_one_is_never_parsed(tmp_path: Path) -> None:
    own = load_segmenter(described(tmp_path, plain_model(answer=STEEP + 1)))
    Path(own.model.file).write_bytes(b"something else")
    with pytest.raises(ModelChanged, match="SHA-256"):
        segment(IMAGE, "spot", segmenters=(own,))
    Path(own.model.file).unlink()
    with pytest.raises(ModelChanged, match="not there") as caught:
        segment(IMAGE, "spot", segmenters=(own,))
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "more", "error", "words"),
    [
        (b"no model at all", {}, ModelMismatch, "no ONNX model"),
        (plain_model(width=32), {}, ModelMismatch, r"takes x as \[1, 3, 48, 32\]"),
        (plain_model(1), {}, ModelMismatch, "channels or layout"),
        (plain_model(), {"input": 'name = "image"'}, ModelMismatch, "takes the inputs x, and image"),
        (plain_model(), {"output": 'name = "masks"'}, ModelMismatch, "no output 'masks'; it has y"),
        (plain_model(), {"output": 'layout = "NHWC"'}, None, ""),
        (plain_model(answer=np.inf), {}, ModelFailed, "no numbers"),
        (plain_model(answer=np.nan), {}, ModelFailed, "no numbers"),
    ],
)
def test_what_does_not_fit_is_named(
    data: bytes, more: dict[str, str], error: type[Exception] | None, words: str, tmp_path: Path
) -> None:
    own = load_segmenter(described(tmp_path, data, **more))
    if error is None:  # 64 channels of 2 x 48 pixels: a picture, though not the one that was meant
        assert segment(IMAGE, "spot", segmenters=(own,)).mask.pixels.shape == TRUTH.shape
        return
    with pytest.raises(error, match=words):
        segment(IMAGE, "spot", segmenters=(own,))


def test_errors_cross_to_the_caller_from_a_confined_process(tmp_path: Path) -> None:
    tool = with_segmenters(load("segment"), [described(tmp_path, plain_model(answer=np.nan))])
    with pytest.raises(ModelFailed, match="no numbers"):
        run_isolated(tool, {"image": 1, "target": "spot"}, {1: IMAGE}, seconds=60)


def test_another_modality_is_refused_and_an_unknown_one_doubted(tmp_path: Path) -> None:
    own = load_segmenter(described(tmp_path, plain_model(), modalities='"US"'))
    assert "made for US only" in segment(IMAGE, "spot", segmenters=(own,)).warnings[0]
    with pytest.raises(UnsuitableImage, match="made for images of US, and this one is MR"):
        segment(Image(pixels=IMAGE.pixels, modality="MR"), "spot", segmenters=(own,))
    assert segment(Image(pixels=IMAGE.pixels, modality="US"), "spot", segmenters=(own,)).warnings == ()
