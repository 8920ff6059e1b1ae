"""What vLLM has beyond the protocol, asked over real sockets."""

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from PIL import Image

from evals.servers import ImageCache, Policy, Reply, StepLaw, Token, scripted, serve
from evals.servers.request import Received


def png() -> str:
    stream = io.BytesIO()
    Image.new("L", (5, 3), 90).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def asking(*parts: dict[str, Any], text: str = "Any effusion?", **more: object) -> dict[str, Any]:
    content = [{"type": "text", "text": text}, *parts]
    return {"model": "scripted", "messages": [{"role": "user", "content": content}], **more}


def image(uuid: str | None, url: str | None = None) -> dict[str, Any]:
    return {"type": "image_url", "image_url": None if url is None else {"url": url}, "uuid": uuid}


async def post(
    url: str, body: Mapping[str, Any], path: str = "/chat/completions", **headers: str
) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}{path}", json=body, headers=headers) as response,
    ):
        return response.status, await response.json()


async def metrics(url: str) -> dict[str, float]:
    async with aiohttp.ClientSession() as session, session.get(url.removesuffix("/v1") + "/metrics") as response:
        lines = (await response.text()).splitlines()
    return {
        line.split("{")[0].split(" ")[0]: float(line.rsplit(" ", 1)[1]) for line in lines if not line.startswith("#")
    }


async def test_an_image_is_sent_once_and_asked_for_again_when_dropped() -> None:
    images, received = ImageCache(), list[Received]()
    async with serve(lambda _: "ok", images=images, received=received) as url:
        sent = await post(url, asking(image("a", png())))
        named = await post(url, asking(image("a")))
        images.drop_images()
        status, body = await post(url, asking(image("a")))
        figures = await metrics(url)

    assert (sent[0], named[0], status) == (200, 200, 400)
    assert body["error"] == {
        "message": "Cache miss for image at index 0 but data is not provided.",
        "type": "BadRequestError",
        "param": None,
        "code": 400,
    }
    assert [one.pictures for one in received] == [received[0].pictures] * 2
    assert received[1].uuids == ("a",)
    assert (figures["vllm:mm_cache_queries_total"], figures["vllm:mm_cache_hits_total"]) == (3, 1)


async def test_several_replies_to_one_prompt() -> None:
    async with serve(scripted(["one", "two", "three"])) as url:
        _, reply = await post(url, asking(n=3))

    assert [choice["message"]["content"] for choice in reply["choices"]] == ["one", "two", "three"]
    assert [choice["index"] for choice in reply["choices"]] == [0, 1, 2]
    assert reply["usage"] == {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5}


async def test_a_choice_comes_with_its_distribution() -> None:
    said = Reply(text="B", tokens=(Token(text="B", logprob=-0.5, top=(("B", -0.5), ("A", -1.5))),))
    held = {"structured_outputs": {"choice": ["A", "B"]}, "logprobs": True, "top_logprobs": 5}
    async with serve(lambda _: said) as url:
        _, reply = await post(url, asking(**held))

    (entry,) = reply["choices"][0]["logprobs"]["content"]
    assert entry["token"] == "B"  # noqa: S105 - a word of a reply
    assert [top["token"] for top in entry["top_logprobs"]] == ["B", "A"]


@pytest.mark.parametrize(
    ("policy", "held", "status", "said"),
    [
        ("free text", {"guided_choice": ["A", "B"]}, 200, ""),
        ("{}", {"structured_outputs": {"json": {"required": ["a"]}}}, 500, "does not fit the schema"),
        ("x", {"structured_outputs": {"choice": []}}, 400, "Choice '[]' cannot be an empty list"),
    ],
)
async def test_what_holds_a_reply_and_what_is_silently_ignored(
    policy: str, held: dict[str, Any], status: int, said: str
) -> None:
    async with serve(lambda _: policy) as url:
        got, reply = await post(url, asking(**held))

    assert got == status
    assert reply["choices"][0]["message"]["content"] == policy if status == 200 else said in reply["error"]["message"]


async def test_adapters_have_names_and_words_of_their_own() -> None:
    received: list[Received] = []
    chest: Policy = scripted(["from the adapter"])
    async with serve(scripted(["from the base"]), adapters={"chest": chest}, received=received) as url:
        _, base = await post(url, asking())
        _, adapter = await post(url, {**asking(), "model": "chest"})
        status, unknown = await post(url, {**asking(), "model": "heart"})
        async with aiohttp.ClientSession() as session, session.get(f"{url}/models") as response:
            cards = (await response.json())["data"]

    assert base["choices"][0]["message"]["content"] == "from the base"
    assert (adapter["model"], adapter["choices"][0]["message"]["content"]) == ("chest", "from the adapter")
    assert [one.model for one in received] == ["scripted", "chest"]
    assert status == 404
    assert unknown["error"]["message"] == "The model `heart` does not exist. Valid aliases: scripted."
    assert [(card["id"], card["parent"]) for card in cards] == [("scripted", None), ("chest", "scripted")]


async def test_the_prefix_cache_finds_what_was_sent_before() -> None:
    text = " ".join(f"word{number}" for number in range(40))
    async with serve(lambda _: "ok") as url:
        _, first = await post(url, asking(text=text))
        _, again = await post(url, asking(text=text + " and more"))
        figures = await metrics(url)

    assert "prompt_tokens_details" not in first["usage"]
    assert again["usage"]["prompt_tokens_details"] == {"cached_tokens": 32}
    assert figures["vllm:prefix_cache_hits_total"] == 32
    assert figures["vllm:prefix_cache_queries_total"] == 82


async def test_text_is_tokenized_with_its_control_strings() -> None:
    async with serve(scripted([]), context_length=99) as url:
        root = url.removesuffix("/v1")
        asked = {"model": "scripted", "prompt": "end <|im_end|>", "add_special_tokens": False}
        status, body = await post(root, asked, "/tokenize")
        wrong, _ = await post(root, {"prompt": 3}, "/tokenize")
        unknown, _ = await post(root, {"prompt": "x", "model": "y"}, "/tokenize")

    assert (status, wrong, unknown) == (200, 400, 404)
    assert (body["count"], body["max_model_len"], body["tokens"][-1]) == (3, 99, 151645)


async def test_a_key_is_wanted_under_v1_only() -> None:
    async with serve(scripted(["ok"]), key="secret") as url:
        without = await post(url, asking())
        other = await post(url, asking(), Authorization="Bearer other")
        right = await post(url, asking(), Authorization="Bearer secret")
        tokens = await post(url.removesuffix("/v1"), {"prompt": "x"}, "/tokenize")

    assert without == other == (401, {"error": "Unauthorized"})
    assert right[0] == tokens[0] == 200


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_law_makes_a_reply_take_its_steps(*, streamed: bool) -> None:
    async with serve(lambda _: "one two three", law=StepLaw(speed=1000.0)) as url:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{url}/chat/completions", json=asking(stream=streamed)) as response,
        ):
            body = await response.text()
        figures = await metrics(url)

    if streamed:
        pieces = [json.loads(line[6:]) for line in body.split("\n\n") if line.startswith("data: {")]
        body = "".join(choice["delta"].get("content", "") for one in pieces for choice in one["choices"])
    assert "one two three" in body
    assert figures["scheduler:steps_total"] == 3
    assert figures["vllm:num_requests_running"] == 0
