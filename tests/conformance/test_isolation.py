"""Whatever reading gives and tools take or give can travel between processes: no type was forgotten."""

import dataclasses
import typing
from typing import Any

import pytest

from tools.isolation.codec import reader_of
from tools.reading.content import Content
from tools.result import ToolResult
from tools.tool import load, names


def travels(expected: Any, seen: set[Any]) -> None:
    if expected in seen:
        return
    seen.add(expected)
    reader_of(expected)  # raises for a type that it does not know
    if dataclasses.is_dataclass(expected) or hasattr(expected, "_fields"):
        for hint in typing.get_type_hints(expected, include_extras=True).values():
            travels(hint, seen)


def test_what_a_file_holds_travels() -> None:
    seen: set[Any] = set()
    travels(Content, seen)
    for member in typing.get_args(Content):
        travels(member, seen)
    assert len(seen) > 20


def test_what_a_tool_gives_travels() -> None:
    seen: set[Any] = set()
    travels(ToolResult, seen)
    assert len(seen) > 5


@pytest.mark.parametrize("name", names())
def test_what_a_tool_takes_travels(name: str) -> None:
    hints = typing.get_type_hints(load(name).function, include_extras=True)
    for parameter in load(name).parameters:
        travels(hints[parameter.name], set())
