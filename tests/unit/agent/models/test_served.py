import base64
import io
import json
from typing import Any

import pytest
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from PIL import Image
from pydantic import SecretStr, ValidationError

from agent.errors import (
    ConfigurationError,
    ContextOverflow,
    MalformedReply,
    ModelError,
    ModelTimeout,
    ModelUnreachable,
)
from agent.models.served import ChatVLLM
from evals.servers import Fault, Picture, Policy, Reply, Token, scripted, serve
from evals.servers.reply import Kind
from evals.servers.request import Received


def client(url: str, **more: Any) -> ChatVLLM:
    return ChatVLLM(**{"base_url": url, "model": "scripted", "backoff": 0.0, **more})


def asked_with(received: list[Received]) -> list[dict[str, object]]:
    return [json.loads(one.body) for one in received]


def png(width: int, height: int) -> dict[str, object]:
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, "PNG")
    return {"type": "image", "base64": base64.b64encode(stream.getvalue()).decode(), "mime_type": "image/png"}


async def test_a_reply_with_its_probabilities_and_cost() -> None:
    yes = Token(text="Yes", logprob=-0.1, top=(("Yes", -0.1), ("No", -2.4), ("Maybe", -4.0)))
    async with serve(scripted([Reply(text="Yes", tokens=(yes,))])) as url:
        reply = await client(url, logprobs=True, top_logprobs=2).ainvoke("Effusion?")

    assert reply.content == "Yes"
    tops = [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -2.4}]
    exchange = reply.response_metadata.pop("exchange")
    assert (exchange["tries"], exchange["completion_tokens"], exchange["images_sent"]) == (1, 1, 0)
    assert exchange["bytes_sent"] > 0
    assert reply.response_metadata == {
        "model_name": "scripted",
        "finish_reason": "stop",
        "logprobs": {"content": [{"token": "Yes", "logprob": -0.1, "top_logprobs": tops, "offset": 0}]},
    }
    assert isinstance(reply, AIMessage)
    assert reply.usage_metadata == {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}


async def test_what_is_sent_is_what_was_asked_for() -> None:
    received: list[Received] = []
    messages = [SystemMessage("Be brief."), HumanMessage([{"type": "text", "text": "Look"}, png(7, 4)])]
    async with serve(scripted(["a", "b"]), received=received) as url:
        model = client(url, api_key=SecretStr("k"), max_tokens=9, seed=3, extra={"top_k": 1})
        await model.ainvoke(messages, stop=["</answer>"])
        await client(url).bind(max_tokens=5).ainvoke(messages)

    first, second = asked_with(received)
    assert received[0].pictures == (Picture("PNG", 7, 4),)
    assert [one.authorization for one in received] == ["Bearer k", None]
    assert {key: value for key, value in first.items() if key != "messages"} == {
        "model": "scripted",
        "temperature": 0.0,
        "max_tokens": 9,
        "seed": 3,
        "top_k": 1,
        "stop": ["</answer>"],
    }
    assert second["messages"] == first["messages"]
    assert set(second) == {"model", "messages", "temperature", "max_tokens"}


async def test_a_cut_reply_says_so() -> None:
    async with serve(scripted(["one two three"])) as url:
        reply = await client(url, max_tokens=2).ainvoke("?")

    assert (reply.content, reply.response_metadata["finish_reason"]) == ("one two", "length")


async def test_a_stream_adds_up_to_the_same_reply() -> None:
    said = Reply(text="No effusion is seen — nor “air”.", probability=0.5)
    async with serve(scripted([said, said])) as url:
        model = client(url, logprobs=True, top_logprobs=1)
        whole = await model.ainvoke("?")
        pieces = [piece async for piece in model.astream("?")]

    total = pieces[0]
    for piece in pieces[1:]:
        total += piece
    assert isinstance(total, AIMessageChunk)
    assert isinstance(whole, AIMessage)
    assert sum(bool(piece.content) for piece in pieces) == 7
    assert total.content == whole.content
    assert total.usage_metadata == whole.usage_metadata
    costs = [message.response_metadata.pop("exchange") for message in (total, whole)]
    assert costs[0]["completion_tokens"] == costs[1]["completion_tokens"] == 7
    assert total.response_metadata == whole.response_metadata


