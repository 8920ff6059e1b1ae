"""What the server offers: profiles, samples, and the texts behind citations."""

from typing import Any

from fastapi import APIRouter

from agent.case import HISTORY_LIMIT
from agent.diagnosis import NOTICE
from agent.page.parts import PartsHere, Person
from agent.page.passages import passage_data
from agent.page.taking import LONGEST_QUESTION
from tools import samples

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["about"])


@router.get("/health", summary="Whether the server answers")
def health() -> dict[str, str]:
    """Answers without a token, and tells nothing."""
    return {"status": "ok"}


@router.get("/about", summary="Profiles, samples and limits")
def about(parts: PartsHere, person: Person) -> dict[str, Any]:
    """Everything that a form needs to know."""
    return {
        "person": person,
        "notice": NOTICE,
        "profiles": parts.assistants.offered(),
        "samples": [
            {"name": name, "title": samples.title(name), "history": samples.history(name)} for name in samples.names()
        ],
        "is_recorded": parts.audit is not None,
        "limits": {
            "upload_bytes": parts.limits.upload_bytes,
            "files": parts.limits.files,
            "per_person": parts.limits.per_person,
            "batch_cases": parts.limits.batch_cases,
            "history_characters": HISTORY_LIMIT,
            "question_characters": LONGEST_QUESTION,
        },
    }


@router.get("/passages", summary="The text of a passage")
async def passage(parts: PartsHere, person: Person, id: str, profile: str | None = None) -> dict[str, Any]:
    """A passage of the library or of a corpus, with where it comes from."""
    assistant = await parts.assistants.get(profile or parts.assistants.default)
    return passage_data(assistant.passage(id), assistant.library)
