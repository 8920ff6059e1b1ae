"""What is kept of a picture is what looking at it again would find, and no more is kept than allowed."""

import numpy as np
import pytest

from tests.unit.tools.deidentifying.pictures import ground, write
from tools.deidentifying import looked
from tools.deidentifying.looked import LookedAt
from tools.deidentifying.text import TextLine, find_text
from tools.image import Image

PICTURES = [
    Image(pixels=write(ground("ramp", 1), "QUOKKAVICH Z 1954", height=16).pixels),
    Image(pixels=write(ground("film", 2), "ID 1234567", height=12).pixels, modality="US"),
    Image(pixels=ground("film", 1).astype(np.uint8)),
]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sums of the pixels that were really looked at."""
    sums: list[int] = []

    def found(pixels: np.ndarray) -> tuple[TextLine, ...]:
        sums.append(int(pixels.sum()))
        return find_text(pixels)

    monkeypatch.setattr(looked, "find_text", found)
    return sums


def test_the_lines_are_those_of_the_search_each_time_and_it_is_made_once(seen: list[int]) -> None:
    kept = LookedAt()
    expected = [find_text(one.pixels) for one in PICTURES]
    assert any(expected)
    for _ in range(3):
        copies = [Image(pixels=one.pixels.copy(), modality=one.modality) for one in PICTURES]
        assert [kept.lines(one) for one in copies] == expected
    assert len(seen) == len(PICTURES)
    kept.clear()
    assert [kept.lines(one) for one in PICTURES] == expected
    assert len(seen) == 2 * len(PICTURES)


def test_one_pixel_more_is_another_picture(seen: list[int]) -> None:
    kept = LookedAt()
    pixels = np.zeros((64, 64), np.uint8)
    kept.lines(Image(pixels=pixels.copy()))
    pixels[0, 0] = 1
    kept.lines(Image(pixels=pixels.copy()))
    kept.lines(Image(pixels=pixels.reshape(32, 128).copy()))
    kept.lines(Image(pixels=pixels.view(np.int8).copy()))
    assert seen == [0, 1, 1, 1]


def test_the_longest_unused_picture_is_forgotten_first(seen: list[int]) -> None:
    kept = LookedAt(pictures=2)
    first, second, third = (Image(pixels=np.full((32, 32), level, np.uint8)) for level in (1, 2, 3))
    for one in (first, second, first, third, first, second):
        kept.lines(one)
    assert seen == [1024, 2048, 3072, 2048]


def test_pictures_with_many_lines_leave_no_room_for_others(seen: list[int]) -> None:
    count = len(find_text(PICTURES[0].pixels))
    kept = LookedAt(lines=count)
    for one in (PICTURES[0], PICTURES[2], PICTURES[0]):
        kept.lines(one)
    assert len(seen) == 2  # no line beside as many as allowed
    for one in (PICTURES[1], PICTURES[0]):
        kept.lines(one)
    assert len(seen) == 4
    assert LookedAt(lines=0).lines(PICTURES[0]) == find_text(PICTURES[0].pixels)
