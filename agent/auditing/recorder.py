"""From a running case to its one record, off the event loop, however the case ends."""

import asyncio
import sqlite3
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from typing import Any

from agent.audit import Audit
from agent.auditing.chain import AuditError
from agent.auditing.inputs import Given, read_given
from agent.auditing.record import body_of
from agent.auditing.redaction import Redaction
from agent.auditing.writing import Record
from agent.context import Context
from agent.diagnosis import Diagnosis
from agent.state import State

__all__ = ["Recording"]

_ENDED_BY = {"CancelledError": "cancelled", "GeneratorExit": "abandoned"}
"""How a case ended that has no diagnosis; anything else is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One run of a case that is being recorded."""

    audit: Audit | None
    """None: nothing is recorded."""
    context: Context
    run: str
    started: str
    began: float
    given: Given

    @classmethod
    async def begin(cls, audit: Audit | None, context: Context, thread: str, *, resumable: bool) -> "Recording":
        """Hash what was handed over, and see that the log can be written to before the case is worked on.

        Args:
            audit: The log.
            context: What the case runs on.
            thread: Which run of the case.
            resumable: True: a case of the same thread that was cut off goes on, and is recorded once.

        Raises:
            AuditError: If the log cannot be written to.
        """
        run = sha256(thread.encode()).hexdigest()[:32] if resumable else uuid.uuid4().hex
        began, given = monotonic(), Given()
        if audit is not None:
            await asyncio.to_thread(audit.prepare)
            given = await asyncio.to_thread(read_given, context.case)
        started = datetime.now(UTC).isoformat(timespec="microseconds")
        return cls(audit=audit, context=context, run=run, started=started, began=began, given=given)

    async def end(self, state: State, diagnosis: Diagnosis) -> Diagnosis:
        """Record a case that ended with a diagnosis.

        Returns:
            The diagnosis; where its record could not be written, one that says so.
        """
        if self.audit is None:
            return diagnosis
        try:
            await asyncio.shield(asyncio.to_thread(self._write, self.audit, state, None))
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
        if self.audit is None:
            return
        # The run may go on later under its own name, and end then.
        cut = replace(self, run=uuid.uuid4().hex)
        try:
            await asyncio.shield(asyncio.to_thread(cut._write, self.audit, state, error))
        except (AuditError, sqlite3.Error) as lost:
            error.add_note(f"This case has no audit record: {lost}")

    def _write(self, audit: Audit, state: State | None, error: BaseException | None) -> None:
        context = self.context
        redaction = Redaction(
            texts=audit.texts, tools=context.tools, library=context.library, vocabulary=context.vocabulary
        )
        body: dict[str, Any] = audit.who()
        body["who"] |= {
            "started": self.started,
            "ended": datetime.now(UTC).isoformat(timespec="microseconds"),
            "seconds": round(monotonic() - self.began, 6),
        }
        kind = type(error).__name__ if error is not None else ""
        body["ended"] = _ENDED_BY.get(kind, "error") if error is not None else "diagnosis"
        body |= body_of(context, self.given, state, redaction, error)
        audit.append(Record(case_id=str(context.case.case_id), run=self.run, body=body))
