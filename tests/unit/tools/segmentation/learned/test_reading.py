"""Descriptions: what is missing, unknown or out of range is named."""

import re
from pathlib import Path

import pytest

from tests.unit.tools.segmentation.learned.models import described, described_prompted, plain_model
from tools.errors import BadDescription
from tools.segmentation.learned.offering import with_segmenters
from tools.segmentation.learned.reading import load_segmenter
from tools.tool import load


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return described(tmp_path, plain_model())


def test_files_are_named_relative_to_the_description(whole: Path, tmp_path: Path) -> None:
    own = load_segmenter(whole)
    assert own.model.file == str(tmp_path / "spots.onnx")
    assert own.targets[0].channels == (1,)
    prompted = load_segmenter(described_prompted(tmp_path))
    assert prompted.decoder is not None
    assert prompted.decoder.file == str(tmp_path / "decoder.onnx")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('licence = "Apache-2.0"', "", "licence"),
        ('licence = "Apache-2.0"', 'licence = " "', "licence and source"),
        ('runtime = "onnx"', 'runtime = "pickle"', "runtime"),
        ('runtime = "onnx"', 'runtime = "torchscript"', "a TorchScript file is a program"),
        ("width = 64", "width = 6", "width and height must be 8 to 4096"),
        ("width = 64", "wdith = 64", "width"),
        ("width = 64", "width = 64\ncolour = 1", "colour"),
        ("channels = [1]", "channels = []", "needs channels"),
        ("channels = [1]", "channels = [-1]", "needs channels"),
        ('accuracy = "not measured"', 'accuracy = "Dice 0.9"', "needs data and source"),
        ('limits = "Finds what is brighter than half."', 'limits = ""', "needs limits"),
        ('name = "spots"', 'name = "My Model"', "written-like-this"),
        ('channels = "rgb"', 'channels = "rgb"\nvalues = "stored"', "needs range"),
        ('channels = "rgb"', 'channels = "rgb"\nnormalise = "mean-std"', "mean and std need 3 values"),
        ("[model]", "[model", "no TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, words: str, whole: Path) -> None:
    text = whole.read_text("utf-8")
    assert old in text
    whole.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadDescription, match=re.escape(words)):
        load_segmenter(whole)


def test_only_a_small_toml_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadDescription, match=r"ends in \.toml"):
        load_segmenter(tmp_path / "none.toml")
    large = tmp_path / "large.toml"
    large.write_text("#" * 70_000, "utf-8")
    with pytest.raises(BadDescription, match="64 KiB"):
        load_segmenter(large)


def test_two_providers_of_one_name_are_refused(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(BadDescription, match="'spots'"):
        with_segmenters(load("segment"), [whole, whole])
    with pytest.raises(BadDescription, match="'ct'"):
        with_segmenters(load("segment"), [described(tmp_path, plain_model(), name="ct")])
