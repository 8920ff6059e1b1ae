"""What the server is made of, and how a route gets at it."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from agent.audit import Audit
from agent.page.assistants import Assistants
from agent.page.batches import Batches
from agent.page.cases import CaseFile
from agent.page.desk import Desk
from agent.page.frames import Shelf
from agent.page.limits import Limits
from agent.page.studies import Studies, UploadedStudy
from agent.page.visitors import Door
from agent.page.workplace import Workplace

__all__ = ["Parts", "PartsHere", "Person"]

_TIDY_SECONDS = 60.0
"""How often what nobody looks at any more is erased [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that the routes work with."""

    limits: Limits
    door: Door
    workplace: Workplace
    studies: Studies
    shelf: Shelf
    assistants: Assistants
    desk: Desk
    batches: Batches
    audit: Audit | None

    async def forget(self, case: CaseFile) -> None:
        """Erase a case and those of its studies that no other case is about."""
        await self.desk.forget(case)
        for study in case.studies():
            if study.id not in self.desk.studies_in_use():
                await self.drop(study)

    async def drop(self, study: UploadedStudy) -> None:
        """Erase a study."""
        self.shelf.drop(study.id)
        await asyncio.to_thread(self.studies.forget, study)

    async def tidy(self) -> None:
        """Erase, again and again, what nobody has looked at in a long time."""
        while True:
            await asyncio.sleep(_TIDY_SECONDS)
            for case in self.desk.outdated():
                await self.forget(case)
            for study in self.studies.unused(self.desk.studies_in_use()):
                await self.drop(study)


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsHere = Annotated[Parts, Depends(_parts)]


def _person(request: Request, parts: PartsHere) -> str:
    return parts.door.person(request)


Person = Annotated[str, Depends(_person)]
"""Who asks; a route with this answers nobody else."""
