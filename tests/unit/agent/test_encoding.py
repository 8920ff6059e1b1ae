import base64
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from agent.encoding import EncodedImages
from agent.messages import filled, picture, user
from agent.models.profile import Profile, load_profile
from agent.store import ImageStore
from tools.image import Image, Window
from tools.resampling import resized


def image(seed: int) -> Image:
    return Image(pixels=np.random.default_rng(seed).integers(0, 255, (40, 60), np.uint8), modality="CR")


def test_an_image_of_one_size_is_one_string() -> None:
    encoded, film = EncodedImages(), image(0)

    first = encoded.url("a", film, (60, 40))

    assert encoded.url("a", film, (60, 40)) is first
    assert encoded.url("a", film, (30, 20)) != first
    assert encoded.url("b", image(1), (60, 40)) != first


def test_lossless_unless_the_profile_allows_otherwise() -> None:
    store, profile = ImageStore(), load_profile("qwen2.5-vl-7b")
    film = image(0)
    turns = [user("look", [picture(1, store.put(film))])]

    def sent(profile: Profile) -> tuple[str, np.ndarray[Any, Any]]:
        content = filled(turns, store, profile)[0].content
        (url,) = (block["image_url"]["url"] for block in content if isinstance(block, dict) and "image_url" in block)
        head, _, data = url.partition(",")
        read = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_UNCHANGED)
        return head, read

    media, exact = sent(profile)
    assert media == "data:image/png;base64"
    np.testing.assert_array_equal(exact, resized(film.shown(), *exact.shape[::-1]))
    media, near = sent(profile.model_copy(update={"lossy_images": True}))
    assert media == "data:image/jpeg;base64"
    assert near.shape == exact.shape
    assert np.abs(near.astype(int) - exact.astype(int)).max() > 0


def test_a_picture_is_shrunk_as_it_is_shown_by_area_mean() -> None:
    pixels = np.random.default_rng(3).integers(-1000, 3000, (300, 400)).astype(np.int16)
    film = Image(pixels=pixels, window=Window(centre=40, width=400))
    data = EncodedImages().url("a", film, (100, 75)).partition(",")[2]
    read = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_UNCHANGED)
    blocks = film.shown().reshape(75, 4, 100, 4).astype(float).mean(axis=(1, 3))
    assert np.abs(read - blocks).max() <= 0.5


def test_grey_in_three_channels_is_sent_as_one_and_colour_as_three() -> None:
    grey = np.random.default_rng(4).integers(0, 255, (40, 60), np.uint8)
    three = np.repeat(grey[:, :, None], 3, axis=2)
    tinted = three.copy()
    tinted[0, 0, 2] ^= 1
    urls = [EncodedImages().url("a", Image(pixels=one), (60, 40)) for one in (grey, three, tinted)]
    assert urls[0] == urls[1]
    assert urls[2] != urls[0]
    data = base64.b64decode(urls[2].partition(",")[2])
    np.testing.assert_array_equal(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1], tinted)


def test_the_oldest_goes_when_there_is_no_room() -> None:
    room = EncodedImages(max_bytes=6000)
    first = room.url("0", image(0), (60, 40))
    for number in range(1, 5):
        room.url(str(number), image(number), (60, 40))

    assert room.url("0", image(0), (60, 40)) == first
    assert room.url("0", image(0), (60, 40)) is not first


def test_a_long_conversation_renders_each_image_once() -> None:
    store, profile = ImageStore(), load_profile("qwen2.5-vl-7b")
    history = []
    urls: list[list[int]] = []
    for number in range(12):
        ref = store.put(image(number))
        history.append(user(f"image {number + 1}", [picture(number + 1, ref)]))
        blocks = filled(history, store, profile)[0].content
        urls.append(
            [id(block["image_url"]["url"]) for block in blocks if isinstance(block, dict) and "image_url" in block]
        )

    assert all(longer[: len(shorter)] == shorter for shorter, longer in pairwise(urls))
    assert len(set(urls[-1])) == 12
    store.clear()
    assert store.encoded._bytes == 0
