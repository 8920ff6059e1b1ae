import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agent.errors import MalformedReply
from agent.models import completion as reading


def completion(**changes: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": "No effusion"}, "finish_reason": "stop"}
    return json.dumps({"model": "m", "choices": [choice | changes]}).encode()


def read_completion(body: bytes) -> AIMessage:
    (message,) = reading.read_completion(body).messages
    return message


def entries(*logprobs: float) -> dict[str, Any]:
    return {"content": [{"token": "No", "logprob": value, "bytes": [78, 111]} for value in logprobs]}


def test_a_completion_keeps_what_decides() -> None:
    message = read_completion(completion(finish_reason="length", logprobs=entries(-0.25)))

    assert message.content == "No effusion"
    assert message.response_metadata == {
        "model_name": "m",
        "finish_reason": "length",
        "logprobs": {"content": [{"token": "No", "logprob": -0.25, "top_logprobs": [], "offset": None}]},
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
        completion(index="first"),
        completion(logprobs={"content": [{"token": "No"}]}),
        completion(logprobs={"content": [{"token": "No", "logprob": True}]}),
        completion(logprobs={"content": [{"token": "No", "logprob": 1e999}]}),
        completion(logprobs={"content": ["No"]}),
        completion(message={"content": None, "tool_calls": [{"function": {}}]}),
        json.dumps({**json.loads(completion()), "usage": {"prompt_tokens": -1}}).encode(),
        json.dumps({**json.loads(completion()), "usage": []}).encode(),
        json.dumps({**json.loads(completion()), "model": None}).encode(),
        b"[]",
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


def test_every_choice_is_a_message_in_its_order_and_the_cost_is_said_once() -> None:
    choices = [
        {"index": index, "message": {"content": text}, "finish_reason": "stop"} for index, text in ((1, "b"), (0, "a"))
    ]
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}
    read = reading.read_completion(json.dumps({"model": "m", "choices": choices, "usage": usage}).encode())

    assert [message.content for message in read.messages] == ["a", "b"]
    assert read.usage == (9, 2, 4)
    assert [message.usage_metadata for message in read.messages] == [
        {"input_tokens": 9, "output_tokens": 2, "total_tokens": 11, "input_token_details": {"cache_read": 4}},
        None,
    ]


def test_calls_that_the_server_parsed_are_kept_and_a_broken_one_costs_itself() -> None:
    calls = [
        {"id": "1", "type": "function", "function": {"name": "zoom", "arguments": '{"box": [1, 2, 3, 4]}'}},
        {"id": "2", "type": "function", "function": {"name": "zoom", "arguments": '{"box": [1,'}},
    ]
    message = read_completion(completion(message={"content": None, "tool_calls": calls}, finish_reason="tool_calls"))

    assert message.content == ""
    assert [(call["name"], call["args"]) for call in message.tool_calls] == [("zoom", {"box": [1, 2, 3, 4]})]
    assert [call["id"] for call in message.invalid_tool_calls] == ["2"]


def test_a_token_without_a_probability_of_its_own_is_nearly_impossible() -> None:
    # vLLM 0.32 writes -9999.0 where it did not keep the probability.
    message = read_completion(completion(logprobs=entries(-9999.0)))
    assert message.response_metadata["logprobs"]["content"][0]["logprob"] == -9999.0
