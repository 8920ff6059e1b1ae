"""An answer as the page shows it: the diagnosis as JSON, and where on which picture each of its images is."""

import asyncio
from typing import Any

import orjson

from agent.diagnosis import Diagnosis
from agent.page.cases import CaseFile
from agent.page.errors import NotThere, NotYet
from agent.page.frames import Shelf, left_out
from agent.report import not_judged_line, status_words, which
from tools.spoken import spoken

__all__ = ["answer_of", "placed", "result_of", "review_data"]


def answer_of(case: CaseFile, number: int | None = None) -> Diagnosis:
    """An answer of a case: 0 is the diagnosis, 1 the answer to the first further question; None: the diagnosis.

    Raises:
        NotYet: If the case has none yet.
        NotThere: If it has none of that number.
    """
    if case.diagnosis is None:
        raise NotYet("The case has no answer yet; wait until it has ended.")
    answers = (case.diagnosis, *case.further)
    if number is not None and not 0 <= number < len(answers):
        raise NotThere(f"The case has answers 0 to {len(answers) - 1}.")
    return answers[number or 0]


async def placed(case: CaseFile, diagnosis: Diagnosis, shelf: Shelf) -> dict[str, dict[str, Any]]:
    """Where the images of a case are: study and number of the picture, by digest."""
    wanted = frozenset(one.digest for one in diagnosis.images)
    found: dict[str, dict[str, Any]] = {}
    for study in case.studies():
        frames = await shelf.frames(study)
        places = await asyncio.to_thread(frames.places, wanted - found.keys())
        found |= {digest: {"study": study.id, "image": number} for digest, number in places.items()}
    return found


async def result_of(case: CaseFile, number: int | None, shelf: Shelf) -> dict[str, Any]:
    """An answer with everything that the page needs to show it."""
    diagnosis = answer_of(case, number)
    answer: dict[str, Any] = orjson.loads(diagnosis.to_json(indent=None))
    return {
        "case": case.summary(),
        "answer": answer,
        "status_words": status_words(diagnosis),
        "not_judged": not_judged_line(diagnosis),
        "spoken": [spoken(one) for one in diagnosis.measurements],
        "measured_on": [which(one, diagnosis) for one in diagnosis.measurements],
        "places": await placed(case, diagnosis, shelf),
        "left_out": [one for study in case.studies() for one in left_out(study, await shelf.frames(study))],
        "answers": 1 + len(case.further),
        "reviews": [review_data(case, code) for code in case.reviews],
    }


def review_data(case: CaseFile, code: str) -> dict[str, Any]:
    """What a person made of one finding, as JSON values."""
    review = case.reviews[code]
    return {
        "code": review.code,
        "verdict": review.verdict,
        "text": review.text,
        "by": review.by,
        "at": review.at,
        "is_recorded": review.is_recorded,
    }
