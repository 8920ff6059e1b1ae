"""The ABCD rule on drawn lesions."""

from typing import Any

import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Image, Spacing
from tools.measuring.dermoscopy import abcd_of, dermoscopy_score
from tools.measuring.lesion import measure_lesion

SKIN, BROWN, BLACK, RED = (222, 184, 155), (140, 95, 20), (10, 10, 10), (200, 50, 50)


def drawn(radius: float = 40.0, soft: float = 0.0) -> tuple[Any, Any, Any]:
    """Picture, mask and distances (rows, columns) of a round lesion; `soft` pixels of fading at the border."""
    rows, columns = np.indices((160, 160)) - 79.5
    away = np.hypot(rows, columns)
    share = np.clip((radius + soft / 2 - away) / soft, 0, 1) if soft else (away <= radius).astype(float)
    picture = np.rint(np.array(SKIN) + share[..., None] * (np.array(BROWN) - SKIN)).astype(np.uint8)
    return picture, away <= radius, columns


def test_the_published_formula() -> None:
    assert dermoscopy_score(0, 0, 1, 1) == 1.0
    assert dermoscopy_score(2, 8, 6, 5) == 8.9
    assert dermoscopy_score(1, 2, 3, 4) == pytest.approx(1.3 + 0.2 + 1.5 + 2.0)
    for points in ((3, 0, 1, 1), (0, 9, 1, 1), (0, 0, 0, 1), (0, 0, 1, 0)):
        with pytest.raises(BadArguments):
            dermoscopy_score(*points)


def test_a_round_brown_lesion_with_a_sharp_border() -> None:
    picture, mask, _ = drawn()
    found = abcd_of(picture, mask)
    assert found.asymmetry.points == 0
    assert found.border == 8
    assert list(found.colours) == ["light brown"]
    assert list(found.range) == pytest.approx([0.8 + 0.5 + 0.5, 0.8 + 0.5 + 2.5])
    assert found.risk == ("benign", "benign")


def test_a_fading_border_is_not_abrupt() -> None:
    picture, mask, _ = drawn(soft=40)
    assert abcd_of(picture, mask).border == 0


def test_a_second_colour_on_one_side_breaks_one_axis() -> None:
    picture, mask, columns = drawn()
    picture[mask & (columns > 0)] = BLACK
    found = abcd_of(picture, mask)
    assert set(found.colours) == {"light brown", "black"}
    assert found.colours["black"] == pytest.approx(0.5, abs=0.02)
    # A circle has no principal axes of its own; whichever they are, one at least sees the difference.
    assert found.asymmetry.points >= 1
    assert max(found.asymmetry.shape) < 0.05


def test_a_bite_breaks_the_shape() -> None:
    picture, mask, columns = drawn()
    rows = np.indices(mask.shape)[0] - 79.5
    bite = (columns > 5) & (rows > 5)
    mask = mask & ~bite
    picture[bite] = SKIN
    found = abcd_of(picture, mask)
    # The bite lies on the diagonal, which is one axis of symmetry; about the other one it is not covered.
    assert found.asymmetry.points == 1
    assert max(found.asymmetry.shape) > 0.1 > min(found.asymmetry.shape)


def test_too_little_is_refused() -> None:
    picture, mask, _ = drawn(radius=3)
    with pytest.raises(BadArguments, match="fewer than"):
        abcd_of(picture, mask)
    with pytest.raises(BadArguments, match="skin"):
        abcd_of(picture, np.ones(mask.shape, np.bool_))


def test_measuring_a_lesion_on_an_image() -> None:
    picture, _, _ = drawn()
    spacing = Spacing(row=0.1, column=0.1, source="caller")
    found = measure_lesion(Image(pixels=picture, spacing=spacing), BoundingBox(left=30, top=30, right=130, bottom=130))
    by_code = {one.code: one for one in found.measurements}
    assert by_code["lesion-diameter"].value == pytest.approx(8.0, abs=0.2)
    assert by_code["lesion-diameter"].unit == "mm"
    score = by_code["total-dermoscopy-score"]
    assert [score.value, score.uncertainty] == pytest.approx([2.8, 1.0])
    assert "benign" in found.remark
    assert any("not validated" in one for one in found.warnings)
    plain = measure_lesion(Image(pixels=picture), BoundingBox(left=30, top=30, right=130, bottom=130))
    assert plain.measurements[0].code == "long-axis"
    with pytest.raises(BadArguments, match="colour"):
        measure_lesion(Image(pixels=picture[..., 0].copy()), BoundingBox(left=30, top=30, right=130, bottom=130))
