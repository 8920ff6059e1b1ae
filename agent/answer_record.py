"""The model's final answer as a checked record; what does not fit is left out and named."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.dialects import Answered

__all__ = ["AnswerRecord", "ClaimRecord", "HypothesisRecord", "TestRecord", "read_answer"]

_TEXT = 600
_MANY = 20


class ClaimRecord(BaseModel):
    """One claim as the model wrote it."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(max_length=_TEXT)
    cites: list[str] = Field(default_factory=list, max_length=_MANY)
    finding: str | None = None
    quote: str | None = Field(default=None, max_length=_TEXT)


class HypothesisRecord(BaseModel):
    """One entry of the differential as the model wrote it."""

    model_config = ConfigDict(extra="ignore")
    condition: str = Field(default="", max_length=_TEXT)
    name: str = Field(min_length=1, max_length=_TEXT)
    probability: float | None = Field(default=None, ge=0.0, le=1.0)
    supports: list[ClaimRecord] = Field(default_factory=list, max_length=_MANY)
    refutes: list[ClaimRecord] = Field(default_factory=list, max_length=_MANY)


class TestRecord(BaseModel):
    """A next test as the model wrote it."""

    __test__ = False
    model_config = ConfigDict(extra="ignore")
    name: str = Field(max_length=_TEXT)
    condition: str = Field(default="", max_length=_TEXT)
    cites: list[str] = Field(default_factory=list, max_length=_MANY)


class AnswerRecord(BaseModel):
    """A whole answer."""

    model_config = ConfigDict(extra="ignore")
    differential: list[HypothesisRecord] = Field(default_factory=list)
    answer: str | None = None
    rests_on: list[str] = Field(default_factory=list)
    next_tests: list[TestRecord] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    abstain: str | None = None
    refuse: str | None = None


def read_answer(answer: Answered) -> tuple[AnswerRecord, tuple[str, ...]]:
    """Check an answer.

    Returns:
        The record, and a sentence for every part that was left out because it did not have the form asked for.
    """
    if answer.record is None:
        return AnswerRecord(answer=answer.text[:_TEXT]), ()
    dropped: list[str] = []
    parts: dict[str, Any] = {}
    for field, model in (("differential", HypothesisRecord), ("next_tests", TestRecord)):
        parts[field] = _each(answer.record.get(field), model, field, dropped)
    for field in ("answer", "abstain", "refuse"):
        value = answer.record.get(field)
        parts[field] = str(value)[:_TEXT] if value is not None and not isinstance(value, dict | list) else None
    for field in ("missing", "rests_on"):
        several = answer.record.get(field)
        parts[field] = [str(one)[:_TEXT] for one in several[:_MANY]] if isinstance(several, list) else []
    return AnswerRecord(**parts), tuple(dropped)


def _each(value: object, model: type[BaseModel], field: str, dropped: list[str]) -> list[BaseModel]:
    """Read a list entry by entry, so that one broken entry costs only itself."""
    if not isinstance(value, list):
        return []
    out: list[BaseModel] = []
    for number, entry in enumerate(value[:_MANY], start=1):
        try:
            out.append(model.model_validate(entry))
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
            dropped.append(f"Entry {number} of {field} was not readable ({where}) and was left out.")
    return out
