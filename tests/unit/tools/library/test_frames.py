import numpy as np
import pytest

from tools.cine import Cine
from tools.errors import BadArguments
from tools.image import Image
from tools.isolation.running import run_isolated
from tools.library.frames import frames
from tools.study import Instance, Series, Study
from tools.tool import load
from tools.volumes import Volumes

IMAGES = tuple(Image(pixels=np.full((6, 8), value, np.uint8)) for value in range(10))
TIMED = Cine(frames=IMAGES, times=tuple(value / 5 for value in range(10)))


def values(images: tuple[Image, ...]) -> list[int]:
    return [int(one.pixels[0, 0]) for one in images]


def test_frames_by_time_number_and_evenly() -> None:
    assert values(frames(TIMED, times=(0.0, 0.39, 0.4, 1.8)).images) == [0, 1, 2, 9]
    assert values(frames(TIMED, numbers=(10, 1, 10)).images) == [9, 0]
    assert values(frames(TIMED, count=5).images) == [1, 3, 5, 7, 9]
    assert values(frames(Cine(frames=IMAGES[:2]), count=8).images) == [0, 1]
    result = frames(TIMED, times=(0.5,))
    assert result.text == "frames: number 3 at 0.40 s of 10."
    assert result.values == {"frames": [{"number": 3, "time_s": 0.4}]}
    origin = result.images[0].origin
    assert origin is not None
    assert origin.parent == IMAGES[2].ref


@pytest.mark.parametrize(
    ("cine", "arguments", "message"),
    [
        (TIMED, {"times": [9.0]}, "from 0 to 1.80 s"),
        (TIMED, {"times": [-1]}, "from 0 to"),
        (TIMED, {"times": [0], "numbers": [1]}, "not both"),
        (TIMED, {"numbers": [11]}, "from 1 to 10"),
        (TIMED, {"times": ["a"]}, "must be a number"),
        (Cine(frames=IMAGES), {"times": [1]}, "not stated"),
    ],
)
def test_frames_that_do_not_exist_are_refused(cine: Cine, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(BadArguments, match=message):
        load("frames").run({"cine": 1, **arguments}, IMAGES, cines=lambda _: cine)
    with pytest.raises(BadArguments, match="no series here"):
        load("frames").run({"cine": 1}, IMAGES)


def test_the_series_is_found_by_any_of_its_images_also_for_a_child() -> None:
    instance = Instance(frames=IMAGES, digest="0" * 64, times=TIMED.times)
    study = Study(series=(Series(instances=(instance,), modality="US"),))
    volumes = Volumes(lambda: [study])
    assert volumes.cine(IMAGES[3], lambda _: None) == TIMED
    apart = run_isolated(
        load("frames"),
        {"cine": 4, "times": [1.0]},
        dict(enumerate(IMAGES, start=1)),
        seconds=60,
        cines=lambda number: volumes.cine(IMAGES[number - 1], lambda _: None),
    )
    assert values(apart.images) == [5]


def test_a_cine_is_valid_or_does_not_exist() -> None:
    with pytest.raises(BadArguments, match="at least one"):
        Cine(frames=())
    with pytest.raises(BadArguments, match="a time for each"):
        Cine(frames=IMAGES, times=(0.0,))
