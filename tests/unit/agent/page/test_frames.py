"""Studies that were read: found again by content, kept within a bound."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from agent.page.errors import NotThere, Unusable
from agent.page.frames import Frames, Shelf, likely
from agent.page.limits import Limits
from agent.page.studies import UploadedStudy
from tools.reading import read_study


def study(path: Path, name: str) -> UploadedStudy:
    return UploadedStudy(id=name, owner="ann", source=path, folder=None, title="t")


def picture(path: Path, shade: int) -> Path:
    Pillow.fromarray(np.full((40, 40), shade, np.uint8)).save(path)
    return path


def test_every_frame_is_looked_at_once_the_likely_ones_first() -> None:
    for count in (1, 2, 7, 8, 9, 100):
        assert sorted(likely(count)) == list(range(1, count + 1))
    assert likely(100)[:8] == [1, 15, 29, 43, 58, 72, 86, 100]


def test_frames_are_found_by_their_digests(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    for shade in range(5):
        picture(folder / f"{shade}.png", 40 * shade)
    frames = Frames(study=read_study(folder))
    wanted = {number: frames.shown(number).ref.digest for number in (2, 5)}
    assert frames.places(frozenset(wanted.values())) == {digest: number for number, digest in wanted.items()}
    assert frames.places(frozenset({"0" * 32})) == {}
    for number in (0, 6):
        with pytest.raises(NotThere):
            frames.shown(number)


async def test_what_is_not_looked_at_goes_when_memory_is_full(tmp_path: Path) -> None:
    shelf = Shelf(Limits(decoded_bytes=2_000))
    one, two = (study(picture(tmp_path / f"{name}.png", shade), name) for shade, name in ((10, "a"), (200, "b")))
    first = await shelf.frames(one)
    assert await shelf.frames(one) is first
    await shelf.frames(two)
    assert await shelf.frames(one) is not first
    (tmp_path / "none.dcm").write_bytes(b"no picture")
    with pytest.raises(Unusable):
        await shelf.frames(study(tmp_path / "none.dcm", "c"))
