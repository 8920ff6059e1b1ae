import numpy as np
import pytest

from corpora.images import ClassicalEncoder, ImageIndex


def disc(row: int, column: int, radius: int = 12, size: int = 96) -> np.ndarray:
    rows, columns = np.mgrid[:size, :size]
    inside = (rows - row) ** 2 + (columns - column) ** 2 < radius**2
    return np.where(inside, 220, 30).astype(np.uint8)


def stripes(turned: bool) -> np.ndarray:
    wave = np.tile((np.arange(96) // 8 % 2 * 200).astype(np.uint8), (96, 1))
    return np.ascontiguousarray(wave.T) if turned else wave


def index() -> ImageIndex:
    made = ImageIndex()
    made.add(disc(25, 25), "disc, upper left", "b", "made here")
    made.add(disc(70, 70), "disc, lower right", "a", "made here")
    made.add(stripes(False), "upright stripes", "c", "made here")
    made.add(stripes(True), "lying stripes", "d", "made here")
    return made


def test_the_image_itself_is_first_with_cosine_one() -> None:
    hit = index().search(disc(70, 70), 1)[0]
    assert (hit.record.id, hit.record.caption, hit.record.source) == ("a", "disc, lower right", "made here")
    assert hit.cosine == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("image", "expected"),
    [(disc(28, 24, 13), "b"), (disc(68, 72, 11), "a"), (stripes(False)[:, 2:90], "c"), (stripes(True)[::2, ::2], "d")],
)
def test_a_moved_resized_or_cropped_look_alike_is_found(image: np.ndarray, expected: str) -> None:
    assert index().search(np.ascontiguousarray(image), 1)[0].record.id == expected


def test_brightness_and_colour_do_not_matter() -> None:
    image = disc(25, 25)
    brighter = (image.astype(np.int64) // 2 + 60).astype(np.uint8)
    assert index().search(np.repeat(brighter[..., None], 3, axis=2), 1)[0].record.id == "b"


def test_ties_go_by_id_and_a_flat_image_is_like_nothing() -> None:
    made = ImageIndex()
    made.add(disc(25, 25), "", "z", "")
    made.add(disc(25, 25), "", "y", "")
    assert [hit.record.id for hit in made.search(disc(25, 25))] == ["y", "z"]
    assert made.search(np.full((40, 40), 7, np.uint8)) == ()
    assert made.search(disc(25, 25), 0) == ImageIndex().search(disc(25, 25)) == ()


@pytest.mark.parametrize(
    "image",
    [np.zeros((4, 4)), np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4), np.uint8), np.zeros(4, np.uint8)],
)
def test_other_arrays_are_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="is wanted"):
        ClassicalEncoder().encode(image)


def test_a_taken_id_is_refused() -> None:
    made = index()
    with pytest.raises(ValueError, match="'a' is taken"):
        made.add(disc(1, 1), "", "a", "")
    assert len(made) == 4


def test_vectors_have_the_stated_dimension_and_length() -> None:
    vector = ClassicalEncoder().encode(np.arange(1200, dtype=np.uint8).reshape(30, 40))
    assert vector.shape == (ClassicalEncoder().dimension,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)
