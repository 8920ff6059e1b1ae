"""The real page in a real browser: the embedded default on loopback, and a Chromium that reaches nothing else."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest

from agent.models.profile import load_profile
from agent.page.assistants import Assistant, Offer
from agent.page.limits import Limits
from agent.trace import Step
from benchmarks.page_server import Served, browser, find_browser, served

TOKEN = "t" * 43


class Endless(Assistant):
    """An agent whose cases go on until they are stopped."""

    def astream(self, *_: Any, **__: Any) -> AsyncGenerator[Any, None]:
        return self._endless()

    async def _endless(self) -> AsyncGenerator[Any, None]:
        yield Step(node="admit", kind="admitted", summary="Read, and then nothing more.")
        await asyncio.Event().wait()


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
        "scripted": Offer(load_profile("scripted"), lambda: Endless(profile="embedded", encoder=None)),
    }
    with served({"owner": TOKEN}, offers, limits=Limits(slots=1), folder=place) as running:
        yield running
