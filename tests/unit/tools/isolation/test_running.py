import os
from typing import Any

import numpy as np
import pytest

from tools import samples
from tools.errors import BadArguments, RegionOutOfBounds, ToolStopped
from tools.image import Image, Spacing, Window
from tools.isolation import running
from tools.isolation.pool import Pool
from tools.isolation.process import Child, ChildDied, ChildFault, ChildOutOfMemory
from tools.isolation.running import is_of_library, run_isolated
from tools.reading import read_study
from tools.result import ToolResult
from tools.tool import Tool, load, names

FILM = read_study(samples.path("chest_pneumonia"), isolated=False).images[0]
RAMP = Image(
    pixels=np.arange(400 * 300, dtype=np.int32).reshape(300, 400).astype(np.int16),
    spacing=Spacing(row=0.5, column=0.25, source="PixelSpacing"),
    window=Window(centre=100, width=900),
    modality="CT",
)

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("crop", {"image": 1, "region": [10, 20, 110, 90]}),
    ("zoom", {"image": 2, "region": [5, 5, 60, 70], "factor": 3}),
    ("window", {"image": 2, "centre": 40, "width": 300}),
    ("enhance", {"image": 1, "method": "equalise"}),
    ("segment", {"image": 1, "target": "lungs"}),
    ("survey", {"image": 1}),
]


def plain(result: ToolResult) -> tuple[Any, ...]:
    images = tuple((one.ref, one.notes, dict(one.facts)) for one in result.images)
    return (result.text, images, result.findings, result.measurements, result.values, result.warnings)


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_a_tool_gives_the_same_in_a_child(name: str, arguments: dict[str, Any]) -> None:
    images = {1: FILM, 2: RAMP}
    here = load(name).run(arguments, images)
    apart = run_isolated(load(name), arguments, images, seconds=60)
    assert plain(apart) == plain(here)


def test_new_pixels_are_those_of_the_tool() -> None:
    arguments = {"image": 1, "region": [10, 20, 110, 90]}
    here = load("crop").run(arguments, {1: FILM}).images[0]
    apart = run_isolated(load("crop"), arguments, {1: FILM}, seconds=60).images[0]
    np.testing.assert_array_equal(here.pixels, apart.pixels)


def test_what_was_put_right_is_told() -> None:
    arguments = {"image": 1, "region": [-20, 20, 110, 90]}
    here = load("crop").run(arguments, {1: FILM})
    assert here.warnings
    assert run_isolated(load("crop"), arguments, {1: FILM}, seconds=60).warnings == here.warnings


def test_bad_arguments_never_reach_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Child, "ask", None)
    with pytest.raises(BadArguments):
        run_isolated(load("crop"), {"image": 1, "region": "all"}, {1: FILM}, seconds=60)
    with pytest.raises(RegionOutOfBounds):
        run_isolated(load("crop"), {"image": 1, "region": [9000, 9000, 9100, 9100]}, {1: FILM}, seconds=60)


def test_a_tool_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ToolStopped, match=r"took longer than 0\.001 s"):
        run_isolated(load("segment"), {"image": 1, "target": "lungs"}, {1: FILM}, seconds=0.001)


@pytest.mark.parametrize("failure", [ChildDied, ChildOutOfMemory])
def test_what_ends_a_child_is_told_to_the_model(failure: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Child, *_: Any) -> Any:
        raise failure("why")

    monkeypatch.setattr(Child, "ask", failing)
    with pytest.raises(ToolStopped, match="crop"):
        run_isolated(load("crop"), {"image": 1, "region": [0, 0, 9, 9]}, {1: FILM}, seconds=60)


def test_a_fault_of_a_tool_is_not_told_to_the_model_but_raised() -> None:
    """The child is asked for a value that the function cannot take, as only a fault of ours would."""
    images = {1: FILM}
    tool = load("crop")
    odd = Tool(
        name="crop",
        description="",
        schema={},
        parameters=(),
        function=tool.function,
    )
    with pytest.raises(ChildFault, match="TypeError at "):
        run_isolated(odd, {}, images, seconds=60)


def test_memory_of_a_call_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = {"image": 1, "region": [0, 0, 900, 900], "factor": 4}
    pool = Pool(most=1)
    try:
        run_isolated(load("zoom"), arguments, {1: FILM}, seconds=60, pool=pool)  # loads what the tool needs
        monkeypatch.setattr(running, "TOOL_BYTES", 1024**2)
        with pytest.raises(ToolStopped, match="memory"):
            run_isolated(load("zoom"), arguments, {1: FILM}, seconds=60, pool=pool)
    finally:
        pool.close()


def test_no_descriptor_is_left_open() -> None:
    run_isolated(load("crop"), {"image": 1, "region": [0, 0, 9, 9]}, {1: FILM}, seconds=60)
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208
    for _ in range(5):
        run_isolated(load("crop"), {"image": 1, "region": [0, 0, 9, 9]}, {1: FILM}, seconds=60)
        with pytest.raises(ToolStopped):
            run_isolated(load("segment"), {"image": 1, "target": "lungs"}, {1: FILM}, seconds=0.0)
    assert len(os.listdir("/dev/fd")) <= before + 1  # noqa: PTH208


def test_a_function_of_somebody_is_not_of_the_library() -> None:
    def brighten(image: Image) -> Image:
        """Brighten.

        Args:
            image: Any.
        """
        return image

    assert all(is_of_library(load(name)) for name in names())
    assert not is_of_library(Tool.of(brighten))
    assert not is_of_library(Tool.of(load("crop").function))
