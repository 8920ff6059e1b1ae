from typing import Any

from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import AsyncCallbackHandler, get_usage_metadata_callback
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.outputs import LLMResult

from agent.models.served import ChatVLLM
from evals.servers import scripted, serve
from evals.servers.request import Received


class Listener(AsyncCallbackHandler):
    def __init__(self) -> None:
        self.heard: list[str] = []

    async def on_chat_model_start(self, serialized: Any, messages: Any, **kwargs: Any) -> None:
        self.heard.append("asked")

    async def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        self.heard.append(str(response.generations[0][0].text))


def client(url: str, **more: Any) -> ChatVLLM:
    return ChatVLLM(**{"base_url": url, "model": "scripted", **more})


async def test_a_call_that_nobody_hears_is_like_one_that_is_heard() -> None:
    listener = Listener()
    async with serve(scripted(["yes", "yes"])) as url:
        alone = await client(url).ainvoke("?")
        heard = await client(url).ainvoke("?", config={"callbacks": [listener]})

    assert listener.heard == ["asked", "yes"]
    assert isinstance(alone, AIMessage)
    assert alone.id is not None
    assert alone.id.startswith("lc_run-")
    for message in (alone, heard):
        message.id = None
        message.response_metadata["exchange"] |= {"seconds": 0.0, "cached_tokens": None}
    assert isinstance(heard, AIMessage)
    assert (alone.content, alone.response_metadata) == (heard.content, heard.response_metadata)


async def test_counters_of_usage_hear_every_call() -> None:
    async with serve(scripted(["yes", "no"])) as url:
        with get_usage_metadata_callback() as counter:
            await client(url).ainvoke("?")
            await client(url).ainvoke("?")

    assert counter.usage_metadata["scripted"]["output_tokens"] == 2


async def test_events_of_a_call_are_still_told() -> None:
    async with serve(scripted(["one two"])) as url:
        kinds = {event["event"] async for event in client(url).astream_events("?")}

    assert {"on_chat_model_start", "on_chat_model_end"} <= kinds


async def test_a_cache_is_asked_first() -> None:
    received: list[Received] = []
    async with serve(scripted(["yes"]), received=received) as url:
        model = client(url, cache=InMemoryCache())
        first, second = await model.ainvoke("?"), await model.ainvoke("?")

    assert (first.content, second.content, len(received)) == ("yes", "yes", 1)


async def test_several_conversations_at_once() -> None:
    async with serve(scripted(["a", "b"])) as url:
        result = await client(url).agenerate([[HumanMessage("1")], [HumanMessage("2")]])

    assert sorted(one[0].text for one in result.generations) == ["a", "b"]
