import pytest

from tools.errors import FileTooLarge, ImplausibleHeader
from tools.reading.limits import (
    CANVAS_FREE_BYTES,
    EXPANSION_FREE_BYTES,
    EXPANSION_RATIO,
    INFLATE_RATIO,
    MAX_FRAME_PIXELS,
    MAX_FRAMES,
    check_budget,
    check_expansion,
)


@pytest.mark.parametrize(
    ("size", "raised"),
    [
        ({"width": 0}, ImplausibleHeader),
        ({"height": -1}, ImplausibleHeader),
        ({"frames": 0}, ImplausibleHeader),
        ({"width": MAX_FRAME_PIXELS + 1, "height": 1}, FileTooLarge),
        ({"frames": MAX_FRAMES + 1}, FileTooLarge),
        ({"width": 9000, "height": 9000, "frames": 14}, FileTooLarge),
    ],
)
def test_a_header_is_held_to_the_budget(size: dict[str, int], raised: type[Exception]) -> None:
    sound = {"width": 8, "height": 8, "frames": 1, "bytes_per_pixel": 1}
    check_budget(**sound)
    with pytest.raises(raised):
        check_budget(**(sound | size))


def test_a_blank_mask_is_not_taken_for_a_bomb() -> None:
    check_expansion(decoded=CANVAS_FREE_BYTES, encoded=100, canvas=CANVAS_FREE_BYTES)


def test_a_cine_loop_of_ultrasound_is_read() -> None:
    """300 frames of 800 x 600 in colour, as JPEG at a fortieth of their size."""
    decoded = 300 * 800 * 600 * 3
    check_expansion(decoded=decoded, encoded=decoded // 40, canvas=800 * 600 * 3)


@pytest.mark.parametrize(
    ("decoded", "encoded", "canvas"),
    [
        (EXPANSION_FREE_BYTES + EXPANSION_RATIO, EXPANSION_FREE_BYTES // EXPANSION_RATIO, 1024),
        (CANVAS_FREE_BYTES + INFLATE_RATIO, CANVAS_FREE_BYTES // INFLATE_RATIO, CANVAS_FREE_BYTES + INFLATE_RATIO),
    ],
)
def test_more_than_is_believed_is_refused(decoded: int, encoded: int, canvas: int) -> None:
    with pytest.raises(FileTooLarge, match="not believed"):
        check_expansion(decoded=decoded, encoded=encoded, canvas=canvas)
