"""The command line lists tools and calls them on files."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tools.__main__ import main
from tools.tool import names


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.png"
    path.write_bytes(cv2.imencode(".png", np.arange(80 * 100, dtype=np.uint8).reshape(80, 100))[1].tobytes())
    return path


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [tool["name"] for tool in shown] == list(names())
    assert all(tool["parameters"]["type"] == "object" for tool in shown)


def test_call_prints_the_result_and_writes_the_pictures(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["call", "zoom", str(film), "--json", '{"image": 1, "region": [10, 10, 40, 40], "factor": 2}']
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["images"][0]["origin"]["box"] == {"left": 7, "top": 7, "right": 43, "bottom": 43}
    assert shown["images"][0]["ref"]["width"] == 72
    written = cv2.imread(str(tmp_path / "out" / "zoom-1.png"), cv2.IMREAD_UNCHANGED)
    assert written.shape == (72, 72)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["call", "zom"], "Did you mean 'zoom'"),
        (["call", "zoom", "--json", "{"], "Expecting"),
        (["call", "zoom", "--json", "[]"], "JSON object"),
        (["call", "zoom", "--json", '{"image": 1, "region": [1, 1, 9, 9]}'], "Images: none"),
    ],
)
def test_input_that_cannot_be_used(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert message in capsys.readouterr().err
