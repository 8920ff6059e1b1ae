import asyncio

import pytest

from evals.servers.law import Scheduler, StepLaw

FAST = StepLaw(speed=2000.0)


def test_the_constants_are_those_of_the_law() -> None:
    law = StepLaw()

    assert law.step(1) == pytest.approx(0.007)
    assert law.step(64) == pytest.approx(0.012292)
    assert law.step(1, 2048) == pytest.approx(0.007 + 0.1024)
    assert StepLaw(speed=5).step(64) == pytest.approx(0.012292 / 5)


def test_the_maximum_is_every_slot_taken_at_every_step() -> None:
    law = StepLaw()

    assert law.maximum([(0, 64)]) == pytest.approx(1 / law.step(64))
    assert law.maximum([(20_000, 64)] * 3) == pytest.approx(1 / (law.step(64) + 1.0))
    assert StepLaw(speed=5).maximum([(300, 40)]) == pytest.approx(5 * law.maximum([(300, 40)]))


async def test_a_lone_request_takes_as_many_steps_as_tokens() -> None:
    scheduler = Scheduler(FAST)

    await scheduler.work(uncached=100, tokens=30)

    assert (scheduler.steps, scheduler.written, scheduler.computed) == (30, 30, 100)
    assert scheduler.busy == pytest.approx(30 * FAST.step(1) + 100 / FAST.prefill / FAST.speed)


async def test_long_prompts_are_computed_in_chunks_before_the_first_token() -> None:
    scheduler = Scheduler(FAST)

    await scheduler.work(uncached=5000, tokens=1)

    assert (scheduler.steps, scheduler.computed) == (3, 5000)


async def test_requests_share_steps_and_the_rest_waits_for_a_slot() -> None:
    scheduler = Scheduler(StepLaw(speed=2000.0, slots=2))
    order: list[int] = []

    async def one(number: int, tokens: int) -> None:
        await scheduler.work(1, tokens)
        order.append(number)

    await asyncio.gather(one(0, 10), one(1, 4), one(2, 3))

    assert order == [1, 2, 0]
    assert (scheduler.steps, scheduler.written) == (10, 17)
    assert not scheduler.running
    assert not scheduler.waiting


async def test_a_full_server_reaches_its_own_maximum() -> None:
    scheduler = Scheduler(FAST)
    # Each slot is taken again as soon as it is free: 20 rounds of equal requests.
    requests = 64 * 20

    await asyncio.gather(*(scheduler.work(50, 40) for _ in range(requests)))

    assert requests / scheduler.busy == pytest.approx(FAST.maximum([(50, 40)]), rel=0.02)


async def test_who_hangs_up_frees_its_slot() -> None:
    scheduler = Scheduler(StepLaw(speed=1.0))
    gone = asyncio.ensure_future(scheduler.work(1, 10**6))
    while not scheduler.running:
        await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone

    assert not scheduler.running


async def test_each_token_is_heard() -> None:
    heard: list[None] = []

    await Scheduler(FAST).work(1, 7, lambda: heard.append(None))

    assert len(heard) == 7
