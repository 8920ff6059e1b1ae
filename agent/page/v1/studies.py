"""Handing over studies and looking at their pictures."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.page.errors import NotYet, Unusable
from agent.page.frames import Frames, left_out
from agent.page.parts import PartsHere, Person
from agent.page.pictures import LONGEST_SIDE, pixels_of, png_of, presets_of
from agent.page.studies import UploadedStudy
from agent.page.taking import kept, take_study
from agent.page.uploads import read_form

__all__ = ["FILES_BODY", "router"]

router = APIRouter(prefix="/v1/studies", tags=["studies"])

FILES_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                    "required": ["files"],
                }
            }
        },
    }
}


class SampleAsked(BaseModel):
    """A study that ships."""

    model_config = ConfigDict(extra="forbid")

    sample: str = Field(max_length=64)


@router.post("", summary="Hand over a study", status_code=201, openapi_extra=FILES_BODY)
async def hand_over(request: Request, parts: PartsHere, person: Person) -> dict[str, Any]:
    """Files of one study, as `files`: DICOM, PNG, JPEG, NIfTI or a ZIP of them. What a file is, its content says."""
    folder = await asyncio.to_thread(parts.workplace.new, person)
    room = parts.limits.stored_bytes - await asyncio.to_thread(parts.workplace.used, person)
    form = await read_form(request, folder, parts.limits, room)
    with kept(form):
        study = take_study(parts, person, form, "files")
    return {"id": study.id, "title": study.title}


@router.post("/sample", summary="Take a study that ships", status_code=201)
def take_sample(given: SampleAsked, parts: PartsHere, person: Person) -> dict[str, Any]:
    """One of the synthetic studies, with its invented history."""
    study = parts.studies.add_sample(person, given.sample)
    return {"id": study.id, "title": study.title, "history": study.history}


@router.get("/{study_id}", summary="What a study holds")
async def describe(study_id: str, parts: PartsHere, person: Person) -> dict[str, Any]:
    """Its series, how many pictures each has, and what was odd."""
    study = parts.studies.of(person, study_id)
    frames = await parts.shelf.frames(study)
    return _described(study, frames)


@router.get("/{study_id}/images/{number}/pixels", summary="The values of a picture", response_class=Response)
async def pixels(study_id: str, number: int, parts: PartsHere, person: Person) -> Response:
    """A description as JSON behind its length, then the samples; for viewers that move the window themselves."""
    frames = await parts.shelf.frames(parts.studies.of(person, study_id))
    body = await asyncio.to_thread(lambda: pixels_of(frames.shown(number)))
    return Response(body, media_type="application/octet-stream")


@router.get("/{study_id}/images/{number}.png", summary="A picture", response_class=Response)
async def picture(
    study_id: str,
    number: int,
    parts: PartsHere,
    person: Person,
    longest: Annotated[int, Query(ge=16, le=LONGEST_SIDE, description="Longest side [pixels].")] = 1024,
    centre: float | None = None,
    width: float | None = None,
) -> Response:
    """A picture as PNG, through its own window or the one asked for."""
    frames = await parts.shelf.frames(parts.studies.of(person, study_id))
    body = await asyncio.to_thread(lambda: png_of(frames.shown(number), longest, centre, width))
    return Response(body, media_type="image/png")


@router.delete("/{study_id}", summary="Forget a study", status_code=204)
async def forget(study_id: str, parts: PartsHere, person: Person) -> None:
    """Erase a study that no case is about."""
    study = parts.studies.of(person, study_id)
    if study.id in parts.desk.studies_in_use():
        raise NotYet("A case is about this study; forget the case, and the study goes with it.")
    await parts.drop(study)


def _described(study: UploadedStudy, frames: Frames) -> dict[str, Any]:
    series, first = [], 1
    for one in frames.study.series:
        count = sum(len(instance.frames) for instance in one.instances)
        if count:
            series.append(
                {
                    "modality": one.modality,
                    "first": first,
                    "count": count,
                    "notes": list(one.notes),
                    "presets": presets_of(one.modality),
                }
            )
        first += count
    if not series:
        raise Unusable("The study holds no picture.")
    return {
        "id": study.id,
        "title": study.title,
        "images": len(frames.images),
        "series": series,
        "notes": list(frames.study.notes),
        "left_out": left_out(study, frames),
    }
