"""Answers: the result, its pictures and outlines, its citations, reviews and exports."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.page.cases import Verdict
from agent.page.errors import NotThere
from agent.page.handouts import Kind, hand_out
from agent.page.outlining import outlines_of
from agent.page.parts import PartsHere, Person
from agent.page.passages import passage_data
from agent.page.pictures import LONGEST_SIDE, png_of
from agent.page.results import answer_of, result_of, review_data
from agent.page.reviewing import note_viewed, review

__all__ = ["router"]

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["answers"])

Answer = Annotated[int, Query(ge=0, description="0: the diagnosis; from 1: answers to further questions.")]


class ReviewAsked(BaseModel):
    """What somebody makes of a finding."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=128, description="Of a finding, measurement or condition.")
    verdict: Verdict
    text: str = Field("", max_length=2_000, description="The correction, for `edited`.")


@router.get("/result", summary="The answer")
async def result(case_id: str, parts: PartsHere, person: Person, answer: Answer = 0) -> dict[str, Any]:
    """The whole diagnosis as JSON, with where its images are."""
    case = parts.desk.of(person, case_id)
    found = await result_of(case, answer, parts.shelf)
    await note_viewed(case, person, parts.audit)
    return found


@router.get("/outlines", summary="Outlines as polygons")
async def outlines(case_id: str, parts: PartsHere, person: Person, answer: Answer = 0) -> dict[str, Any]:
    """What was outlined, in pixels of the pictures."""
    case = parts.desk.of(person, case_id)
    return await asyncio.to_thread(outlines_of, case, answer_of(case, answer))


@router.get("/images/{digest}.png", summary="A picture of a case", response_class=Response)
async def image(
    case_id: str,
    digest: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
    parts: PartsHere,
    person: Person,
    longest: Annotated[int, Query(ge=16, le=LONGEST_SIDE, description="Longest side [pixels].")] = 512,
) -> Response:
    """Of the study, or made by a tool, also while the case runs."""
    case = parts.desk.of(person, case_id)
    assistant = await parts.assistants.get(case.profile)
    found = await asyncio.to_thread(assistant.image, case.id, digest)
    if found is None:
        raise NotThere("The case has no picture of that name, or it is not at hand any more.")
    return Response(await asyncio.to_thread(png_of, found, longest), media_type="image/png")


@router.get("/citations/{label}", summary="What a citation stands on")
async def citation(case_id: str, label: str, parts: PartsHere, person: Person, answer: Answer = 0) -> dict[str, Any]:
    """The passage, and which characters of it are quoted."""
    case = parts.desk.of(person, case_id)
    found = next((one for one in answer_of(case, answer).citations if one.label == label), None)
    if found is None:
        raise NotThere("The answer has no citation of that label.")
    assistant = await parts.assistants.get(case.profile)
    data = passage_data(assistant.passage(found.passage), assistant.library)
    return {**data, "label": found.label, "span": found.span, "quoted": found.text}


@router.post("/reviews", summary="Accept, edit or reject a finding", status_code=201)
async def judge(case_id: str, given: ReviewAsked, parts: PartsHere, person: Person) -> dict[str, Any]:
    """The verdict goes into the audit record; the words of an edit stay with the case and its exports."""
    case = parts.desk.of(person, case_id)
    answer_of(case)
    await review(case, given.code, given.verdict, given.text, person, parts.audit)
    return review_data(case, given.code)


@router.get("/exports/{kind}", summary="Save the case", response_class=Response)
async def export(case_id: str, kind: Kind, parts: PartsHere, person: Person, answer: Answer = 0) -> Response:
    """As PDF, DICOM SR or SEG, FHIR, JSON or HTML; for research only, preliminary, observed by a device."""
    case = parts.desk.of(person, case_id)
    folder = await asyncio.to_thread(parts.workplace.new, person)
    made = await asyncio.to_thread(hand_out, case, answer_of(case, answer), kind, folder, parts.audit)
    return Response(
        made.data, media_type=made.media, headers={"Content-Disposition": f'attachment; filename="{made.name}"'}
    )
