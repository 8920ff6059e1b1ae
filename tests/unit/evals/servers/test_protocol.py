import json
from typing import Any

import aiohttp
import pytest

from evals.servers import Policy, Reply, Token, scripted, serve

ASK: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "Any effusion?"}]}


async def ask(policy: Policy, *, context_length: int | None = None, **more: object) -> tuple[int, Any]:
    async with (
        serve(policy, context_length=context_length) as url,
        aiohttp.ClientSession() as session,
        session.post(f"{url}/chat/completions", json={**ASK, **more}) as response,
    ):
        return response.status, await response.json()


async def stream(policy: Policy, **more: object) -> list[str]:
    async with (
        serve(policy) as url,
        aiohttp.ClientSession() as session,
        session.post(f"{url}/chat/completions", json={**ASK, "stream": True, **more}) as response,
    ):
        lines = (await response.text()).split("\n\n")
    return [line.removeprefix("data: ") for line in lines if line]


async def test_a_reply_has_the_shape_of_the_reference() -> None:
    status, reply = await ask(scripted(["No effusion."]))

    assert status == 200
    choice = reply["choices"][0]
    assert choice["message"] == {"role": "assistant", "content": "No effusion."}
    assert choice["finish_reason"] == "stop"
    assert choice["logprobs"] is None
    assert reply["usage"] == {"prompt_tokens": 2, "completion_tokens": 2, "total_tokens": 4}


async def test_token_probabilities_come_when_asked_for() -> None:
    yes = Token(text="Yes", logprob=-0.1, top=(("Yes", -0.1), ("No", -2.4), ("Maybe", -5.0)))

    _, reply = await ask(scripted([Reply(text="Yes", tokens=(yes,))]), logprobs=True, top_logprobs=2)

    (entry,) = reply["choices"][0]["logprobs"]["content"]
    assert (entry["token"], entry["logprob"], entry["bytes"]) == ("Yes", -0.1, [89, 101, 115])
    assert [(top["token"], top["logprob"]) for top in entry["top_logprobs"]] == [("Yes", -0.1), ("No", -2.4)]


@pytest.mark.parametrize(
    ("asked", "text", "reason"),
    [
        ({"max_tokens": 2}, "one two", "length"),
        ({"stop": "tw"}, "one ", "stop"),
        ({"stop": ["three", " two"]}, "one", "stop"),
        ({"stop": ["absent"]}, "one two three", "stop"),
    ],
)
async def test_limits_cut_the_reply(asked: dict[str, Any], text: str, reason: str) -> None:
    _, reply = await ask(scripted(["one two three"]), **asked)

    assert reply["choices"][0]["message"]["content"] == text
    assert reply["choices"][0]["finish_reason"] == reason


async def test_a_stream_carries_the_same_reply_then_usage_then_done() -> None:
    lines = await stream(scripted(["No effusion."]), logprobs=True, stream_options={"include_usage": True})

    assert lines[-1] == "[DONE]"
    *pieces, last, usage = (json.loads(line) for line in lines[:-1])
    assert "".join(piece["choices"][0]["delta"]["content"] for piece in pieces) == "No effusion."
    assert [len(piece["choices"][0]["logprobs"]["content"]) for piece in pieces[1:]] == [1, 1]
    assert last["choices"][0]["finish_reason"] == "stop"
    assert usage["usage"]["completion_tokens"] == 2


async def test_other_models_and_long_prompts_are_refused() -> None:
    status, reply = await ask(scripted(["x"]), model="other")
    assert status == 404
    assert "other" in reply["error"]["message"]

    status, reply = await ask(scripted(["x"]), context_length=1)
    assert status == 400
    assert "maximum context length is 1 tokens" in reply["error"]["message"]


async def test_it_says_that_it_lives_and_what_it_serves() -> None:
    async with serve(scripted([]), model="m", context_length=9) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/models") as response:
            (card,) = (await response.json())["data"]
        async with session.get(f"{url.removesuffix('/v1')}/health") as response:
            assert response.status == 200

    assert (card["id"], card["max_model_len"]) == ("m", 9)
    assert url.startswith("http://127.0.0.1:")
