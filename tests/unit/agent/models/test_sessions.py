import asyncio
import gc

import aiohttp

from agent.models.sessions import Sessions


async def test_calls_of_one_loop_share_a_session() -> None:
    sessions = Sessions()

    assert await sessions.session() is await sessions.session()


def test_a_session_is_closed_with_its_loop() -> None:
    sessions = Sessions()
    seen: list[aiohttp.ClientSession] = []

    async def use() -> None:
        seen.append(await sessions.session())
        assert not seen[-1].closed

    for _ in range(2):
        asyncio.run(use())

    assert seen[0] is not seen[1]
    assert all(one.closed for one in seen)


def test_a_session_of_a_client_that_is_let_go_is_closed() -> None:
    async def use() -> aiohttp.ClientSession:
        session = await Sessions().session()
        gc.collect()
        return session

    assert asyncio.run(use()).closed


async def test_closing_early_leaves_the_client_usable() -> None:
    sessions = Sessions()
    first = await sessions.session()
    await sessions.close()
    await sessions.close()

    assert first.closed
    assert not (await sessions.session()).closed
