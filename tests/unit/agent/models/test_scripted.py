import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from agent.errors import ModelError
from agent.models.scripted import ChatScripted


def test_replies_come_in_order_and_calls_are_kept() -> None:
    model = ChatScripted(replies=["one", AIMessage("two", id="2"), lambda messages: f"{len(messages)} in all"])

    assert [model.invoke("a").content, model.invoke("b").content] == ["one", "two"]
    assert model.invoke([HumanMessage("c"), AIMessage("d")]).content == "2 in all"
    assert [len(call) for call in model.calls] == [1, 1, 2]


def test_it_runs_out_with_a_clear_error() -> None:
    model = ChatScripted(replies=["one"])
    model.invoke("a")

    with pytest.raises(ModelError, match="script of 1 replies is used up at call 2"):
        model.invoke("b")
    assert len(model.calls) == 2


def test_token_probabilities_go_with_the_reply_at_their_place() -> None:
    model = ChatScripted(replies=["Yes", "No"], logprobs=[None, [("No", -0.1)]])

    assert model.invoke("a").response_metadata["logprobs"] is None
    assert model.invoke("b").response_metadata["logprobs"] == {
        "content": [{"token": "No", "logprob": -0.1, "top_logprobs": [{"token": "No", "logprob": -0.1}]}]
    }


async def test_calls_side_by_side_take_replies_in_order() -> None:
    model = ChatScripted(replies=[str(number) for number in range(20)])

    said = await asyncio.gather(*(model.ainvoke("?") for _ in range(20)))

    assert [message.content for message in said] == [str(number) for number in range(20)]


def test_a_scripted_message_is_not_shared_with_the_caller() -> None:
    script = AIMessage("one", response_metadata={"finish_reason": "length"})
    reply = ChatScripted(replies=[script]).invoke("a")
    reply.response_metadata["finish_reason"] = "changed"

    assert script.response_metadata == {"finish_reason": "length"}
