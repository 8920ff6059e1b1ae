"""The protocol server as the OpenAI SDK reads it: somebody else's client must find nothing missing."""

import pytest

from evals.servers import FAULTS, Fault, Reply, Token, faulty, scripted, serve

openai = pytest.importorskip("openai")

ASK = [{"role": "user", "content": "Any effusion?"}]
SAID = Reply(text="No.", tokens=(Token(text="No", logprob=-0.1, top=(("No", -0.1), ("Yes", -2.4))), Token(text=".")))


def client(url: str, **more: object) -> "openai.AsyncOpenAI":
    return openai.AsyncOpenAI(base_url=url, **{"api_key": "k", "max_retries": 0, **more})


async def test_replies_their_probabilities_and_the_list_of_models() -> None:
    async with serve(lambda _: SAID, model="m", adapters={"chest": lambda _: SAID}, key="k") as url, client(url) as sdk:
        reply = await sdk.chat.completions.create(model="m", messages=ASK, n=2, logprobs=True, top_logprobs=2)
        names = [one.id async for one in await sdk.models.list()]

    assert [choice.message.content for choice in reply.choices] == ["No.", "No."]
    first = reply.choices[1].logprobs.content[0]
    assert (first.token, first.logprob, [top.token for top in first.top_logprobs]) == ("No", -0.1, ["No", "Yes"])
    assert reply.usage.total_tokens == 6
    assert names == ["m", "chest"]


async def test_a_stream_adds_up_for_it_too() -> None:
    async with serve(lambda _: SAID, model="m") as url, client(url) as sdk:
        options = {"include_usage": True}
        stream = await sdk.chat.completions.create(model="m", messages=ASK, stream=True, stream_options=options)
        pieces = [piece async for piece in stream]

    assert "".join(choice.delta.content or "" for piece in pieces for choice in piece.choices) == "No."
    assert pieces[-1].usage.completion_tokens == 2


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("500", "InternalServerError"),
        ("502", "InternalServerError"),
        ("429", "RateLimitError"),
        ("drop", "APIConnectionError"),
        ("refused", "APIConnectionError"),
    ],
)
async def test_faults_are_the_errors_that_it_knows(kind: str, error: str) -> None:
    assert kind in FAULTS
    async with serve(faulty(scripted([]), kind, 1), model="m") as url, client(url) as sdk:
        with pytest.raises(getattr(openai, error)):
            await sdk.chat.completions.create(model="m", messages=ASK)


async def test_a_wrong_key_and_a_wrong_name() -> None:
    never = Fault(kind="status", status=500)
    async with serve(lambda _: never, model="m", key="k") as url:
        async with client(url, api_key="other") as sdk:
            with pytest.raises(openai.AuthenticationError):
                await sdk.chat.completions.create(model="m", messages=ASK)
        async with client(url) as sdk:
            with pytest.raises(openai.NotFoundError, match="does not exist"):
                await sdk.chat.completions.create(model="other", messages=ASK)
