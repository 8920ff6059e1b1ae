import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.models.wire import encode, to_wire

PNG = "data:image/png;base64,AAAA"


def test_roles_and_blocks_have_one_form() -> None:
    wire = to_wire(
        [
            SystemMessage("You assist."),
            HumanMessage(
                [
                    "plain",
                    {"text": "told", "type": "text", "id": "7"},
                    {"type": "image_url", "image_url": {"detail": "high", "url": PNG}},
                    {"type": "image_url", "image_url": PNG},
                    {"type": "image", "base64": "AAAA", "mime_type": "image/png", "id": "8"},
                ]
            ),
            AIMessage("Seen.", id="run-1", response_metadata={"model_name": "m"}),
        ]
    )

    picture = {"type": "image_url", "image_url": {"url": PNG}}
    texts = [{"type": "text", "text": "plain"}, {"type": "text", "text": "told"}]
    assert wire == [
        {"role": "system", "content": "You assist."},
        {"role": "user", "content": [*texts, picture, picture, picture]},
        {"role": "assistant", "content": "Seen."},
    ]
    assert [list(message) for message in wire] == [["role", "content"]] * 3


@pytest.mark.parametrize(
    "message",
    [
        ToolMessage("3 mm", tool_call_id="1"),
        HumanMessage([{"type": "image_url", "image_url": {"url": "https://example.org/scan.png"}}]),
        HumanMessage([{"type": "image_url", "image_url": {"url": "data:image/svg+xml;base64,AAAA"}}]),
        HumanMessage([{"type": "image_ref", "number": 1}]),
    ],
)
def test_what_the_protocol_has_no_word_for_is_refused(message: BaseMessage) -> None:
    with pytest.raises(TypeError):
        to_wire([message])


@given(st.lists(st.text(), min_size=1), st.text())
def test_a_longer_history_begins_with_the_bytes_of_the_shorter(texts: list[str], further: str) -> None:
    history = [HumanMessage(text) if turn % 2 == 0 else AIMessage(text) for turn, text in enumerate(texts)]
    shorter, longer = (
        encode({"messages": to_wire(history)}),
        encode({"messages": to_wire([*history, AIMessage(further)])}),
    )

    assert longer.startswith(shorter.removesuffix(b"]}"))
    assert json.loads(shorter)["messages"] == to_wire(history)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        encode({"temperature": float("nan")})
