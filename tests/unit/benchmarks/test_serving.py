"""The clients of benchmarks/serving.py do the whole job, and its tables say what did not run."""

import pytest
from rich.console import Console

from benchmarks import serving_clients as clients
from benchmarks.serving import Arm, bytes_table, throughput_table
from benchmarks.serving_bytes import Sent, bytes_sent
from evals.servers import ImageCache, StepLaw, serve
from evals.servers.job import CALLS, job_policy
from evals.servers.request import Received


@pytest.mark.parametrize("client", [clients.ours, clients.ours_logprobs, clients.ours_with_langgraph])
async def test_our_clients_do_every_call_of_every_case(client: clients.Client) -> None:
    received: list[Received] = []
    images = ImageCache(decode=False)
    async with serve(job_policy, model="job", received=received, images=images, law=StepLaw(speed=1000)) as url:
        assert await client(url, range(3)) == 3 * CALLS

    assert len(received) == 3 * CALLS
    assert images.hits == 3 * (CALLS - 1)
    assert all(one.chat.logprobs is (client is clients.ours_logprobs) for one in received)


async def test_a_reply_that_is_not_the_jobs_ends_the_benchmark() -> None:
    async with serve(lambda _: "something else", model="job") as url:
        with pytest.raises(ExceptionGroup) as caught:
            await clients.ours(url, range(1))

    assert caught.group_contains(clients.WrongReply, match="not the one")


async def test_naming_pictures_costs_a_fifth_of_resending_them() -> None:
    rows = {one.resends: one for one in await bytes_sent((10,))}

    assert rows[False].named == 45
    if not clients.MISSING:
        assert rows[True].sent >= 5 * rows[False].sent


def _printed(table: object) -> str:
    console = Console(width=200, record=True, quiet=True)
    with console.capture() as capture:
        console.quiet = False
        console.print(table)
    return capture.get()


def test_peers_that_are_not_installed_are_said_to_be_unrun() -> None:
    peer = Arm(name="peer", client=clients.sdk_async, speed=1.0, cases=4, repeats=1, why_not="not installed")
    mine = Arm(name="ours", client=clients.ours, speed=1.0, cases=4, repeats=1)
    mine.rates, mine.costs, mine.servers, mine.lateness = [19.5], [1.0], [0.1], [0.5]

    table, reached = throughput_table([peer, mine])

    assert "UNRUN: not installed" in _printed(table)
    assert reached == pytest.approx(0.5, abs=0.01)
    unrun = Sent(name="peer", turns=10, resends=True, why_not="not installed")
    assert "UNRUN: not installed" in _printed(bytes_table([unrun]))
