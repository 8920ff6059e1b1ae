"""Every tool of the library keeps the same promises."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tools.library
from tools import BadArguments, Image, ToolResult
from tools.cine import Cine
from tools.tool import Tool, load, names
from tools.volume import Volume

NAMES = names()
TYPES = {"integer", "number", "string", "boolean", "array", "object"}

rng = np.random.default_rng(3)
IMAGES = (
    Image(pixels=rng.integers(0, 255, (72, 96), dtype=np.uint8)),
    Image(pixels=rng.integers(-1000, 1500, (64, 80)).astype(np.int16), unit="[hnsf'U]", modality="CT"),
    Image(pixels=rng.integers(0, 255, (40, 30, 3), dtype=np.uint8)),
    Image(pixels=np.zeros((1, 200), np.uint8)),
)

VOLUME = Volume(voxels=rng.integers(-1000, 1500, (9, 7, 8)).astype(np.int16), affine=np.diag([3.0, 1.0, 1.0, 1.0]))
CINE = Cine(frames=IMAGES, times=(0.0, 0.5, 1.0, 1.5))
SERIES = (lambda _number: VOLUME, lambda _number: CINE)
"""What finds the volume and the frames that an image belongs to."""

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-3, 120),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=20),
    st.just(10**400),
)
boxes = st.lists(st.integers(-20, 120), min_size=4, max_size=4)
points = st.lists(st.lists(st.integers(-5, 110), min_size=2, max_size=2), max_size=6)
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_every_file_of_the_folder_is_a_tool() -> None:
    folder = Path(next(iter(tools.library.__path__)))
    assert tuple(sorted(file.stem for file in folder.glob("*.py") if not file.stem.startswith("_"))) == NAMES
    assert {"zoom", "crop", "window", "segment", "measure", "compare", "survey", "search_guidelines"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_name_and_description(name: str) -> None:
    tool = load(name)
    assert isinstance(tool, Tool)
    assert tool.name == name
    assert tool.function.__name__ == name
    first = tool.description.splitlines()[0]
    assert first.endswith(".")
    assert len(first) > 20
    assert tool.runs_in in ("act", "retrieve")


@pytest.mark.parametrize("name", NAMES)
def test_schema_has_the_shape_of_json_schema(name: str) -> None:
    tool = load(name)
    schema = tool.schema
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= set(schema["properties"])
    for argument, one in schema["properties"].items():
        assert one["type"] in TYPES
        assert one["description"], argument
        if one["type"] == "string":
            assert "enum" in one or one["maxLength"] <= 20_000
        if one["type"] in ("number", "integer") and "maximum" in one:
            assert one["minimum"] < one["maximum"]
        if one["type"] == "array":
            assert one["minItems"] <= one["maxItems"] <= 64


def likely(argument: str, schema: dict[str, object]) -> st.SearchStrategy[object]:
    """Junk, and often enough something of the right kind, so that the function itself is reached."""
    choices = schema.get("enum")
    if isinstance(choices, list):
        return st.sampled_from(choices) | junk
    right: dict[str, st.SearchStrategy[object]] = {
        "image": st.integers(1, len(IMAGES)),
        "first": st.integers(1, len(IMAGES)),
        "second": st.integers(1, len(IMAGES)),
        "region": boxes,
        "points": points,
        "volume": st.integers(1, len(IMAGES)),
        "cine": st.integers(1, len(IMAGES)),
        "prior": st.integers(1, len(IMAGES)),
        "index": st.integers(0, 10),
        "position": st.floats(-5, 30),
        "slices": st.lists(st.integers(0, 10), max_size=5),
        "numbers": st.lists(st.integers(0, 5), max_size=5),
        "times": st.lists(st.floats(-1, 3), max_size=5),
    }
    return st.one_of(right[argument], right[argument], junk) if argument in right else scalars | junk


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_junk_arguments_raise_bad_arguments_or_work(name: str, data: st.DataObject) -> None:
    tool = load(name)
    properties = tool.schema["properties"]
    arguments = {key: data.draw(likely(key, one), label=key) for key, one in properties.items()}
    for key in data.draw(st.sets(st.sampled_from(sorted(properties)), max_size=2), label="left out"):
        del arguments[key]
    try:
        values, _ = tool.bind(arguments, IMAGES, *SERIES)
        if tool.runs_in == "act":
            assert isinstance(tool.run(arguments, IMAGES, *SERIES), ToolResult)
        assert set(values) <= set(arguments)
    except BadArguments as error:
        assert 10 < len(str(error)) < 1000


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("arguments", [[], "text", None, 3, {"no-such-argument": 1}, {1: 2}, {"": ""}])
def test_what_is_no_object_of_its_arguments_is_refused(name: str, arguments: object) -> None:
    with pytest.raises(BadArguments):
        load(name).bind(arguments, IMAGES)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_missing_arguments_are_named(name: str) -> None:
    tool = load(name)
    if tool.schema["required"]:
        with pytest.raises(BadArguments, match=tool.schema["required"][0]):
            tool.bind({}, IMAGES)
