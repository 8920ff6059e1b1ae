"""Every provider of outlines that ships keeps the same promises, and so does a model of the user's own."""

import json
from pathlib import Path

import numpy as np
import pytest

import tools.segmentation.providers
from tools import samples
from tools.errors import BadArguments, UnsuitableImage
from tools.image import Image
from tools.library.segment import TARGETS, segment
from tools.reading import read_study
from tools.region import BoundingBox, Point
from tools.samples.fundus import draw_fundus
from tools.samples.skin import draw_lesion
from tools.segmentation.provider import Prompt, Provider, embedded, names
from tools.tool import load

OFFERS = [(one, target) for one in embedded() for target in one.targets]
IDS = [f"{one.name}:{target.name}" for one, target in OFFERS]
rng = np.random.default_rng(6)
CT = rng.normal(-1000, 10, (96, 96)).astype(np.int16)
CT[20:80, 20:80] = rng.normal(40, 10, (60, 60))
IMAGES = {
    "film": read_study(samples.path("chest_normal"), isolated=False).images[0],
    "ct": Image(pixels=CT, unit="[hnsf'U]", modality="CT"),
    "fundus": draw_fundus(seed=0, side=256).image,
    "skin": draw_lesion(seed=0, side=256).image,
    "noise": Image(pixels=rng.integers(0, 255, (40, 60), dtype=np.uint8), modality="US"),
    "flat": Image(pixels=np.full((24, 24, 3), 7, np.uint8)),
    "line": Image(pixels=np.zeros((1, 90), np.uint8)),
}


def test_every_file_of_the_folder_is_a_provider() -> None:
    folder = Path(next(iter(tools.segmentation.providers.__path__)))
    files = tuple(sorted(file.stem for file in folder.glob("*.py") if not file.stem.startswith("_")))
    assert names() == files
    assert [one.name for one in embedded()] == [name.replace("_", "-") for name in files]
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("provider", "target"), OFFERS, ids=IDS)
def test_what_is_known_is_stated(provider: Provider, target: object) -> None:
    one = next(each for each in provider.targets if each is target)
    assert 10 < len(one.limits) < 160
    assert one.limits.endswith(".")
    assert one.images
    assert str(one.accuracy).startswith("not measured") or (one.accuracy.data and one.accuracy.source)
    assert one.name in TARGETS
    assert one.name in load("segment").schema["properties"]["target"]["enum"]
    assert all(3 >= len(code) >= 2 and code.isupper() for code in one.modalities)


def pairs() -> list[tuple[Provider, object, str]]:
    """All targets on all images; of the chest film, which is fitted anew each time, one on each."""
    films = iter(target for one, target in OFFERS if one.name == "chest-film")
    found = [(one, target, kind) for one, target in OFFERS if one.name != "chest-film" for kind in IMAGES]
    chest = next(one for one in embedded() if one.name == "chest-film")
    return found + [(chest, target, kind) for target, kind in zip(films, ("film", "noise", "line", "ct"), strict=False)]


@pytest.mark.parametrize(("provider", "target", "kind"), pairs())
def test_any_image_is_outlined_or_refused(provider: Provider, target: object, kind: str) -> None:
    one = next(each for each in provider.targets if each is target)
    image = IMAGES[kind]
    middle = Point(column=image.width / 2, row=image.height / 2)
    box = BoundingBox(left=0.25 * image.width, top=0, right=0.75 * image.width, bottom=image.height)
    for prompt in (Prompt(), Prompt(points=(middle,)), Prompt(region=box)) if one.prompt != "none" else (Prompt(),):
        if one.prompt == "required" and prompt.is_empty:
            continue
        try:
            found = provider.outline(image, one, prompt)
        except (UnsuitableImage, BadArguments) as error:
            assert 20 < len(str(error)) < 500
            continue
        assert found.mask.pixels.shape == (image.height, image.width)
        assert found.mask.pixels.dtype == np.bool_
        assert 0 <= found.quality <= 1
        assert found.target == one.name
        again = provider.outline(image, one, prompt)
        assert np.array_equal(found.mask.pixels, again.mask.pixels)


def test_the_result_says_who_how_well_and_where_not() -> None:
    result = segment(IMAGES["film"], "lungs").as_result()
    assert result.values["provider"] == "chest-film"
    assert result.values["accuracy"]
    assert result.values["limits"]
    assert "By chest-film; accuracy: " in result.text
    assert len(result.text) < 500
    json.dumps(result.values)


def test_a_provider_can_be_asked_by_name() -> None:
    assert segment(IMAGES["ct"], "body").provider == "ct"
    assert segment(IMAGES["ct"], "body", provider="brightness").provider == "brightness"
    assert segment(IMAGES["noise"], "body").provider == "brightness"
    with pytest.raises(BadArguments, match="no target 'lungs' of the provider 'ct'"):
        segment(IMAGES["ct"], "lungs", provider="ct")


def test_points_that_are_not_used_are_said_to_be() -> None:
    found = segment(IMAGES["film"], "lungs", points=(Point(column=5, row=5),))
    assert found.warnings[0] == "region and points are not used for lungs."