@pytest.mark.parametrize("kind", ["half_stream", "error_in_stream", "html", "drop"])
async def test_a_broken_stream_never_passes_as_whole(kind: Kind) -> None:
    heard = ""
    async with serve(lambda _: Fault(kind=kind)) as url:
        with pytest.raises(ModelError) as caught:
            async for piece in client(url).astream("?"):
                heard += str(piece.content)

    assert isinstance(caught.value, ModelUnreachable if kind == "drop" else MalformedReply)
    assert heard == ("No effusion" if "stream" in kind else "")


@pytest.mark.parametrize(
    "passing",
    [
        Fault(kind="status", status=503),
        Fault(kind="status", status=500),
        Fault(kind="status", status=429, headers={"Retry-After": "0"}),
        Fault(kind="drop"),
    ],
)
async def test_what_passes_is_tried_again(passing: Fault) -> None:
    received: list[Received] = []
    async with serve(scripted([passing, passing, "third"]), received=received) as url:
        reply = await client(url).ainvoke("?")

    assert reply.content == "third"
    assert len({one.body for one in received}) == 1
    assert len(received) == 3


@pytest.mark.parametrize(
    ("fault", "error", "tries"),
    [
        (Fault(kind="status", status=503), ModelUnreachable, 3),
        (Fault(kind="drop"), ModelUnreachable, 3),
        (Fault(kind="status", status=429, headers={"Retry-After": "3600"}), ModelUnreachable, 1),
        (Fault(kind="status", status=401), ModelUnreachable, 1),
        (Fault(kind="status", status=302, headers={"Location": "/health"}), ModelUnreachable, 1),
        (Fault(kind="status", status=413), ContextOverflow, 1),
        (Fault(kind="html"), MalformedReply, 1),
        (Fault(kind="cut"), MalformedReply, 1),
        (Fault(kind="no_choices"), MalformedReply, 1),
    ],
)
async def test_each_fault_has_its_error_and_its_tries(fault: Fault, error: type[ModelError], tries: int) -> None:
    received: list[Received] = []
    policy: Policy = lambda _: fault  # noqa: E731 - as short as it is
    async with serve(policy, received=received) as url:
        with pytest.raises(error) as caught:
            await client(url).ainvoke("Jane Roe, born 1950")

    assert type(caught.value) is error
    assert len(received) == tries
    assert "Roe" not in str(caught.value)


async def test_a_conversation_too_long_for_the_model() -> None:
    async with serve(scripted(["x"]), context_length=3) as url:
        with pytest.raises(ContextOverflow, match="fewer or smaller images"):
            await client(url).ainvoke("one two three four")


async def test_silence_ends_at_the_time_limit() -> None:
    async with serve(lambda _: Fault(kind="silence")) as url:
        with pytest.raises(ModelTimeout, match=r"within 0\.05 s"):
            await client(url, total_timeout=0.05).ainvoke("?")


async def test_nobody_there_and_a_name_nobody_serves() -> None:
    async with serve(scripted([])) as url:
        with pytest.raises(ModelUnreachable, match="name of the model"):
            await client(url, model="other").ainvoke("?")
    with pytest.raises(ModelUnreachable, match="No model server answers at"):
        await client(url).ainvoke("?")


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8000/v1", "ftp://host/v1", "http://", "http://me:secret@host/v1", "http://host/v1?key=k"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ChatVLLM(base_url=address, model="m")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("wrong", [{"temperature": -1}, {"top_logprobs": 21}, {"retries": 3}, {"max_tokens": 0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        client("http://127.0.0.1:9/v1", **wrong)


def test_the_key_stays_out_of_every_print() -> None:
    model = client("http://127.0.0.1:9/v1", api_key="top-secret")

    assert "top-secret" not in repr(model) + str(model) + dumps(model) + repr(model._identifying_params)
