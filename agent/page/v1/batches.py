"""Batches of cases."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response

from agent.page.parts import PartsHere, Person
from agent.page.taking import kept
from agent.page.uploads import read_form

__all__ = ["router"]

router = APIRouter(prefix="/v1/batches", tags=["batches"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "table": {"type": "string", "format": "binary"},
                        "profile": {"type": "string"},
                    },
                    "required": ["files"],
                }
            }
        },
    }
}


@router.post("", summary="Begin a batch", status_code=202, openapi_extra=_BODY)
async def begin(request: Request, parts: PartsHere, person: Person) -> dict[str, Any]:
    """One folder a case, each perhaps with `history.txt`; or files with a table (case, images, history, question)."""
    folder = await asyncio.to_thread(parts.workplace.new, person)
    room = parts.limits.stored_bytes - await asyncio.to_thread(parts.workplace.used, person)
    form = await read_form(request, folder, parts.limits, room)
    profile = form.text("profile") or parts.assistants.default
    with kept(form):
        parts.assistants.check(profile)
        batch = parts.batches.start(person, form, profile)
    return batch.data()


@router.get("/{batch_id}", summary="How far a batch is")
def progress(batch_id: str, parts: PartsHere, person: Person) -> dict[str, Any]:
    """Every case with its stage and, once it has ended, its answer in short."""
    return parts.batches.of(person, batch_id).data()


@router.post("/{batch_id}/stop", summary="Stop a batch", status_code=202)
async def stop(batch_id: str, parts: PartsHere, person: Person) -> dict[str, Any]:
    """The case that is worked on is cancelled, the others are not begun; ended ones stay."""
    batch = parts.batches.of(person, batch_id)
    parts.batches.stop(batch)
    return batch.data()


@router.get("/{batch_id}/table.csv", summary="The results as a table", response_class=Response)
def table(batch_id: str, parts: PartsHere, person: Person) -> Response:
    """CSV in which no cell is a formula."""
    text = parts.batches.of(person, batch_id).table()
    return Response(
        text.encode("utf-8-sig", "replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="batch-{batch_id[:8]}.csv"'},
    )
