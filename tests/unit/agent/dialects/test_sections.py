"""Tags are found whatever is missing, doubled or crossed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialects.sections import outside, sections


def read(text: str) -> list[tuple[str, str, bool]]:
    return [
        (one.name, text[one.start : one.end], one.closed) for one in sections(text, ("think",), ("tool_call", "answer"))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>a</think><answer>b</answer>", [("think", "a", True), ("answer", "b", True)]),
        ("a</think><answer>b", [("think", "a", True), ("answer", "b", False)]),
        ("<think>a<answer>b</answer>", [("think", "a", False), ("answer", "b", True)]),
        ("<think>try <tool_call>x</tool_call></think>", [("think", "try <tool_call>x</tool_call>", True)]),
        ("<tool_call>x<tool_call>y</tool_call>", [("tool_call", "x", False), ("tool_call", "y", True)]),
        ("<tool_call>x</answer>", [("tool_call", "x", False)]),
        ("<answer><answer>b</answer></answer>", [("answer", "", False), ("answer", "b", True)]),
        ("<Think>a</THINK>", [("think", "a", True)]),
        ("</answer></tool_call> words", []),
        ("<think>a<think>b</think>", [("think", "a", False), ("think", "b", True)]),
    ],
)
def test_sections(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert read(text) == expected


PIECES = st.sampled_from(
    ["<think>", "</think>", "<answer>", "</answer>", "<tool_call>", "</tool_call>", "a", " ", "<", ">"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_sections_are_in_order_and_apart_and_the_rest_keeps_its_place(text: str) -> None:
    found = sections(text, ("think",), ("answer", "tool_call"))
    ends = [0]
    for one in found:
        assert ends[-1] <= one.opened <= one.start <= one.end <= one.ended <= len(text)
        ends.append(one.ended)
    rest = outside(text, found)
    assert len(rest) == len(text)
    assert all(mine in (" ", theirs) for mine, theirs in zip(rest, text, strict=True))
