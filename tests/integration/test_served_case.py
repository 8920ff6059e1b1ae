"""A whole case with a served model: the real graph, the real client and real sockets; only the words are scripted."""

import re
from itertools import pairwise

from agent import Agent, Diagnosis, Thresholds
from agent.settings import Settings
from evals.servers import Fault, Policy, Reply, hermes_walk, serve
from evals.servers.request import ChatMessage, Received
from guidelines import Library
from tools.image import Image

AS_DATA = re.compile(rb'\{"url":"data:[^"]*"\}')
PROFILE = "qwen2.5-vl-7b"
SERVED_AS = "Qwen/Qwen2.5-VL-7B-Instruct"
HISTORY = "40-year-old man with fever and cough for three days."
WALK = hermes_walk(
    query="fever and cough",
    region=(20, 10, 60, 40),
    answer={
        "differential": [
            {
                "condition": "lung-fever",
                "name": "Lung fever",
                "probability": 0.9,
                "supports": [{"text": "fever is present", "cites": ["E1"], "finding": "fever"}],
            }
        ],
        "missing": [],
    },
)


async def run(policy: Policy, library: Library, film: Image, received: list[Received] | None = None) -> Diagnosis:
    async with serve(policy, model=SERVED_AS, received=received) as url:
        settings = Settings(base_url=url)
        agent = Agent(profile=PROFILE, library=library, settings=settings, thresholds=Thresholds(answer=0.3))
        return await agent.adiagnose(film, HISTORY)


async def test_a_case_is_worked_up_over_the_wire(library: Library, film: Image) -> None:
    received: list[Received] = []

    diagnosis = await run(WALK, library, film, received)

    assert diagnosis.status == "answered"
    assert diagnosis.differential[0].condition == "lung-fever"
    assert [len(one.pictures) for one in received] == [1, 2, 2]
    assert all(one.chat.logprobs and one.chat.model == SERVED_AS for one in received)


async def test_each_request_begins_with_the_bytes_of_the_one_before(library: Library, film: Image) -> None:
    received: list[Received] = []
    await run(WALK, library, film, received)

    # An image is data the first time and a name afterwards; the server puts the same picture in its place.
    bodies = [AS_DATA.sub(b"null", one.body.partition(b'],"temperature"')[0]) for one in received]
    assert all(len(shorter) > 500 and longer.startswith(shorter) for shorter, longer in pairwise(bodies))
    assert [len(AS_DATA.findall(one.body)) for one in received] == [1, 1, 0]


async def test_a_server_that_fails_for_a_moment_changes_nothing(library: Library, film: Image) -> None:
    turns = iter([True, False] * 9)

    def shaky(messages: list[ChatMessage]) -> Reply | Fault:
        return Fault(kind="status", status=503, headers={"Retry-After": "0"}) if next(turns) else WALK(messages)

    steady, unsteady = await run(WALK, library, film), await run(shaky, library, film)

    assert unsteady.status == steady.status == "answered"
    assert unsteady.differential == steady.differential


async def test_a_server_that_is_gone_is_said_so(library: Library, film: Image) -> None:
    diagnosis = await run(lambda _: Fault(kind="html"), library, film)

    assert diagnosis.status == "failed"
    assert not diagnosis.differential
