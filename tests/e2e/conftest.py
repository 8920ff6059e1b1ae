"""The real page in a real browser: the embedded default on loopback, and a Chromium that reaches nothing else."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest

from agent.errors import AgentError
from agent.models.profile import load_profile
from agent.page.assistants import Assistant, Offer
from agent.page.limits import Limits
from agent.trace import Step
from benchmarks.page_server import Served, browser, find_browser, served, watched

TOKEN = "t" * 43
PATIENCE = 60_000
"""Longest wait for anything [ms]: nothing is asserted about time."""


class Endless(Assistant):
    """An agent whose cases go on until they are stopped."""

    def astream(self, *_: Any, **__: Any) -> AsyncGenerator[Any, None]:
        return self._endless()

    async def _endless(self) -> AsyncGenerator[Any, None]:
        yield Step(node="admit", kind="admitted", summary="Read, and then nothing more.")
        await asyncio.Event().wait()


class Broken(Assistant):
    """An agent whose cases fail."""

    def astream(self, *_: Any, **__: Any) -> AsyncGenerator[Any, None]:
        return self._failing()

    async def _failing(self) -> AsyncGenerator[Any, None]:
        yield Step(node="admit", kind="admitted", summary="Read, and then lost.")
        raise AgentError("The model does not answer.")


def offered(make: Callable[[], Assistant]) -> Offer:
    """An agent of a test's own."""
    return Offer(load_profile("scripted"), make)


@pytest.fixture(scope="module")  # its event loop must be gone when tests of other files begin
def chromium() -> Iterator[Any]:
    if find_browser() is None:
        pytest.skip("no Chromium is installed: chromium, chromium-browser or google-chrome")
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def server(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("page")

    def embedded() -> Assistant:
        return Assistant(profile="embedded", checkpoints=place / "cases")

    offers = {
        "embedded": Offer(load_profile("embedded"), embedded),
        "scripted": offered(lambda: Endless(profile="embedded", encoder=None)),
        "broken": offered(lambda: Broken(profile="embedded", encoder=None)),
    }
    with served({"owner": TOKEN}, offers, limits=Limits(slots=1, per_minute=1_000), folder=place) as running:
        yield running


@pytest.fixture
def page(chromium: Any, server: Served) -> Iterator[Any]:
    outbound: list[str] = []
    faults: list[str] = []
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    watched(context, outbound)
    one = context.new_page()
    one.set_default_timeout(PATIENCE)
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    one.goto(server.entrance(TOKEN))
    one.wait_for_selector("body[data-ready]")
    yield one
    assert outbound == []
    assert faults == []
    context.close()
