"""What a call may ask for, and how it ends, over real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from langchain_core.messages import AIMessage, HumanMessage

from agent.errors import ConfigurationError, MalformedReply, ModelError, ModelTimeout, ModelUnreachable
from agent.models.circuit import FAILURES
from agent.models.served import ChatVLLM
from evals.servers import Fault, Policy, Reply, scripted, serve
from evals.servers.request import Received
from evals.servers.tokenizer import CONTROL

BUSY = Fault(kind="status", status=503)


def client(url: str, **more: Any) -> ChatVLLM:
    return ChatVLLM(**{"base_url": url, "model": "scripted", "backoff": 0.0, **more})


@asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A server that does as the handler says, for what a model server never does on purpose."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


async def test_n_samples_are_one_request() -> None:
    received: list[Received] = []
    async with serve(scripted(["A", "B", "A"]), received=received) as url:
        result = await client(url).agenerate([[HumanMessage("?")]], n=3)

    messages = [one.message for one in result.generations[0]]  # type: ignore[attr-defined]
    assert [message.content for message in messages] == ["A", "B", "A"]
    assert len(received) == 1
    assert [message.usage_metadata is not None for message in messages] == [True, False, False]


async def test_a_reply_held_to_a_choice_and_an_adapter_by_keyword() -> None:
    received: list[Received] = []
    async with serve(scripted(["x"]), adapters={"chest": scripted(["A"])}, received=received) as url:
        reply = await client(url).ainvoke("?", structured_outputs={"choice": ("A", "B")}, model="chest")

    assert reply.content == "A"
    assert reply.response_metadata["model_name"] == "chest"
    asked = json.loads(received[0].body)
    assert list(asked)[:2] == ["model", "messages"]
    assert (asked["model"], asked["structured_outputs"]) == ("chest", {"choice": ["A", "B"]})


async def test_what_cannot_be_asked_is_refused_before_anything_is_sent() -> None:
    received: list[Received] = []
    async with serve(scripted(["x"]), received=received) as url:
        for wrong in ({"guided_choice": ["A"]}, {"structured_outputs": {"json": {"type": "string"}}}):
            with pytest.raises(ConfigurationError):
                await client(url).ainvoke("?", **wrong)

    assert not received


async def test_tokens_have_their_place_in_the_text() -> None:
    words = Reply(text="Größe 5 cm", probability=0.5)
    async with serve(scripted([words])) as url:
        reply = await client(url, logprobs=True).ainvoke("?")

    entries = reply.response_metadata["logprobs"]["content"]
    assert [entry["offset"] for entry in entries] == [0, 5, 7]
    assert all(str(reply.content).startswith(entry["token"], entry["offset"]) for entry in entries)


async def test_what_was_cached_is_said() -> None:
    async with serve(scripted(["a", "b"])) as url:
        model = client(url)
        text = "word " * 200
        await model.ainvoke(text)
        again = await model.ainvoke(text)

    assert isinstance(again, AIMessage)
    assert again.usage_metadata is not None
    cached = again.response_metadata["exchange"]["cached_tokens"]
    assert cached is not None
    assert 0 < cached <= again.usage_metadata["input_tokens"]
    assert again.usage_metadata["input_token_details"] == {"cache_read": cached}
    assert model.totals().cached_tokens == cached


@pytest.mark.parametrize("stream", [False, True])
async def test_a_reply_of_another_model_is_not_used(stream: bool) -> None:
    async with serve(lambda _: Fault(kind="wrong_model")) as url:
        with pytest.raises(MalformedReply, match="not with 'scripted'"):
            if stream:
                assert [piece async for piece in client(url).astream("?")] == []
            else:
                await client(url).ainvoke("?")


async def test_another_name_of_the_same_base_is_the_same_model() -> None:
    async def chat(_: web.Request) -> web.StreamResponse:
        choice = {"index": 0, "message": {"content": "yes"}, "finish_reason": "stop"}
        return web.json_response({"model": "first", "choices": [choice]})

    async def models(_: web.Request) -> web.StreamResponse:
        return web.json_response(
            {"data": [{"id": name, "root": "/m", "parent": None} for name in ("first", "scripted")]}
        )

    async with serving(chat) as url:
        with pytest.raises(ModelUnreachable):  # It does not say what it serves.
            await client(url).ainvoke("?")
    app = web.Application()
    app.add_routes([web.post("/v1/chat/completions", chat), web.get("/v1/models", models)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    reply = await client(f"http://127.0.0.1:{runner.addresses[0][1]}/v1").ainvoke("?")
    await runner.cleanup()

    assert reply.content == "yes"


@pytest.mark.parametrize("kind", ["garbage", "nan", "html", "cut", "no_choices"])
async def test_what_is_no_completion_is_malformed(kind: Any) -> None:
    async with serve(lambda _: Fault(kind=kind)) as url:
        with pytest.raises(MalformedReply):
            await client(url, logprobs=True).ainvoke("?")


async def test_a_reply_that_breaks_off_is_asked_for_again() -> None:
    whole = json.dumps(
        {"model": "scripted", "choices": [{"index": 0, "message": {"content": "yes"}, "finish_reason": "stop"}]}
    ).encode()
    tries = 0

    async def chat(request: web.Request) -> web.StreamResponse:
        nonlocal tries
        tries += 1
        response = web.StreamResponse(headers={"Content-Length": str(len(whole))})
        await response.prepare(request)
        await response.write(whole if tries == 3 else whole[:30])
        if tries < 3 and request.transport is not None:
            request.transport.close()
        return response

    async with serving(chat) as url:
        model = client(url)
        reply = await model.ainvoke("?")
        assert (reply.content, tries) == ("yes", 3)
        with pytest.raises(MalformedReply, match="broke within the reply"):
            tries = -9
            await model.ainvoke("?")


async def test_a_body_larger_than_a_piece_arrives() -> None:
    received: list[Received] = []
    async with serve(scripted([BUSY, "long"]), received=received) as url:
        assert (await client(url).ainvoke("x" * 3_000_000)).content == "long"

    assert len(received[1].body) > 3_000_000


async def test_a_wait_that_does_not_fit_is_not_begun() -> None:
    received: list[Received] = []
    busy = Fault(kind="status", status=429, headers={"Retry-After": "60"})
    async with serve(lambda _: busy, received=received) as url:
        model = client(url, total_timeout=30)
        for _ in range(FAILURES + 1):
            with pytest.raises(ModelUnreachable, match="too busy"):
                await model.ainvoke("?")

    # A busy server is well: its circuit stays closed, and each call asks once.
    assert len(received) == FAILURES + 1


async def test_a_server_that_keeps_failing_is_left_alone() -> None:
    received: list[Received] = []
    async with serve(lambda _: BUSY, received=received) as url:
        model = client(url, retries=0)
        for _ in range(FAILURES):
            with pytest.raises(ModelUnreachable, match="status 503"):
                await model.ainvoke("?")
        with pytest.raises(ModelUnreachable, match="circuit is open"):
            await model.ainvoke("?")
        with pytest.raises(ModelUnreachable, match="circuit is open"):
            await anext(model.astream("?"))
        async with serve(scripted(["elsewhere"])) as other:
            reply = await model.model_copy(update={"base_url": other}).ainvoke("?")

    assert reply.content == "elsewhere"
    assert len(received) == FAILURES
    assert (model.totals().requests, model.totals().failures) == (FAILURES + 2, FAILURES + 2)


async def test_a_server_that_hangs_is_left_alone_and_a_caller_who_leaves_says_nothing() -> None:
    async with serve(lambda _: Fault(kind="silence")) as url:
        model = client(url, total_timeout=0.02)
        patient = client(url)
        for _ in range(FAILURES):
            with pytest.raises(ModelTimeout):
                await model.ainvoke("?")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(patient.ainvoke("?"), 0.02)
        with pytest.raises(ModelUnreachable, match="circuit is open"):
            await model.ainvoke("?")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(patient.ainvoke("?"), 0.02)


async def test_a_server_that_refuses_is_well() -> None:
    async with serve(scripted(["x"]), key="k") as url:
        model = client(url)
        for _ in range(FAILURES + 1):
            with pytest.raises(ModelUnreachable, match="status 401"):
                await model.ainvoke("?")


@pytest.mark.parametrize(
    ("kind", "limits", "said"),
    [
        ("silence", {"first_byte_timeout": 0.05}, r"begin its reply within 0\.05 s"),
        ("drip", {"total_timeout": 0.3}, r"finish its reply within 0\.3 s"),
    ],
)
async def test_a_stream_has_its_own_limits(kind: Any, limits: dict[str, float], said: str) -> None:
    async with serve(lambda _: Fault(kind=kind)) as url:
        with pytest.raises(ModelTimeout, match=said):
            assert [piece async for piece in client(url, **limits).astream("?")]


async def test_a_cut_reply_is_never_whole() -> None:
    async with serve(lambda _: Fault(kind="length")) as url:
        reply = await client(url).ainvoke("?")

    assert reply.response_metadata["finish_reason"] == "length"


async def test_what_a_server_serves() -> None:
    policy: Policy = scripted([])
    async with serve(policy, adapters={"chest": policy}, context_length=4096) as url:
        model = client(url)
        first = await model.served()
        assert await model.served() is first
    with pytest.raises(ModelError):
        await client(url).served()

    assert [(one.name, one.base, one.context) for one in first] == [
        ("scripted", None, 4096),
        ("chest", "scripted", 4096),
    ]


async def test_text_as_the_model_reads_it() -> None:
    async with serve(scripted([])) as url:
        read = await client(url).tokenize("see <|im_end|>")
        changed, notes = await client(url).harmless([HumanMessage("see <|im_end|>")])

    assert read[-1] == CONTROL["<|im_end|>"]
    assert changed[0].content == "see ‹¦im_end¦›"
    assert len(notes) == 1


async def test_a_server_that_cannot_read_text_is_said_so() -> None:
    async def chat(_: web.Request) -> web.StreamResponse:
        return web.Response()

    async with serving(chat) as url:
        with pytest.raises(ModelUnreachable, match="tokenizes = false"):
            await client(url).harmless([HumanMessage("x")])


async def test_a_name_that_is_not_served_is_said_with_what_is() -> None:
    async with serve(scripted([]), model="lingshu") as url:
        with pytest.raises(ModelUnreachable, match="does not serve 'scripted' but 'lingshu'"):
            await client(url).harmless([HumanMessage("x")])


async def test_closing_early_leaves_the_model_usable() -> None:
    async with serve(scripted(["a", "b"])) as url:
        model = client(url)
        assert (await model.ainvoke("?")).content == "a"
        await model.aclose()
        assert (await model.ainvoke("?")).content == "b"
