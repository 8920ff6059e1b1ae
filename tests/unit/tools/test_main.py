"""The command line lists tools and calls them on files."""

import json
import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tools import samples
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


def test_images_are_numbered_over_files_folders_and_options(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    for number, side in enumerate((40, 50)):
        picture = cv2.imencode(".png", np.full((side, side), 9, np.uint8))[1]
        (folder / f"{number}.png").write_bytes(picture.tobytes())
    sides = []
    for number in range(1, 5):
        words = ["call", "zoom", str(folder), "--image", str(film), "--image", samples.path("chest_normal").as_posix()]
        assert main([*words, "--json", json.dumps({"image": number, "region": [5, 5, 30, 30]})]) == 0
        shown = json.loads(capsys.readouterr().out)
        sides.append(shown["images"][0]["origin"]["parent"]["width"])
    assert sides == [40, 50, 100, 1024]


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", "zoom", "--image", str(tmp_path / "none.dcm")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/none.dcm: There is no such file or folder.\n"


def test_of_several_files_the_one_that_is_missing_or_broken_is_named(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.dcm"
    broken.write_bytes(samples.path("chest_normal").read_bytes()[:3_000])
    for bad in (broken, tmp_path / "none.png"):
        assert main(["call", "zoom", str(film), str(bad), "--json", '{"image": 1, "region": [5, 5, 30, 30]}']) == 2
        assert capsys.readouterr().err.startswith(f"{bad}: The")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_a_folder_holds_besides_pictures_is_named_on_a_terminal_only(
    film: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    for number in range(22):
        (film.parent / f"{number:02d} notes.txt").write_text("words")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    assert main(["call", "zoom", str(film.parent), "--json", '{"image": 1, "region": [5, 5, 30, 30]}']) == 0
    said = capsys.readouterr()
    assert "notes" not in said.out
    assert said.err.count("notes.txt: not an image") == (20 if is_terminal else 0)
    assert ("  and 2 more" in said.err) is is_terminal


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


@pytest.mark.parametrize("words", [["list"], ["calculators"]])
def test_it_ends_quietly_where_nobody_reads_the_output(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as unread:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdout", unread)
        assert main(words) == 141
        unread.write("what the interpreter flushes at its end")


def test_another_broken_pipe_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: object) -> int:
        raise BrokenPipeError

    monkeypatch.setattr("tools.command_line.run", broken)
    with pytest.raises(BrokenPipeError):
        main(["list"])
