import base64
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evals.inspecting import thumbnails
from evals.inspecting.thumbnails import thumbnail


def test_a_large_picture_becomes_a_small_one_of_the_same_shape(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((600, 1200), np.uint16)).save(tmp_path / "a.png")
    for source in (
        str(tmp_path / "a.png"),
        "data:image/png;base64," + base64.b64encode((tmp_path / "a.png").read_bytes()).decode(),
    ):
        small = thumbnail(source)
        assert small is not None
        with Image.open(io.BytesIO(base64.b64decode(small.partition(",")[2]))) as shown:
            assert shown.size == (256, 128)


def test_what_is_no_picture_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(b"\0" * 200)
    assert thumbnail(str(tmp_path / "a.dcm")) is None
    assert thumbnail(str(tmp_path / "nothing")) is None


def test_a_picture_is_made_small_once_and_again_when_its_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def small(content: bytes) -> str:
        made.append(content)
        return f"picture {len(made)}"

    monkeypatch.setattr(thumbnails, "_small", small)
    monkeypatch.setattr(thumbnails, "_KNOWN", thumbnails._Known())
    monkeypatch.setattr(thumbnails, "_KEPT_BYTES", 2 * thumbnails._size("picture 1"))
    path = tmp_path / "a.png"
    path.write_bytes(b"one")
    os.utime(path, ns=(1, 1))
    url = "data:image/png;base64," + base64.b64encode(b"two").decode()
    assert [thumbnail(str(path)), thumbnail(url), thumbnail(str(path))] == ["picture 1", "picture 2", "picture 1"]
    path.write_bytes(b"three")
    os.utime(path, ns=(2, 2))
    assert thumbnail(str(path)) == "picture 3"
    assert thumbnail(url) == "picture 4"  # the longest unused of two is forgotten for a third
    assert made == [b"one", b"two", b"three", b"two"]
