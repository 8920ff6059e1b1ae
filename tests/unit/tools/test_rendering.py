"""Pictures are drawn on copies, in place, and encoded without loss."""

import base64

import cv2
import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Finding, Image, Mask, Measurement
from tools.rendering import annotate, data_url, encode_jpeg, encode_png, one_channel, outlined, rgb

IMAGE = Image(pixels=np.full((200, 400), 90, np.uint8))


def finding(**changes: object) -> Finding:
    given = {"code": "lung-opacity", "name": "opacity", "presence": "present", "source": "image", **changes}
    return Finding(**given)  # type: ignore[arg-type]


def test_boxes_are_drawn_where_they_are_and_the_original_stays() -> None:
    before = IMAGE.pixels.copy()
    box = BoundingBox(left=100, top=50, right=200, bottom=150)
    drawn = annotate(IMAGE, [finding(region=box, laterality="left")])
    assert drawn.dtype == np.uint8
    assert drawn.shape[1] == 400
    assert drawn.shape[0] > 200
    changed = np.argwhere((drawn[:200] != 90).any(axis=2))
    assert changed[:, 1].min() == pytest.approx(100, abs=2)
    assert changed[:, 1].max() == pytest.approx(199, abs=2)
    assert changed[:, 0].min() == pytest.approx(50, abs=2)
    assert np.array_equal(IMAGE.pixels, before)


def test_large_images_shrink_and_boxes_with_them() -> None:
    large = Image(pixels=np.full((2000, 4000), 90, np.uint8))
    drawn = annotate(large, [finding(region=BoundingBox(left=2000, top=0, right=4000, bottom=2000))], max_side=500)
    assert drawn.shape[1] == 500
    assert not (drawn[:250, :240] != 90).any()
    assert (drawn[:250, 245:] != 90).any()


def test_findings_of_other_images_are_left_out() -> None:
    other = Image(pixels=np.zeros((10, 10), np.uint8))
    drawn = annotate(IMAGE, [finding(image=other.ref, region=BoundingBox(left=1, top=1, right=9, bottom=9))])
    assert np.array_equal(drawn, rgb(IMAGE))
    listed = annotate(IMAGE, [], [Measurement(code="length", name="length", value=3.0, unit="mm")])
    assert listed.shape[0] > 200


@pytest.mark.parametrize(
    ("value", "unit", "uncertainty", "said"),
    [
        (41.0, "[hnsf'U]", None, "41 HU"),
        (120.4, "mm2", 3.0, "120.4 +- 3 mm2"),
        (38.9, "Cel", None, "38.9 deg C"),
        (12.0, "{pixels}", None, "12 pixels"),
        (0.5123, "1", 0.03, "0.51 +- 0.03"),
    ],
)
def test_the_legend_is_written_for_readers(
    monkeypatch: pytest.MonkeyPatch, value: float, unit: str, uncertainty: float | None, said: str
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("tools.rendering.cv2.putText", lambda _canvas, text, *_: drawn.append(text))
    annotate(IMAGE, [], [Measurement(code="x", name="size", value=value, unit=unit, uncertainty=uncertainty)])
    assert drawn == [f"size: {said}"]


def test_outlines_keep_the_inside() -> None:
    mask = np.zeros((200, 400), np.bool_)
    mask[50:150, 100:200] = True
    drawn = outlined(rgb(IMAGE), Mask(pixels=mask))
    assert (drawn[100, 150] == 90).all()
    assert (drawn[50, 150] != 90).any()
    with pytest.raises(BadArguments):
        outlined(rgb(IMAGE), Mask(pixels=mask[:10]))


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 3)])
def test_png_is_lossless_and_rgb(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, shape, dtype=np.uint8)
    read = cv2.imdecode(np.frombuffer(encode_png(pixels), np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    assert np.array_equal(cv2.cvtColor(read, cv2.COLOR_BGR2RGB) if len(shape) == 3 else read, pixels)
    assert encode_jpeg(pixels).startswith(b"\xff\xd8")
    head, body = data_url(pixels).split(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == encode_png(pixels)
    assert data_url(pixels, "image/jpeg").startswith("data:image/jpeg;base64,/9j/")


@pytest.mark.parametrize("media", ["image/png", "image/jpeg"])
def test_equal_pictures_are_equal_bytes(media: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    first = data_url(pixels, media)
    assert data_url(pixels.copy(), media) == first
    assert data_url(np.asfortranarray(pixels), media) == first
    tinted = pixels.copy()
    tinted[0, 0] ^= 255
    assert data_url(tinted, media) != first


def test_grey_in_colour_is_one_channel_and_only_that() -> None:
    grey = np.random.default_rng(2).integers(0, 255, (20, 30), dtype=np.uint8)
    assert one_channel(grey) is grey
    three = rgb(Image(pixels=grey))
    assert three.shape == (20, 30, 3)
    assert np.array_equal(one_channel(three), grey)
    for channel in range(3):
        tinted = three.copy()
        tinted[3, 4, channel] ^= 1
        assert one_channel(tinted) is tinted


def test_only_pictures_are_encoded() -> None:
    with pytest.raises(BadArguments):
        encode_png(np.zeros((3, 3), np.float32))
    with pytest.raises(BadArguments):
        data_url(np.zeros((3, 3), np.uint8), "text/html")
