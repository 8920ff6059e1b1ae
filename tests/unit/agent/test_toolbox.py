"""Nothing of what a model writes reaches a tool unchecked."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.coordinates import WORDS
from agent.dialects import Call, Looked, Reply
from agent.models.profile import Profile, load_profile
from agent.store import ImageStore
from agent.toolbox import Outcome, collect, looked, run_calls, schemas
from tools.image import Image
from tools.region import BoundingBox, Point
from tools.tool import MaxLength

RAN: list[tuple[Any, ...]] = []
STORE = ImageStore()
FILM = Image(pixels=np.zeros((100, 200), np.uint8))
OTHER = Image(pixels=np.ones((100, 200), np.uint8))
REFS = (STORE.put(FILM),)
STORE.put(OTHER)  # Of another case: in the store, but not among this case's images.


def look(image: Image, region: BoundingBox, factor: float = 2.0) -> Image:
    """Keep what arrives.

    Args:
        image: Which.
        region: Where.
        factor: How much.
    """
    RAN.append((image, region, factor))
    return image


def point(image: Image, points: tuple[Point, ...], note: Annotated[str, MaxLength(80)] = "x") -> Image:
    """Keep what arrives.

    Args:
        image: Which.
        points: Where.
        note: Why.
    """
    RAN.append((image, points, note))
    return image


TOOLS = collect((look, point))


def profile(**facts: Any) -> Profile:
    return load_profile("scripted").model_copy(update=facts)


def run(name: str, arguments: Mapping[str, Any], **facts: Any) -> Outcome:
    call = Call(id="1.1", name=name, arguments=arguments)
    RAN.clear()
    (outcome,) = asyncio.run(run_calls([call], TOOLS, REFS, (), STORE, profile(**facts), 20.0))
    return outcome


BOX = [10, 10, 60, 60]
ABUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("look", {"image": "../../etc/passwd", "region": BOX}),
    ("look", {"image": "file:///etc/passwd", "region": BOX}),
    ("look", {"image": "http://169.254.169.254/", "region": BOX}),
    ("look", {"image": OTHER.ref.digest, "region": BOX}),
    ("look", {"image": 2, "region": BOX}),
    ("look", {"image": 0, "region": BOX}),
    ("look", {"image": -1, "region": BOX}),
    ("look", {"image": True, "region": BOX}),
    ("look", {"image": 1.5, "region": BOX}),
    ("look", {"image": [1], "region": BOX}),
    ("look", {"image": 10**400, "region": BOX}),
    ("look", {"image": 1, "region": [0, 0, 0, 0]}),
    ("look", {"image": 1, "region": [5000, 5000, 6000, 6000]}),
    ("look", {"image": 1, "region": [-1e9, -1e9, 1e9, 1e9]}),
    ("look", {"image": 1, "region": [float("nan"), 0, 10, 10]}),
    ("look", {"image": 1, "region": [0, 0, float("inf"), 10]}),
    ("look", {"image": 1, "region": [10**400, 0, 10, 10]}),
    ("look", {"image": 1, "region": ["10", "10", "60", "60"]}),
    ("look", {"image": 1, "region": [10, 10, 60]}),
    ("look", {"image": 1, "region": {"left": 1}}),
    ("look", {"image": 1, "region": BOX, "factor": "1; rm -rf ~"}),
    ("look", {"image": 1, "region": BOX, "command": "id"}),
    ("look", {"image": 1}),
    ("look", {"region": BOX}),
    ("point", {"image": 1, "points": [[10**400, 1]]}),
    ("point", {"image": 1, "points": [[1e9, 1]]}),
    ("point", {"image": 1, "points": [[1, float("nan")]]}),
    ("point", {"image": 1, "points": [[1, 1]] * 1000}),
    ("point", {"image": 1, "points": "1,1"}),
    ("point", {"image": 1, "points": [[1, 1]], "note": "x" * 100_000}),
    ("zoom", {"image": 1, "region": BOX, "factor": 1e6}),
    ("os.system", {"command": "id"}),
    ("__import__", {}),
    ("../look", {"image": 1, "region": BOX}),
)


@pytest.mark.parametrize("coordinates", sorted(WORDS))
@pytest.mark.parametrize(("name", "arguments"), ABUSED, ids=[f"{name}-{at}" for at, (name, _) in enumerate(ABUSED)])
def test_abuse_is_refused_in_every_convention(name: str, arguments: dict[str, Any], coordinates: str) -> None:
    if coordinates == "fraction" and arguments.get("region") == BOX:
        arguments = {**arguments, "region": [0.1, 0.1, 0.6, 0.6]}
    outcome = run(name, arguments, coordinates=coordinates)
    assert outcome.result is None
    assert outcome.error
    assert len(outcome.error) < 700
    assert RAN == []


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just(10**400)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["look", "point", "nothing"]),
    st.dictionaries(
        st.sampled_from(["image", "region", "points", "factor", "note", "x"]), JUNK | st.just(1), max_size=4
    ),
    st.sampled_from(sorted(WORDS)),
)
def test_whatever_arrives_is_an_outcome(name: str, arguments: dict[str, Any], coordinates: str) -> None:
    outcome = run(name, arguments, coordinates=coordinates)
    assert (outcome.result is None) is bool(outcome.error)
    for image, where, _ in RAN:
        assert image.ref == FILM.ref
        if isinstance(where, BoundingBox):
            assert 0 <= where.left < where.right <= 200
            assert 0 <= where.top < where.bottom <= 100


@pytest.mark.parametrize(
    ("coordinates", "region", "at"),
    [
        ("original", [20, 50, 100, 100], [20, 50]),
        ("thousandths", [100, 500, 500, 1000], [100, 500]),
        ("fraction", [0.1, 0.5, 0.5, 1.0], [0.1, 0.5]),
        ("processed", [19.6, 56.0, 98.0, 112.0], [19.6, 56.0]),  # seen at 196 x 112
    ],
)
def test_boxes_and_points_arrive_in_pixels_of_the_original(
    coordinates: str, region: list[float], at: list[float]
) -> None:
    assert run("look", {"image": 1, "region": region}, coordinates=coordinates).error is None
    assert RAN[0][1].as_tuple() == pytest.approx((20, 50, 100, 100))
    assert run("point", {"image": 1, "points": [at]}, coordinates=coordinates).error is None
    assert (RAN[0][1][0].column, RAN[0][1][0].row) == pytest.approx((20, 50))


def test_tools_are_described_in_the_models_own_coordinates() -> None:
    for convention, words in WORDS.items():
        said = str(schemas(TOOLS, convention))
        assert words in said
        assert convention == "original" or f"{WORDS['original']})" not in said


def test_boxes_named_while_thinking_are_kept_where_they_lie_on_an_image() -> None:
    boxes = (
        Looked(box=(500, 500, 100, 0)),
        Looked(box=(5000, 0, 6000, 10)),
        Looked(box=(0, 0, 1000, 1000), image=9),
        Looked(box=(float("nan"), 0, 1, 1)),
    )
    read = Reply(thought="", looked=boxes)
    assert looked(read, REFS, profile(coordinates="thousandths")) == [{"image": 1, "box": [20.0, 0.0, 100.0, 50.0]}]
