from itertools import pairwise

import numpy as np

from agent.encoding import EncodedImages
from agent.messages import filled, picture, user
from agent.models.profile import load_profile
from agent.store import ImageStore
from tools.image import Image


def image(seed: int) -> Image:
    return Image(pixels=np.random.default_rng(seed).integers(0, 255, (40, 60), np.uint8), modality="CR")


def test_an_image_of_one_size_is_one_string() -> None:
    encoded, film = EncodedImages(), image(0)

    first = encoded.url("a", film, (60, 40))

    assert encoded.url("a", film, (60, 40)) is first
    assert encoded.url("a", film, (30, 20)) != first
    assert encoded.url("b", image(1), (60, 40)) != first


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
