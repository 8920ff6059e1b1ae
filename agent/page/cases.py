"""A case on the page: what was asked, what has happened so far, and what came of it."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Literal, NamedTuple

from agent.case import Prior
from agent.diagnosis import Diagnosis
from agent.page.studies import UploadedStudy

__all__ = ["SETTLED", "CaseFile", "Event", "Review", "Stage", "new_id"]

Stage = Literal["waiting", "running", "ended", "cancelled", "failed"]
SETTLED: frozenset[Stage] = frozenset({"ended", "cancelled", "failed"})
Verdict = Literal["accepted", "edited", "rejected"]


def new_id() -> str:
    """128 random bits [32 hex digits]."""
    return secrets.token_hex(16)


class Event(NamedTuple):
    """Something that happened."""

    kind: str
    """`waiting`, `running`, `asked`, `step`, or one of the ends: `ended`, `cancelled`, `failed`."""
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person made of one finding or condition."""

    code: str
    verdict: Verdict
    text: str
    """Their correction; kept with the case, never in the audit record."""
    by: str
    at: str
    """UTC, ISO 8601."""
    is_recorded: bool
    """Whether it stands in the audit record."""


@dataclass(slots=True, kw_only=True, eq=False)
class CaseFile:
    """One case of somebody's."""

    id: str
    owner: str
    study: UploadedStudy | None = None
    """None: a case in words alone."""
    priors: tuple[tuple[UploadedStudy, float | None], ...] = ()
    """Earlier studies, each with its age [d] where that was stated."""
    history: str = ""
    question: str | None = None
    options: tuple[str, ...] = ()
    profile: str
    title: str = ""
    """What its owner calls it."""
    batch: str | None = None
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    used: float = field(default_factory=monotonic)
    """When it was last asked for [s, monotonic]."""
    stage: Stage = "waiting"
    events: list[Event] = field(default_factory=list)
    diagnosis: Diagnosis | None = None
    """The first answer."""
    further: list[Diagnosis] = field(default_factory=list)
    """Answers to follow-up questions, oldest first."""
    reviews: dict[str, Review] = field(default_factory=dict)
    """By code; the last word counts."""
    error: dict[str, Any] | None = None
    task: "asyncio.Task[None] | None" = None
    is_seen: bool = False
    """Whether its answer was looked at, which the audit record notes once."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being done about it."""
        return self.stage in SETTLED

    def say(self, kind: str, /, **data: Any) -> None:
        """Add an event and wake whoever waits for it."""
        self.events.append(Event(kind, data))
        self._changed.set()
        self._changed = asyncio.Event()

    @property
    def changed(self) -> asyncio.Event:
        """Is set by the next event."""
        return self._changed

    def earlier(self) -> tuple[Prior, ...]:
        """The earlier studies as the agent takes them."""
        return tuple(Prior(images=study.source, days=days) for study, days in self.priors)

    def studies(self) -> tuple[UploadedStudy, ...]:
        """The study and the earlier ones; empty for a case in words."""
        own = () if self.study is None else (self.study,)
        return (*own, *(study for study, _ in self.priors))

    def summary(self) -> dict[str, Any]:
        """What a list of cases says about it."""
        shown = self.diagnosis
        leading = shown.differential[0] if shown and shown.differential else None
        return {
            "id": self.id,
            "stage": self.stage,
            "title": self.title or (self.study.title if self.study else "A case in words"),
            "created": self.created,
            "profile": self.profile,
            "study": self.study.id if self.study else None,
            "priors": [study.id for study, _ in self.priors],
            "batch": self.batch,
            "events": len(self.events),
            "status": shown.status if shown else None,
            "leading": leading.name if leading else None,
            "probability": leading.probability if leading else None,
            "error": self.error,
        }

    def detail(self) -> dict[str, Any]:
        """The summary with what was asked: for its owner's form, so never in a log."""
        return self.summary() | {
            "history": self.history,
            "question": self.question,
            "options": list(self.options),
            "days": [days for _, days in self.priors],
            "answers": len(self.further) + (self.diagnosis is not None),
        }
