from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from tools.errors import UnreadableImage
from tools.image import Image
from tools.reading import limits
from tools.reading.raster import read_raster

GREY = np.arange(48, dtype=np.uint8).reshape(6, 8)


def saved(picture: Pillow.Image, kind: str, **options: Any) -> bytes:
    stream = BytesIO()
    picture.save(stream, format=kind, **options)
    return stream.getvalue()


def first(data: bytes) -> Image:
    return read_raster(data).frames[0]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_lossless_formats_keep_every_value(kind: str) -> None:
    image = first(saved(Pillow.fromarray(GREY), kind))
    np.testing.assert_array_equal(image.pixels, GREY)
    assert (image.modality, image.spacing, image.unit) == ("OT", None, "1")


def test_grey_stored_as_colour_becomes_grey() -> None:
    image = first(saved(Pillow.fromarray(np.dstack([GREY] * 3)), "WEBP", lossless=True))
    np.testing.assert_array_equal(image.pixels, GREY)


def test_16_bit_grey_is_kept() -> None:
    deep = GREY.astype(np.uint16) * 1300
    for kind in ("PNG", "TIFF"):
        np.testing.assert_array_equal(first(saved(Pillow.fromarray(deep), kind)).pixels, deep)


def test_alpha_falls_on_black_with_a_note() -> None:
    pixels = np.full((2, 2, 4), (200, 100, 50, 0), np.uint8)
    pixels[0, 0, 3] = 255
    image = first(saved(Pillow.fromarray(pixels), "PNG"))
    assert image.pixels[0, 0].tolist() == [200, 100, 50]
    assert image.pixels[1, 1].tolist() == [0, 0, 0]
    assert any("transparency" in note for note in image.notes)


def test_palette_becomes_colour() -> None:
    picture = Pillow.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putpixel((1, 0), 1)
    assert first(saved(picture, "PNG")).pixels.tolist() == [[[255, 0, 0], [0, 0, 255]]]


def test_exif_orientation_is_applied_and_its_text_dropped() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise
    exif[0x010E] = "CANARY"
    image = first(saved(Pillow.fromarray(GREY), "PNG", exif=exif, dpi=(300, 300)))
    np.testing.assert_array_equal(image.pixels, np.rot90(GREY, -1))
    assert not image.facts
    assert image.spacing is None
    assert "CANARY" not in str(image.notes)


def test_pages_of_a_tiff_are_frames() -> None:
    pages = [Pillow.fromarray(GREY + index) for index in range(3)]
    frames = read_raster(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])).frames
    assert [int(frame.pixels[0, 0]) for frame in frames] == [0, 1, 2]


def test_only_the_first_frame_of_an_animation_is_read() -> None:
    pages = [Pillow.fromarray(np.full((4, 4), 90 * index, np.uint8)) for index in range(3)]
    found = read_raster(saved(pages[0], "WEBP", save_all=True, append_images=pages[1:], lossless=True))
    assert len(found.frames) == 1
    assert any("first frame" in note for note in found.frames[0].notes)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP"])
def test_a_file_cut_short_is_refused(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64), dtype=np.uint8)
    data = saved(Pillow.fromarray(noise), kind)
    with pytest.raises(UnreadableImage):
        read_raster(data[: len(data) // 2])


def test_a_picture_over_the_limit_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(Pillow.new("1", (20_000, 6_000)), "PNG")
    assert len(data) < 100_000
    with pytest.raises(UnreadableImage, match="100,000,000"):
        read_raster(data)
    monkeypatch.setattr(limits, "MAX_FRAME_PIXELS", 10)
    with pytest.raises(UnreadableImage, match="at most 10 "):
        read_raster(saved(Pillow.fromarray(GREY), "PNG"))


def test_a_picture_that_pillow_itself_refuses_is_said_to_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(Pillow.new("1", (20_000, 20_000)), "PNG")
    with pytest.raises(UnreadableImage, match=r"too large: at most 100,000,000 pixels"):
        read_raster(data)
    # Pillow's own limit belongs to the process, and somebody may have lowered it.
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(UnreadableImage, match="at most 40 pixels"):
        read_raster(saved(Pillow.fromarray(GREY), "PNG"))


def test_other_formats_stay_shut() -> None:
    with pytest.raises(UnreadableImage):
        read_raster(saved(Pillow.fromarray(GREY), "GIF"))
