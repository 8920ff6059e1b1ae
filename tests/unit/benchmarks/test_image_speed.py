"""The comparison of speeds compares like with like, and says what it could not run."""

import base64
import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks import image_speed
from tools.reading import read_study


def test_both_ways_show_the_same_film(tmp_path: Path) -> None:
    film, shown = tmp_path / "film.dcm", tmp_path / "film.png"
    image_speed.write_film(film, 224)
    image = read_study(film, isolated=False).images[0]
    image_speed.Pillow.fromarray(image.shown()).save(shown)
    files, zoom, window, *_ = image_speed.jobs(film, shown, image)

    def decoded(url: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        data = np.frombuffer(base64.b64decode(url.partition(",")[2]), np.uint8)
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)

    naive = decoded(files.naive()).astype(int)
    for name, way in files.ours.items():
        # At this size nothing is shrunk; the naive way cuts off what ours rounds.
        assert np.abs(decoded(way()) - naive).max() <= (1 if "PNG" in name else 40)
    assert np.abs(window.ours["window alone"]() - window.naive().astype(int)).max() <= 1
    near = np.asarray(zoom.naive().convert("L")).astype(int)
    assert near.shape == zoom.ours["zoom"]().shape
    assert np.abs(zoom.ours["zoom"]() - near).mean() < 2


def test_the_last_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["image_speed.py", "--side", "224"])
    monkeypatch.setattr(image_speed, "find_spec", lambda _name: None)
    image_speed.main()
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"ratios: lossless [\d.]+, jpeg [\d.]+, zoom [\d.]+, overlay UNRUN", lines[-1])
    assert any("UNRUN: matplotlib is not installed" in line for line in lines)
