import json
from typing import Any

import pytest

from agent.errors import MalformedReply
from agent.models.completion import read_completion, read_piece


def completion(**changes: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": "No effusion"}, "finish_reason": "stop"}
    return json.dumps({"model": "m", "choices": [choice | changes]}).encode()


def entries(*logprobs: float) -> dict[str, Any]:
    return {"content": [{"token": "No", "logprob": value, "bytes": [78, 111]} for value in logprobs]}


def test_a_completion_keeps_what_decides() -> None:
    message = read_completion(completion(finish_reason="length", logprobs=entries(-0.25)))

    assert message.content == "No effusion"
    assert message.response_metadata == {
        "model_name": "m",
        "finish_reason": "length",
        "logprobs": {"content": [{"token": "No", "logprob": -0.25, "top_logprobs": []}]},
    }
    assert message.usage_metadata is None


def test_reasoning_that_a_server_parsed_apart_is_kept_apart() -> None:
    message = read_completion(completion(message={"content": None, "reasoning_content": "First …"}))

    assert message.content == ""
    assert message.additional_kwargs == {"reasoning_content": "First …"}


def test_rounding_above_one_is_one_and_more_is_a_fault() -> None:
    rounded = read_completion(completion(logprobs=entries(1e-6)))
    assert rounded.response_metadata["logprobs"]["content"][0]["logprob"] == 0.0
    for impossible in (0.5, float("nan"), float("-inf")):
        with pytest.raises(MalformedReply):
            read_completion(completion(logprobs=entries(impossible)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>sign in</html>",
        b'{"choices": []}',
        b'{"error": {"message": "x"}}',
        completion()[:-9],
        completion(finish_reason=None),
        completion(message={"content": None}),
        completion(message={"content": 7}),
        b"[" * 5000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_whole_completion_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedReply):
        read_completion(body)


def test_a_refusal_repeats_nothing_of_the_reply() -> None:
    with pytest.raises(MalformedReply) as caught:
        read_completion(completion(message={"content": ["Jane Roe, born 1950"]}))

    assert "Roe" not in str(caught.value)
    assert caught.value.__suppress_context__


def piece(**changes: Any) -> str:
    return json.dumps({"model": "m", "choices": [{"delta": {"content": "No"}, "finish_reason": None} | changes]})


def test_pieces_add_up_to_a_completion() -> None:
    usage = json.dumps({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}})
    whole = read_piece(piece(logprobs=entries(-0.1)))
    for more in (
        piece(delta={"content": " effusion"}, logprobs=entries(-0.2)),
        piece(delta={}, finish_reason="stop"),
        usage,
    ):
        whole += read_piece(more)

    assert whole.content == "No effusion"
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.response_metadata["model_name"] == "m"
    assert [entry["logprob"] for entry in whole.response_metadata["logprobs"]["content"]] == [-0.1, -0.2]
    assert whole.usage_metadata == {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}


@pytest.mark.parametrize("data", ["", "{", '{"error": {"message": "x"}}', '{"choices": [{"finish_reason": "stop"}]}'])
def test_what_is_no_piece_is_refused(data: str) -> None:
    with pytest.raises(MalformedReply):
        read_piece(data)
