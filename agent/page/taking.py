"""From a form or a JSON document to a case, checked before it waits."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.case import HISTORY_LIMIT
from agent.page.cases import CaseFile, new_id
from agent.page.errors import PageError, Unusable
from agent.page.parts import Parts
from agent.page.studies import UploadedStudy
from agent.page.uploads import Form

__all__ = [
    "LONGEST_AGO",
    "LONGEST_QUESTION",
    "CaseAsked",
    "PriorAsked",
    "QuestionAsked",
    "kept",
    "parsed",
    "take_case",
    "take_study",
]

_MOST_OPTIONS = 26
"""Answers to choose from: a letter each."""
_MOST_PRIORS = 4
"""Earlier studies of one case [1]. Ours."""
LONGEST_QUESTION = 2_000
"""Characters of a question [1]. Ours."""
LONGEST_AGO = 40_000
"""Longest interval between two studies of one person [d]: 110 years, as for any case."""


class PriorAsked(BaseModel):
    """An earlier study."""

    model_config = ConfigDict(extra="forbid")

    study: str = Field(max_length=64)
    days: float | None = Field(None, ge=0, le=LONGEST_AGO, description="How long before the study [d].")


class CaseAsked(BaseModel):
    """A case."""

    model_config = ConfigDict(extra="forbid")

    study: str | None = Field(None, max_length=64, description="Id of a study handed over before; no picture without.")
    sample: str | None = Field(None, max_length=64, description="Or the name of one that ships.")
    priors: list[PriorAsked] = Field([], max_length=_MOST_PRIORS)
    history: str | None = Field(None, max_length=HISTORY_LIMIT, description="None: that of the sample, or nothing.")
    question: str | None = Field(None, max_length=LONGEST_QUESTION)
    options: list[str] = Field([], max_length=_MOST_OPTIONS, description="Answers to choose from.")
    profile: str | None = Field(None, max_length=128, description="None: the first of those offered.")
    title: str = Field("", max_length=200, description="What you call the case.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.study is not None and self.sample is not None:
            raise ValueError("a case has a study or a sample, one of them")
        if self.study is None and self.sample is None:
            if not (self.history or "").strip() and not (self.question or "").strip():
                raise ValueError("a case has a study, a sample, a history or a question")
            if self.priors:
                raise ValueError("earlier studies are compared with a current one; name a study too")
        if self.options and not (self.question or "").strip():
            raise ValueError("options need a question")
        return self


class QuestionAsked(BaseModel):
    """A further question about a case."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    history: str | None = Field(None, max_length=HISTORY_LIMIT, description="What is new.")


@contextmanager
def kept(form: Form) -> Iterator[None]:
    """Erase the files of a form that cannot be used after all."""
    try:
        yield
    except PageError:
        shutil.rmtree(form.folder, ignore_errors=True)
        raise


def parsed(text: bytes | str) -> CaseAsked:
    """Read a case from JSON.

    Raises:
        Unusable: If it is not one; the message names the field, never its value.
    """
    try:
        return CaseAsked.model_validate_json(text)
    except ValidationError as error:
        raise Unusable(problems_of(error)) from error


def problems_of(error: ValidationError) -> str:
    """What is wrong, by field, without what was sent."""
    found = [
        f"{'.'.join(map(str, one['loc'])) or 'the document'}: {one['msg'].removeprefix('Value error, ')}"
        for one in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return f"The request cannot be used: {'; '.join(found[:5])}."


def take_study(parts: Parts, person: str, form: Form, name: str) -> UploadedStudy:
    """Take the files of one field of a form as a study.

    Raises:
        Unusable: If there is none.
    """
    files = form.sent(name)
    if not files:
        raise Unusable(f"The form has no files under the name {name!r}.")
    folder = files[0].path.parent
    source = files[0].path if len(files) == 1 else folder
    title = "One file" if len(files) == 1 else f"{len(files)} files"
    return parts.studies.add(person, source, folder, title, names={one.path.name: one.name for one in files})


def take_case(parts: Parts, person: str, asked: CaseAsked) -> CaseFile:
    """Make a case of what was asked; it does not wait yet.

    Raises:
        PageError: If a study or the profile is not there.
    """
    profile = asked.profile or parts.assistants.default
    parts.assistants.check(profile)
    study: UploadedStudy | None = None
    if asked.sample is not None:
        study = parts.studies.add_sample(person, asked.sample)
    elif asked.study is not None:
        study = parts.studies.of(person, asked.study)
    return CaseFile(
        id=new_id(),
        owner=person,
        study=study,
        priors=tuple((parts.studies.of(person, one.study), one.days) for one in asked.priors),
        history=(study.history if study else "") if asked.history is None else asked.history,
        question=(asked.question or "").strip() or None,
        options=tuple(asked.options),
        profile=profile,
        title=asked.title.strip(),
    )
