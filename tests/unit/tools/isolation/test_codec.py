import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import orjson
import pytest
from numpy.typing import NDArray

from tools.image import Image, ImageRef, Origin, Spacing, Window
from tools.isolation.codec import Malformed, decode, encode, padded
from tools.region import BoundingBox
from tools.result import ToolResult

IMAGE = Image(
    pixels=np.arange(12, dtype=np.int16).reshape(3, 4),
    spacing=Spacing(row=0.5, column=0.25, source="PixelSpacing"),
    window=Window(centre=40.0, width=400.0),
    unit="[hnsf'U]",
    modality="CT",
    facts={"Modality": "CT"},
    notes=("odd",),
    origin=Origin(
        parent=ImageRef(digest="a" * 32, width=9, height=9),
        operation="crop",
        box=BoundingBox(left=0.0, top=0.0, right=4.0, bottom=3.0),
    ),
)


class Pair(NamedTuple):
    left: int
    right: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    name: str
    below: tuple["Tree", ...] = ()


def laid_out(arrays: list[NDArray[Any]]) -> memoryview:
    data = b"".join(one.tobytes().ljust(padded(one.nbytes), b"\0") for one in arrays)
    return memoryview(data)


def there_and_back(expected: Any, value: Any) -> Any:
    arrays: list[NDArray[Any]] = []
    sent = orjson.loads(orjson.dumps(encode(value, arrays)))
    return decode(expected, sent, laid_out(arrays))


def same(one: Image, other: Image) -> bool:
    return one.ref == other.ref and one.notes == other.notes and one.facts == other.facts


def test_an_image_comes_back_whole() -> None:
    assert same(there_and_back(Image, IMAGE), IMAGE)
    assert there_and_back(Image, IMAGE).origin == IMAGE.origin


def test_images_of_a_result_keep_their_own_pixels() -> None:
    rng = np.random.default_rng(3)
    images = tuple(Image(pixels=rng.integers(0, 255, (7, width, 3), dtype=np.uint8)) for width in (1, 5, 33))
    back = there_and_back(ToolResult, ToolResult(text="seen", images=images, values={"a": [1, {"b": None}]}))
    assert all(same(one, other) for one, other in zip(back.images, images, strict=True))
    assert back.values == {"a": [1, {"b": None}]}


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (int, 5),
        (float, 5.5),
        (float, math.inf),
        (bool, True),
        (str, "é\n"),
        (type(None), None),
        (int | None, None),
        (Literal["a", "b"], "b"),
        (tuple[int, ...], (1, 2, 3)),
        (tuple[int, str], (1, "x")),
        (list[float], [0.5]),
        (Mapping[str, float], {"x": 1.0}),
        (Pair, Pair(1, None)),
        (Pair | Spacing, Spacing(row=1, column=2, source="caller")),
        (Tree, Tree(name="a", below=(Tree(name="b"), Tree(name="c")))),
        (Any, {"a": [1, "x", None, True]}),
    ],
)
def test_values_come_back(expected: Any, value: Any) -> None:
    assert there_and_back(expected, value) == value


@pytest.mark.parametrize("kind", ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
def test_arrays_come_back(kind: str) -> None:
    array = np.arange(24).reshape(2, 3, 4).astype(kind)
    for one in (array, array[:, ::2], array.T, array[:0], array.astype(array.dtype.newbyteorder(">"))):
        back = there_and_back(NDArray[Any], one)
        np.testing.assert_array_equal(back, one)
        assert back.dtype == array.dtype


def test_numbers_of_numpy_become_plain_ones() -> None:
    assert encode({"a": np.float32(0.5), "b": np.int64(3), "c": np.bool_(True)}, []) == {"a": 0.5, "b": 3, "c": True}


def test_a_number_that_is_none_comes_back() -> None:
    assert math.isnan(there_and_back(float, math.nan))


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", np.array([object()]), np.array(["text"]), 1j])
def test_what_is_no_data_is_not_sent(value: Any) -> None:
    with pytest.raises(TypeError):
        encode(value, [])


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (int, "5"),
        (int, True),
        (int, 5.0),
        (float, "nan"),
        (float, {"$number": "1; import os"}),
        (bool, 1),
        (str, None),
        (type(None), 0),
        (Literal["a"], "b"),
        (Literal["a"], ["a"]),
        (tuple[int, ...], 5),
        (tuple[int, str], [1]),
        (Mapping[str, float], []),
        (Mapping[str, float], {"a": "b"}),
        (Pair, {"left": 1, "right": 2}),
        (Pair, {"$": "Pair", "left": 1}),
        (Pair, {"$": "Pair", "left": 1, "right": 2.0, "more": 3}),
        (Pair, {"$": "Popen", "left": 1, "right": 2.0}),
        (Pair | Spacing, {"$": ["Pair"]}),
        (Spacing, {"$": "Spacing", "row": -1, "column": 1, "source": "caller"}),
        (Spacing, {"$": "Spacing", "row": 1, "column": 1, "source": "elsewhere"}),
    ],
)
def test_what_does_not_fit_is_refused(expected: Any, value: Any) -> None:
    with pytest.raises(Malformed):
        decode(expected, value, memoryview(b""))


@pytest.mark.parametrize(
    "value",
    [
        {"$array": "|O", "shape": [1], "at": 0},
        {"$array": "<u2", "shape": [65], "at": 0},
        {"$array": "<u2", "shape": [2**62, 4], "at": 0},
        {"$array": "<u2", "shape": [-1], "at": 0},
        {"$array": "<u2", "shape": [True], "at": 0},
        {"$array": "<u2", "shape": [1], "at": -64},
        {"$array": "<u2", "shape": [1], "at": 1},
        {"$array": "<u2", "shape": [1], "at": 128},
        {"$array": "<u2", "shape": [1] * 40, "at": 0},
        {"$array": "|b1", "shape": [128], "at": 0},
        {"$array": "<u2", "shape": 1, "at": 0},
        {"$array": "<u2", "shape": [1]},
        [1, 2],
    ],
)
def test_an_array_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        decode(NDArray[Any], value, memoryview(bytes(range(128))))


def test_depth_has_an_end() -> None:
    value: Any = 1
    for _ in range(100):
        value = [value]
    with pytest.raises(Malformed):
        decode(Any, value, memoryview(b""))


def test_a_type_that_cannot_travel_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        decode(set[int], [1], memoryview(b""))
