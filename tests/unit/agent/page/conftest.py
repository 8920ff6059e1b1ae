"""The application in memory, asked over ASGI: no socket, no browser, one agent for all tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from agent.models.profile import load_profile
from agent.page.application import make_application
from agent.page.assistants import Assistant, Offer
from agent.page.limits import Limits
from agent.page.options import Options
from agent.page.parts import Parts
from agent.page.tokens import Tokens

PEOPLE = {"ann": "a" * 32, "ben": "b" * 32}
HOST = "http://127.0.0.1:8765"


class House(NamedTuple):
    """A server that is not really served."""

    parts: Parts
    application: Any

    def client(self, person: str | None = "ann", **headers: str) -> httpx.AsyncClient:
        """Somebody's program."""
        transport = httpx.ASGITransport(app=self.application, raise_app_exceptions=False)
        sent = {"Authorization": f"Bearer {PEOPLE[person]}"} if person else {}
        return httpx.AsyncClient(transport=transport, base_url=HOST, headers={**sent, **headers})


Build = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The embedded default without dense search, which takes seconds to build; its cases lie in a folder."""
    return Assistant(profile="embedded", encoder=None, checkpoints=tmp_path_factory.mktemp("cases"))


@pytest.fixture
def build(tmp_path: Path, assistant: Assistant) -> Build:
    """Makes a server, with limits or an agent of the test's own."""

    @asynccontextmanager
    async def make(limits: Limits | None = None, own: Assistant | None = None, **more: Any) -> AsyncIterator[House]:
        options = Options(folder=tmp_path / "work", limits=limits or Limits(), **more)
        offers = {"embedded": Offer(load_profile("embedded"), lambda: own or assistant)}
        parts = options.parts(Tokens.of(PEOPLE), offers)
        try:
            yield House(parts, make_application(parts, options.served_names()))
        finally:
            await parts.desk.close()
            parts.workplace.close()

    return make


async def ended(client: httpx.AsyncClient, case: dict[str, Any]) -> str:
    """Follow a case to its end; returns the text of its events."""
    return (await client.get(case["events"])).text
