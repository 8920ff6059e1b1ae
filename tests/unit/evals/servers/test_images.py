import base64
import io

import pytest
from PIL import Image

from evals.servers.images import BadRequest, ImageCache, Picture


def url(shade: int = 90) -> str:
    stream = io.BytesIO()
    Image.new("L", (5, 3), shade).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def test_a_name_stands_for_a_picture_that_was_seen() -> None:
    images = ImageCache()

    assert images.look(0, url(), "a") == ("a", Picture("PNG", 5, 3))
    assert images.look(1, None, "a") == ("a", Picture("PNG", 5, 3))
    assert (images.queries, images.hits) == (2, 1)


@pytest.mark.parametrize(("index", "uuid"), [(0, "a"), (3, None)])
def test_a_name_that_is_not_kept_is_a_miss_in_the_servers_own_words(index: int, uuid: str | None) -> None:
    with pytest.raises(BadRequest) as caught:
        ImageCache().look(index, None, uuid)

    assert str(caught.value) == f"Cache miss for image at index {index} but data is not provided."


def test_the_same_content_without_a_name_is_known_again() -> None:
    images = ImageCache()
    first, again, other = images.look(0, url(), None), images.look(0, url(), None), images.look(0, url(3), None)

    assert first == again != other
    assert images.hits == 1


def test_the_oldest_goes_first_and_everything_can_be_dropped() -> None:
    images = ImageCache(limit=2)
    for name in "ab":
        images.look(0, url(), name)
    images.look(0, None, "a")
    images.look(0, url(), "c")

    assert len(images) == 2
    images.look(0, None, "a")
    with pytest.raises(BadRequest, match="Cache miss"):
        images.look(0, None, "b")
    images.drop_images()
    with pytest.raises(BadRequest, match="Cache miss"):
        images.look(0, None, "a")


def test_undecoded_data_is_taken_as_it_is() -> None:
    images = ImageCache(decode=False)

    assert images.look(0, "data:image/jpeg;base64,xxxx", None)[1] == Picture("JPEG", 0, 0)
    with pytest.raises(BadRequest, match="data URL"):
        images.look(0, "https://example.org/a.png", None)
