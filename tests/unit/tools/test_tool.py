"""Functions become tools, and a model's JSON becomes typed arguments."""

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
import pytest

from tools import BadArguments, BoundingBox, Image, Point, RegionOutOfBounds, ToolResult, UnknownTool
from tools.tool import MaxLength, Range, Scalars, Tool, load, names

SMALL = Image(pixels=np.zeros((50, 100), np.uint8))
LARGE = Image(pixels=np.zeros((500, 1000), np.uint8))


def everything(  # noqa: PLR0917
    image: Image,
    region: BoundingBox,
    mode: Literal["one", "two"],
    factor: Annotated[float, Range(1, 8)] = 2.0,
    count: Annotated[int, Range(1, 9)] | None = None,
    text: Annotated[str, MaxLength(10)] = "x",
    flag: bool = False,
    points: Annotated[tuple[Point, ...], Range(1, 3)] | None = None,
    inputs: Scalars | None = None,
) -> ToolResult:
    """Take one argument of every kind.

    Args:
        image: An image.
        region: A box
            on two lines.
        mode: A choice.
        factor: A number.
        count: A whole number.
        text: A text.
        flag: A flag.
        points: Points.
        inputs: Named values.

    Returns:
        What was given.
    """
    given = {"factor": factor, "count": count, "text": text, "flag": flag, "mode": mode}
    return ToolResult(text=str(region.as_tuple()), values={**given, "points": points, "inputs": inputs})


TOOL = Tool.of(everything)
GOOD = {"image": 1, "region": [1, 2, 30, 40], "mode": "one"}


def test_schema() -> None:
    properties = TOOL.schema["properties"]
    assert TOOL.schema["required"] == ["image", "region", "mode"]
    assert properties["image"]["type"] == "integer"
    assert properties["image"]["minimum"] == 1
    assert (properties["region"]["minItems"], properties["region"]["maxItems"]) == (4, 4)
    assert properties["region"]["description"].startswith("A box on two lines.")
    assert properties["mode"]["enum"] == ["one", "two"]
    assert (properties["factor"]["minimum"], properties["factor"]["maximum"]) == (1, 8)
    assert properties["count"]["type"] == "integer"
    assert properties["text"]["maxLength"] == 10
    assert properties["flag"] == {"type": "boolean", "description": "A flag."}
    assert (properties["points"]["minItems"], properties["points"]["maxItems"]) == (1, 3)
    assert TOOL.description.startswith("Take one argument of every kind.\n- image: An image.")


def test_typed_values_reach_the_function() -> None:
    result = TOOL.run({**GOOD, "count": 3.0, "points": [[1, 2]], "inputs": {"age": 70, "male": True}}, [SMALL])
    assert result.text == "(1.0, 2.0, 30.0, 40.0)"
    assert result.values["count"] == 3
    assert result.values["points"] == (Point(column=1, row=2),)
    assert result.values["inputs"] == {"age": 70.0, "male": True}
    assert result.warnings == ()


def test_null_means_not_given() -> None:
    assert TOOL.run({**GOOD, "factor": None}, [SMALL]).values["factor"] == 2.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": 2}, "Images: 1"),
        ({"image": True}, "got true"),
        ({"image": "1"}, "must be a number"),
        ({"region": [1, 2, 3]}, "left, top, right, bottom"),
        ({"region": [1, 2, 3, "4"]}, "must be a number"),
        ({"region": [1, 2, 3, float("nan")]}, "finite"),
        ({"region": [1, 2, 3, 10**6000]}, "huge integer"),
        ({"region": [0.1, 0.1, 0.5, 0.5]}, "not fractions"),
        ({"region": [[1, 2], [3, 4], 5, 6]}, "got a list of 2 values"),
        ({"region": {"left": 1}}, "an object of 1 entries"),
        ({"mode": "tow"}, "Did you mean 'two'"),
        ({"factor": 9}, "from 1 to 8"),
        ({"factor": False}, "got false"),
        ({"count": 2.5}, "whole number"),
        ({"text": "x" * 11}, "at most 10"),
        ({"text": " "}, "not empty"),
        ({"flag": 1}, "true or false"),
        ({"points": []}, "1 to 3 points"),
        ({"points": [[500, 2]]}, "outside the image"),
        ({"inputs": {"a": [1]}}, "must be a number"),
        ({"inputs": {str(key): 1 for key in range(65)}}, "at most 64"),
        ({"factr": 3}, "Did you mean 'factor'"),
        ({"mode": None}, "needs mode"),
    ],
)
def test_bad_arguments_say_what_to_do(change: Mapping[str, object], message: str) -> None:
    with pytest.raises(BadArguments, match=message):
        TOOL.run({**GOOD, **change}, [SMALL])


def test_a_slight_overhang_is_cut_and_said() -> None:
    result = TOOL.run({**GOOD, "region": [60, 10, 110, 40]}, [SMALL])
    assert result.text == "(60.0, 10.0, 100.0, 40.0)"
    assert "cut to the image" in result.warnings[0]


def test_inverted_corners_are_ordered_and_said() -> None:
    result = TOOL.run({**GOOD, "region": [30, 40, 1, 2]}, [SMALL])
    assert result.text == "(1.0, 2.0, 30.0, 40.0)"
    assert "put in order" in result.warnings[0]


@pytest.mark.parametrize("region", [[200, 200, 300, 300], [90, 10, 900, 400], [-50, 0, -1, 20]])
def test_a_box_for_another_image_is_refused(region: list[int]) -> None:
    with pytest.raises(RegionOutOfBounds, match="100 x 50"):
        TOOL.run({**GOOD, "region": region}, [SMALL])


def test_boxes_are_on_the_image_that_was_named() -> None:
    region = [200, 200, 300, 300]
    assert TOOL.run({**GOOD, "image": 7, "region": region}, {3: SMALL, 7: LARGE}).text == "(200.0, 200.0, 300.0, 300.0)"


def test_unknown_tools_are_named_with_the_nearest() -> None:
    with pytest.raises(UnknownTool, match="Did you mean 'zoom'"):
        load("zom")
    for name in ("", "../errors", "tools.errors", "__init__", "x" * 500):
        with pytest.raises(UnknownTool):
            load(name)
    assert load("zoom").name == "zoom"
    assert list(names()) == sorted(names())


def test_a_tool_needs_types_and_descriptions() -> None:
    def undescribed(image: Image) -> Image:
        """Do something."""
        return image

    def untyped(value: complex) -> Image:
        """Do something.

        Args:
            value: A number that JSON does not know.
        """
        raise AssertionError(value)

    def silent(image: Image) -> Image:
        return image

    for function in (undescribed, untyped, silent):
        with pytest.raises(BadArguments):
            Tool.of(function)


def test_a_return_that_is_no_result_is_a_bug() -> None:
    def odd(image: Image) -> int:
        """Return a number.

        Args:
            image: An image.
        """
        return image.width

    with pytest.raises(TypeError):
        Tool.of(odd).run({"image": 1}, [SMALL])


def test_search_is_bound_here_and_run_elsewhere() -> None:
    tool = load("search_guidelines")
    assert tool.runs_in == "retrieve"
    values, _ = tool.bind({"query": "  severe \n pneumonia ", "k": 3})
    assert tool.function(**values).text == "severe pneumonia"
    with pytest.raises(TypeError):
        tool.run({"query": "severe pneumonia"})
