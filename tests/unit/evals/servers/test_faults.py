"""Each kind of fault as a plain client meets it on the wire."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from evals.servers import FAULTS, Reply, faulty, scripted, serve

ASK: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "?"}], "logprobs": True}
WORDS = "half of an ans"


async def strike(kind: str, *, stream: bool = False) -> tuple[int, str | None, bytes]:
    policy = faulty(lambda _: "whole", kind, 1, text=WORDS)
    async with (
        serve(policy) as url,
        aiohttp.ClientSession() as session,
        session.post(f"{url}/chat/completions", json={**ASK, "stream": stream}) as response,
    ):
        return response.status, response.headers.get("Retry-After"), await response.read()


@pytest.mark.parametrize(
    ("kind", "status", "retry_after"),
    [("429", 429, None), ("429_retry_after", 429, "3600"), ("500", 500, None), ("502", 502, None)],
)
async def test_statuses(kind: str, status: int, retry_after: str | None) -> None:
    got, header, body = await strike(kind)

    assert (got, header) == (status, retry_after)
    assert json.loads(body)["error"]["code"] == status


async def test_bodies_with_status_200_that_are_no_reply() -> None:
    bodies = {kind: await strike(kind) for kind in ("html_200", "empty_choices", "cut_json", "garbage")}

    assert {status for status, _, _ in bodies.values()} == {200}
    assert bodies["html_200"][2].startswith(b"<html>")
    assert json.loads(bodies["empty_choices"][2])["choices"] == []
    assert WORDS.encode() in bodies["cut_json"][2]
    for kind in ("cut_json", "garbage"):
        with pytest.raises(ValueError, match=r"."):
            json.loads(bodies[kind][2])


@pytest.mark.parametrize("kind", ["drop", "refused", "cut_stream", "error_in_stream"])
async def test_connections_that_break(kind: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        await strike(kind)


async def test_a_server_that_has_left_refuses_the_next_connection() -> None:
    async with serve(faulty(lambda _: "whole", "refused", 2)) as url, aiohttp.ClientSession() as session:
        async with session.post(f"{url}/chat/completions", json=ASK) as response:
            assert response.status == 200
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await session.post(f"{url}/chat/completions", json=ASK)
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"{url}/models")


@pytest.mark.parametrize(("kind", "begun"), [("hang", False), ("slow_drip", True)])
async def test_waiting_without_end(kind: str, *, begun: bool) -> None:
    async with serve(faulty(lambda _: "whole", kind, 1)) as url, aiohttp.ClientSession() as session:
        asked = asyncio.ensure_future(session.post(f"{url}/chat/completions", json=ASK))
        done, _ = await asyncio.wait({asked}, timeout=2.0 if begun else 0.05)
        assert bool(done) is begun
        if begun:
            assert (await asked.result().content.readexactly(2)).isspace()
            asked.result().close()
        asked.cancel()


@pytest.mark.parametrize("stream", [False, True])
async def test_whole_replies_with_something_wrong_about_them(*, stream: bool) -> None:
    said = {kind: (await strike(kind, stream=stream))[2] for kind in ("finish_length", "wrong_model", "nan_logprob")}

    assert all(WORDS.encode() in body for body in said.values())
    assert b'"finish_reason": "length"' in said["finish_length"]
    assert b'"model": "scripted"' not in said["wrong_model"]
    assert b"NaN" in said["nan_logprob"]


@pytest.mark.parametrize(("kind", "last"), [("cut_stream", False), ("error_in_stream", True)])
async def test_streams_that_end_early(kind: str, *, last: bool) -> None:
    _, _, body = await strike(kind, stream=True)

    assert b'finish_reason": "stop' not in body
    assert body.endswith(b"data: [DONE]\n\n") is last


def test_a_fault_strikes_at_its_place_and_those_that_pass_pass() -> None:
    replies = ["1", "2", "3", "4"]
    lasting, passing = (faulty(scripted(replies), kind, 2) for kind in ("500", "503_then_ok"))

    assert [isinstance(lasting([]), str) for _ in range(4)] == [True, False, False, False]
    assert [isinstance(passing([]), str) for _ in range(4)] == [True, False, True, True]


@pytest.mark.parametrize(("kind", "position"), [("meteor", 1), ("500", 0)])
def test_no_such_fault(kind: str, position: int) -> None:
    with pytest.raises(ValueError, match="No fault"):
        faulty(lambda _: Reply(text="x"), kind, position)


def test_every_kind_of_the_list_is_there() -> None:
    assert len(FAULTS) == 21
