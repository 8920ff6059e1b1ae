"""Cases: asking for a diagnosis, following it, stopping it, asking further, forgetting it."""

import asyncio
import json
import shutil
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from agent.page.errors import PageError, Unusable
from agent.page.events import event_stream
from agent.page.parts import Parts, PartsHere, Person
from agent.page.taking import LONGEST_AGO, CaseAsked, PriorAsked, QuestionAsked, kept, parsed, take_case, take_study
from agent.page.uploads import read_form

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["cases"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": CaseAsked.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "prior": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "prior_days": {"type": "number"},
                        "history": {"type": "string"},
                        "question": {"type": "string"},
                        "option": {"type": "array", "items": {"type": "string"}},
                        "profile": {"type": "string"},
                        "title": {"type": "string"},
                    },
                }
            },
        },
    }
}
_TEXTS = ("history", "question", "profile", "title")


@router.post("/diagnose", summary="Ask for a diagnosis", status_code=202, openapi_extra=_BODY)
async def diagnose(request: Request, parts: PartsHere, person: Person) -> dict[str, Any]:
    """A case as JSON about a study at hand, or as a form with its files, or in words alone; it waits for its turn."""
    is_form = request.headers.get("content-type", "").startswith("multipart/")
    if is_form:
        asked = await _from_form(request, parts, person)
    else:
        asked = parsed(await request.body())
    case = take_case(parts, person, asked)
    try:
        parts.desk.accept(case)
    except PageError:
        if is_form or asked.sample is not None:  # nobody has been told of these studies
            for study in case.studies():
                await parts.drop(study)
        raise
    place = f"/v1/cases/{case.id}"
    return {"id": case.id, "stage": case.stage, "case": place, "events": f"{place}/events", "result": f"{place}/result"}


async def _from_form(request: Request, parts: Parts, person: str) -> CaseAsked:
    folder = await asyncio.to_thread(parts.workplace.new, person)
    room = parts.limits.stored_bytes - await asyncio.to_thread(parts.workplace.used, person)
    form = await read_form(request, folder, parts.limits, room)
    with kept(form):
        named = {name: form.text(name) for name in _TEXTS if form.text(name) is not None}
        # Everything but the files is checked before anything is kept.
        asked = parsed(
            json.dumps({**named, "options": form.fields.get("option", []), "study": "" if form.sent("files") else None})
        )
        parts.assistants.check(asked.profile or parts.assistants.default)
        days = _days(form.text("prior_days"))
        if not form.sent("files"):
            if form.sent("prior"):
                raise Unusable("Earlier studies are compared with a current one; send its files too, under 'files'.")
            await asyncio.to_thread(shutil.rmtree, form.folder, ignore_errors=True)
            return asked
        study = take_study(parts, person, form, "files")
        if not form.sent("prior"):
            return asked.model_copy(update={"study": study.id})
        prior = PriorAsked(study=take_study(parts, person, form, "prior").id, days=days)
        return asked.model_copy(update={"study": study.id, "priors": [prior]})


def _days(text: str | None) -> float | None:
    if text is None or not text.strip():
        return None
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days <= LONGEST_AGO:
        raise Unusable(f"prior_days is a number of days from 0 to {LONGEST_AGO:,}.")
    return days


@router.get("/cases", summary="All cases of yours")
def cases(parts: PartsHere, person: Person) -> list[dict[str, Any]]:
    """Newest first."""
    return [case.summary() for case in parts.desk.all_of(person)]


@router.get("/cases/{case_id}", summary="How far a case is")
def case(case_id: str, parts: PartsHere, person: Person) -> dict[str, Any]:
    """Its stage, in short what came of it, and what was asked: history, question and options."""
    return parts.desk.of(person, case_id).detail()


@router.get("/cases/{case_id}/events", summary="Follow a case", response_class=StreamingResponse)
async def events(
    case_id: str,
    parts: PartsHere,
    person: Person,
    after: Annotated[int, Query(ge=0, description="Events that you have already.")] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Server-sent events: `waiting`, `running`, `asked`, `step` …, and `ended`, `cancelled` or `failed`."""
    found = parts.desk.of(person, case_id)
    seen = int(last_event_id) if last_event_id is not None and last_event_id.isdecimal() else after
    return StreamingResponse(
        event_stream(found, seen, parts.limits.heartbeat_seconds),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


@router.post("/cases/{case_id}/cancel", summary="Stop a case", status_code=202)
async def cancel(case_id: str, parts: PartsHere, person: Person) -> dict[str, Any]:
    """Its slot is free at once; what it had found so far is not kept."""
    found = parts.desk.of(person, case_id)
    parts.desk.cancel(found)
    return {"id": found.id, "stage": found.stage}


@router.post("/cases/{case_id}/questions", summary="Ask further", status_code=202)
async def ask(case_id: str, asked: QuestionAsked, parts: PartsHere, person: Person) -> dict[str, Any]:
    """Continue an ended case; the answer comes as the next number of its results."""
    found = parts.desk.of(person, case_id)
    parts.desk.ask(found, asked.question, asked.history)
    return {"id": found.id, "answer": 1 + len(found.further), "after": len(found.events) - 1}


@router.delete("/cases/{case_id}", summary="Forget a case", status_code=204)
async def forget(case_id: str, parts: PartsHere, person: Person) -> None:
    """Erase it with its study; in the audit record a tombstone stays."""
    await parts.forget(parts.desk.of(person, case_id))
