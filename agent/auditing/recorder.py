"""From a running case to its one record, off the event loop, however the case ends."""

import asyncio
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from time import monotonic
from typing import Any

from agent.audit import Audit
from agent.auditing.chain import AuditError
from agent.auditing.inputs import Given, read_given
from agent.auditing.record import body_of
from agent.auditing.redaction import Redaction
from agent.auditing.writing import Record, now
from agent.context import Context
from agent.diagnosis import Diagnosis
from agent.state import State

__all__ = ["Recording"]

_ENDED_BY = {"CancelledError": "cancelled", "GeneratorExit": "abandoned"}
"""How a case ended that has no diagnosis; anything else is an error."""


class Recording:
    """One run of a case that is being recorded."""

    def __init__(self, audit: Audit | None, context: Context, thread: str, *, resumable: bool) -> None:
        """Say what is recorded.

        Args:
            audit: The log; None: nothing is recorded.
            context: What the case runs on.
            thread: Which run of the case.
            resumable: True: a case of the same thread that was cut off goes on, and is recorded once.
        """
        self._audit, self._context = audit, context
        self._run = sha256(thread.encode()).hexdigest()[:32] if resumable else uuid.uuid4().hex
        self._started, self._began = now(), monotonic()
        self._given = Given()

    async def begin(self) -> None:
        """See that the log can be written to before the case is worked on, and hash what was handed over.

        Raises:
            AuditError: If the log cannot be written to.
        """
        if self._audit is not None:
            await asyncio.to_thread(self._audit.prepare)
            self._given = await asyncio.to_thread(read_given, self._context.case)

    async def end(self, state: State, diagnosis: Diagnosis) -> Diagnosis:
        """Record a case that ended with a diagnosis.

        Returns:
            The diagnosis; where its record could not be written, one that says so.
        """
        if self._audit is None:
            return diagnosis
        try:
            await _whole(self._write, self._audit, self._run, state, None)
        except (AuditError, sqlite3.Error) as error:
            said = f"This case has no audit record: {error}"
            status = "degraded" if diagnosis.status == "answered" else diagnosis.status
            reason = (
                f"An answer, but something did not work: {said}" if status != diagnosis.status else diagnosis.reason
            )
            return replace(diagnosis, status=status, reason=reason, degraded=(*diagnosis.degraded, said))
        return diagnosis

    async def broke(self, error: BaseException, state: State | None) -> None:
        """Record a case that ended without a diagnosis; where that fails, the error says so."""
        if self._audit is None:
            return
        try:
            # Under another name: the run itself may go on later, and end then.
            await _whole(self._write, self._audit, uuid.uuid4().hex, state, error)
        except (AuditError, sqlite3.Error) as lost:
            error.add_note(f"This case has no audit record: {lost}")

    def _write(self, audit: Audit, run: str, state: State | None, error: BaseException | None) -> None:
        context = self._context
        redaction = Redaction(
            texts=audit.texts, tools=context.tools, library=context.library, vocabulary=context.vocabulary
        )
        body: dict[str, Any] = audit.who()
        body["who"] |= {
            "started": self._started,
            "ended": now(),
            "seconds": round(monotonic() - self._began, 6),
        }
        kind = type(error).__name__ if error is not None else ""
        body["ended"] = _ENDED_BY.get(kind, "error") if error is not None else "diagnosis"
        body |= body_of(context, self._given, state, redaction, error)
        audit.append(Record(case_id=str(context.case.case_id), run=run, body=body))


async def _whole(work: Callable[..., None], *given: Any) -> None:
    """Finish a write that was begun, also where whoever waits for it is cancelled meanwhile."""
    writing = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait({writing})
        raise
