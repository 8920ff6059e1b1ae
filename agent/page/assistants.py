"""One agent a profile, put together when it is first asked for, and what only the page asks of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, NamedTuple

from agent.agent import Agent
from agent.diagnosis import Diagnosis
from agent.models.profile import Profile
from agent.page.errors import NotThere, Unusable
from agent.trace import Step
from corpora import CorpusError, Passage
from tools.image import Image

__all__ = ["Assistant", "Assistants", "Offer"]


class Assistant(Agent):
    """An agent whose cases can be looked into while they run."""

    async def astream_follow_up(
        self, case_id: str, question: str, history: str | None
    ) -> AsyncGenerator[Step | Diagnosis, None]:
        """Continue an ended case with a question, step by step, the diagnosis last."""
        return await self._runner.stream_follow_up(case_id, question, history)

    async def aforget(self, case_id: str) -> None:
        """Erase what is kept of a case; see `forget`."""
        await self._runner.forget(case_id)

    def image(self, case_id: str, digest: str) -> Image | None:
        """An image of a case, also while it runs: of the study, or made by a tool."""
        return self._runner.image(case_id, digest)

    def passage(self, passage_id: str) -> Passage:
        """A passage of what is searched.

        Raises:
            NotThere: If there is none of that id.
        """
        for corpus in self._runner.parts.corpora:
            try:
                return corpus.passage(passage_id)
            except CorpusError:
                continue
        raise NotThere("There is no passage of that id; take one from a step or a citation.")


class Offer(NamedTuple):
    """A profile to choose, and how its agent is made."""

    profile: Profile
    make: Callable[[], Assistant]


class Assistants:
    """The agents on offer."""

    def __init__(self, offers: Mapping[str, Offer]) -> None:
        """Take the offers by the name of their profile; the first is the default."""
        self._offers = dict(offers)
        self._made: dict[str, asyncio.Task[Assistant]] = {}

    @property
    def default(self) -> str:
        """The profile that is taken where none is asked for."""
        return next(iter(self._offers))

    def offered(self) -> list[dict[str, Any]]:
        """The profiles to choose from."""
        return [
            {"name": name, "title": offer.profile.title, "kind": offer.profile.kind}
            for name, offer in self._offers.items()
        ]

    def check(self, name: str) -> None:
        """See that a profile is offered.

        Raises:
            Unusable: If it is not.
        """
        if name not in self._offers:
            raise Unusable(f"That profile is not offered here; there are {', '.join(self._offers)}.")

    async def get(self, name: str) -> Assistant:
        """The agent of a profile.

        Raises:
            AgentError: If it cannot be put together.
        """
        self.check(name)
        return await asyncio.shield(self.prepare(name))

    def prepare(self, name: str) -> "asyncio.Task[Assistant]":
        """Begin to put an agent together, unless it is there already; one that failed is tried again."""
        task = self._made.get(name)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.create_task(asyncio.to_thread(self._offers[name].make))
            # Whoever asks for the agent is told; nobody else has to be.
            task.add_done_callback(lambda one: one.cancelled() or one.exception())
            self._made[name] = task
        return task
