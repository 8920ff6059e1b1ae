"""Where cases wait, are worked on a few at a time, and end, however they end."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from time import monotonic
from typing import Any

from agent.budget import Budget
from agent.diagnosis import Diagnosis
from agent.errors import AgentError, BudgetExhausted
from agent.page.assistants import Assistant, Assistants
from agent.page.cases import CaseFile
from agent.page.errors import Full, NotThere, NotYet, TooMany, body_of
from agent.page.limits import Limits
from agent.page.steps import step_data
from agent.trace import Step

__all__ = ["Desk"]

_LOG = logging.getLogger("mmedexpert.page")
_MINUTE = 60.0

Working = Callable[[Assistant], Any]


class Desk:
    """All cases of all people."""

    def __init__(self, assistants: Assistants, limits: Limits) -> None:
        self.assistants = assistants
        self.limits = limits
        self._cases: dict[str, CaseFile] = {}
        self._slots = asyncio.Semaphore(limits.slots)
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    def of(self, owner: str, case_id: str) -> CaseFile:
        """A case of somebody's own.

        Raises:
            NotThere: If there is none of that id, or it is somebody else's.
        """
        case = self._cases.get(case_id)
        if case is None or case.owner != owner:
            raise NotThere("There is no such case of yours; it was forgotten, or never there.")
        case.used = monotonic()
        return case

    def all_of(self, owner: str) -> list[CaseFile]:
        """All cases of a person, newest first."""
        return [case for case in reversed(self._cases.values()) if case.owner == owner]

    def waiting(self) -> int:
        """Cases that wait for a slot."""
        return sum(case.stage == "waiting" for case in self._cases.values())

    def studies_in_use(self) -> frozenset[str]:
        """Ids of the studies that cases are about."""
        return frozenset(study.id for case in self._cases.values() for study in case.studies())

    def accept(self, case: CaseFile, *, in_batch: bool = False) -> None:
        """Put a case into the queue.

        Args:
            case: A new one.
            in_batch: Its batch was counted already.

        Raises:
            TooMany: If its owner has too many going, or asks too often.
            Full: If the queue is.
        """
        if not in_batch:
            self._admit(case.owner)
        self._cases[case.id] = case
        case.say("waiting", ahead=self.waiting() - 1)
        self._start(case, lambda assistant: self._stream(case, assistant))

    def ask(self, case: CaseFile, question: str, history: str | None) -> None:
        """Put a follow-up question into the queue.

        Raises:
            NotYet: If the case has no answer yet, or is busy.
            TooMany: As `accept`.
            Full: As `accept`.
        """
        if case.diagnosis is None or not case.is_settled:
            raise NotYet("A question can be asked once the case has ended with an answer; wait for that.")
        self._admit(case.owner)
        case.stage, case.error = "waiting", None
        case.say("asked", question=question)
        self._start(case, lambda assistant: assistant.astream_follow_up(case.id, question, history))

    def cancel(self, case: CaseFile) -> None:
        """Stop a case that waits or is worked on; its slot is free at once."""
        if not case.is_settled and case.task is not None:
            case.task.cancel()

    async def forget(self, case: CaseFile) -> None:
        """Erase a case; its audit record becomes a tombstone."""
        self.cancel(case)
        if case.task is not None:
            await asyncio.wait({case.task})
        self._cases.pop(case.id, None)
        assistant = await self.assistants.get(case.profile)
        await assistant.aforget(case.id)

    def outdated(self) -> list[CaseFile]:
        """Settled cases that nobody looked at in a long time, and those over a person's number."""
        old = monotonic() - self.limits.keep_seconds
        settled = [case for case in self._cases.values() if case.is_settled]
        own: defaultdict[str, int] = defaultdict(int)
        found = []
        for case in sorted(settled, key=lambda one: -one.used):
            own[case.owner] += 1
            if case.used < old or own[case.owner] > self.limits.cases:
                found.append(case)
        return found

    async def close(self) -> None:
        """Stop everything."""
        tasks = {case.task for case in self._cases.values() if case.task is not None}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _admit(self, owner: str) -> None:
        going = sum(case.owner == owner and not case.is_settled and case.batch is None for case in self._cases.values())
        if going >= self.limits.per_person:
            raise TooMany(f"{going} cases of yours are going already; wait for one to end, or cancel it.")
        if self.waiting() >= self.limits.waiting:
            raise Full("Every place in the queue is taken; try again in a minute.")
        asked, now = self._asked[owner], monotonic()
        while asked and asked[0] < now - _MINUTE:
            asked.popleft()
        if len(asked) >= self.limits.per_minute:
            raise TooMany(f"At most {self.limits.per_minute} cases and questions a minute; try again in a minute.")
        asked.append(now)

    def _start(self, case: CaseFile, working: Working) -> None:
        case.task = asyncio.create_task(self._work(case, working))
        case.task.add_done_callback(lambda task: self._settle(case, task))

    async def _work(self, case: CaseFile, working: Working) -> None:
        async with self._slots:
            assistant = await self.assistants.get(case.profile)
            case.stage = "running"
            case.say("running")
            try:
                async with asyncio.timeout(self.limits.case_seconds + self.limits.grace_seconds):
                    items = working(assistant)
                    await self._follow(case, items if isinstance(items, AsyncGenerator) else await items)
            except TimeoutError as error:
                raise BudgetExhausted("The case took longer than a case may take here, and was stopped.") from error

    def _stream(self, case: CaseFile, assistant: Assistant) -> AsyncGenerator[Step | Diagnosis, None]:
        return assistant.astream(
            case.study.source if case.study else None,
            case.history,
            question=case.question,
            options=case.options,
            priors=case.earlier(),
            case_id=case.id,
            budget=Budget(seconds=self.limits.case_seconds),
        )

    async def _follow(self, case: CaseFile, items: AsyncGenerator[Step | Diagnosis, None]) -> None:
        number = 0
        async with aclosing(items):
            async for item in items:
                if isinstance(item, Step):
                    number += 1
                    case.say("step", **step_data(number, item))
                elif case.diagnosis is None:
                    case.diagnosis = item
                else:
                    case.further.append(item)

    def _settle(self, case: CaseFile, task: "asyncio.Task[None]") -> None:
        """Say how it ended; whatever went wrong is this case's own outcome."""
        error = None if task.cancelled() else task.exception()
        if task.cancelled():
            # A question that was stopped leaves the answer that was there before it.
            case.stage = "cancelled" if case.diagnosis is None else "ended"
            case.say("cancelled")
        elif error is not None:
            case.stage = "failed" if case.diagnosis is None else "ended"
            if isinstance(error, AgentError):
                case.error = body_of("case-failed", str(error))["error"]
            else:
                case.error = body_of("internal", "The case ended with a fault of the program.")["error"]
                _LOG.error("%s", case.error["id"], exc_info=error)
            case.say("failed", error=case.error)
        else:
            case.stage = "ended"
            case.say("ended", answer=len(case.further))
