"""What people make of an answer: accepted, edited, rejected; each goes into the audit record."""

import asyncio
from datetime import UTC, datetime

from agent.audit import Audit, AuditError
from agent.page.cases import CaseFile, Review, Verdict
from agent.page.errors import Unusable

__all__ = ["note_viewed", "review"]


async def review(case: CaseFile, code: str, verdict: Verdict, text: str, by: str, audit: Audit | None) -> Review:
    """Take what somebody made of a finding or a condition.

    Args:
        case: An ended case.
        code: Of a finding, measurement or condition of it.
        verdict: What they made of it.
        text: Their correction, for `edited`.
        by: Who.
        audit: Where it is recorded, without the text.

    Raises:
        Unusable: If the case has nothing of that code, a correction is missing, or it cannot be recorded.
    """
    answers = [one for one in (case.diagnosis, *case.further) if one is not None]
    known = {
        *(one.code for answer in answers for one in answer.findings),
        *(one.code for answer in answers for one in answer.measurements),
        *(one.condition for answer in answers for one in answer.differential),
    }
    if code not in known:
        raise Unusable("The case has no finding, measurement or condition of that code.")
    if verdict == "edited" and not text.strip():
        raise Unusable("An edit says what it should be; write it, or reject the finding.")
    if audit is not None:
        try:
            await asyncio.to_thread(audit.annotate, case.id, code, verdict, by)
        except AuditError as error:
            raise Unusable(f"It was not taken, since it could not be recorded: {error}") from error
    made = Review(
        code=code,
        verdict=verdict,
        text=text.strip() if verdict == "edited" else "",
        by=by,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        is_recorded=audit is not None,
    )
    case.reviews[code] = made
    return made


async def note_viewed(case: CaseFile, by: str, audit: Audit | None) -> None:
    """Record once that somebody looked at an answer."""
    if case.is_seen or audit is None or case.diagnosis is None:
        return
    case.is_seen = True
    try:
        await asyncio.to_thread(audit.annotate, case.id, None, "viewed", by)
    except AuditError:
        # The answer itself says already that the case has no record.
        case.is_seen = False
