"""Images are sent once, over real sockets, to a server that keeps them as vLLM does."""

import asyncio
import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from pydantic import SecretStr

from agent.errors import ModelUnreachable
from agent.models.served import ChatVLLM
from evals.servers import Fault, ImageCache, Reply, scripted, serve
from evals.servers.request import Received
from tests.unit.agent.models.pictures import png


def client(url: str, **more: Any) -> ChatVLLM:
    return ChatVLLM(**{"base_url": url, "model": "scripted", "backoff": 0.0, "images_by_uuid": True, **more})


def history(*sides: int) -> list[BaseMessage]:
    return [turn for side in sides for turn in (HumanMessage([png(side, side)]), AIMessage("Seen."))]


def sent(received: list[Received]) -> list[list[bool]]:
    """For each request, for each of its images: whether it came as data."""
    found = []
    for one in received:
        blocks = [
            block
            for message in json.loads(one.body)["messages"]
            if isinstance(message["content"], list)
            for block in message["content"]
            if block["type"] == "image_url"
        ]
        assert all(len(block["uuid"]) == 64 for block in blocks)
        found.append([block["image_url"] is not None for block in blocks])
    return found


async def test_an_image_crosses_the_wire_once() -> None:
    received: list[Received] = []
    async with serve(scripted(["a", "b", "c"]), received=received) as url:
        model = client(url)
        replies = [await model.ainvoke(history(*sides)) for sides in ((8,), (8, 9), (8, 9))]

    assert sent(received) == [[True], [False, True], [False, False]]
    assert [len(one.pictures) for one in received] == [1, 2, 2]
    exchanges = [reply.response_metadata["exchange"] for reply in replies]
    assert [(one["images_sent"], one["images_by_uuid"]) for one in exchanges] == [(1, 0), (1, 1), (0, 2)]
    totals = model.totals()
    assert (totals.requests, totals.images_sent, totals.images_by_uuid, totals.images_resent) == (3, 2, 3, 0)
    assert totals.bytes_sent == sum(len(one.body) for one in received)


async def test_adapters_of_one_server_share_what_it_holds() -> None:
    received: list[Received] = []
    policy = scripted(["a", "b"])
    async with serve(policy, adapters={"chest": policy}, received=received) as url:
        model = client(url)
        await model.ainvoke(history(8))
        await model.ainvoke(history(8), model="chest")

    assert [one.chat.model for one in received] == ["scripted", "chest"]
    assert sent(received) == [[True], [False]]


async def test_what_the_server_dropped_is_sent_once_more() -> None:
    received: list[Received] = []
    images = ImageCache()
    async with serve(scripted(["a", "b", "c"]), received=received, images=images) as url:
        model = client(url)
        await model.ainvoke(history(8, 9))
        images.drop_images()
        again = await model.ainvoke(history(8, 9))
        await model.ainvoke(history(8, 9))

    assert again.content == "b"
    # The refused request is not among those that the server counts as received.
    assert sent(received) == [[True, True], [True, True], [False, False]]
    exchange = again.response_metadata["exchange"]
    assert (exchange["tries"], exchange["images_resent"], exchange["images_sent"]) == (2, 2, 2)


async def test_a_stream_names_images_too_and_sends_them_again() -> None:
    received: list[Received] = []
    images = ImageCache()
    async with serve(scripted(["a b", "c d"]), received=received, images=images) as url:
        model = client(url)
        await model.ainvoke(history(8))
        images.drop_images()
        pieces = [piece async for piece in model.astream(history(8))]

    assert "".join(str(piece.content) for piece in pieces) == "c d"
    assert sent(received) == [[True], [True]]
    (exchange,) = (piece.response_metadata["exchange"] for piece in pieces if "exchange" in piece.response_metadata)
    assert (exchange["tries"], exchange["images_resent"]) == (2, 1)


async def test_a_server_that_insists_is_asked_twice_and_no_more() -> None:
    miss = Fault(kind="status", status=400, message="Cache miss for image at index 0 but data is not provided.")
    received: list[Received] = []
    async with serve(scripted(["a", miss, miss, "late"]), received=received) as url:
        model = client(url)
        await model.ainvoke(history(8))
        with pytest.raises(ModelUnreachable, match="mm-processor-cache-gb"):
            await model.ainvoke(history(8))

    assert sent(received) == [[True], [False], [True]]


async def test_a_failed_request_proves_nothing() -> None:
    received: list[Received] = []
    failing = Fault(kind="status", status=500)
    async with serve(scripted([failing, failing, failing, "b"]), received=received) as url:
        model = client(url)
        with pytest.raises(ModelUnreachable):
            await model.ainvoke(history(8))
        await model.ainvoke(history(8))

    assert sent(received) == [[True]] * 4


async def test_tenants_and_servers_do_not_share_names() -> None:
    received: list[Received] = []
    async with serve(scripted("abc"), received=received) as url, serve(scripted("d"), received=received) as other:
        model = client(url, api_key=SecretStr("mine"))
        for one in (
            model,
            model.model_copy(update={"api_key": SecretStr("yours")}),
            model.model_copy(update={"temperature": 0.5}),
            model.model_copy(update={"base_url": other}),
        ):
            await one.ainvoke(history(8))

    assert sent(received) == [[True], [True], [False], [True]]
    names = [json.loads(one.body)["messages"][0]["content"][0]["uuid"] for one in received]
    assert (names[0] == names[2] == names[3], names[0] != names[1]) == (True, True)


async def test_without_the_field_images_have_no_name() -> None:
    received: list[Received] = []
    async with serve(scripted(["a"]), received=received) as url:
        reply = await client(url, images_by_uuid=False).ainvoke(history(8))

    assert b"uuid" not in received[0].body
    assert reply.response_metadata["exchange"]["images_sent"] == 1


async def test_sixty_four_cases_share_a_small_cache() -> None:
    images = ImageCache(limit=20)

    def seen(messages: Any) -> Reply:
        return Reply(text=f"{len(messages)} turns")

    async with serve(seen, images=images) as url:
        model = client(url)

        async def case(number: int) -> list[object]:
            sides = (4, number + 5, number + 70)
            return [(await model.ainvoke(history(*sides[:turns]))).content for turns in (1, 2, 3, 3)]

        told = await asyncio.gather(*(case(number) for number in range(64)))

    assert told == [["2 turns", "4 turns", "6 turns", "6 turns"]] * 64
    assert len(images) <= 20
    totals = model.totals()
    assert (totals.requests, totals.failures) == (256, 0)
    assert totals.images_sent + totals.images_by_uuid >= 64 * (1 + 2 + 3 + 3)
    assert totals.images_by_uuid > 0
