import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image

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
