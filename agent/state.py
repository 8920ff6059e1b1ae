"""What is known about one case so far, and what a node may change of it."""

from dataclasses import dataclass, field
from typing import Annotated, Literal, TypedDict, TypeVar

from langchain_core.messages import AnyMessage

from agent.budget import Spent
from agent.comparison import Earlier, Seen
from agent.diagnosis import Confidence, Diagnosis, RedFlagRaised
from agent.dialects import Answered, Call
from agent.evidence import Evidence, Rejected
from agent.facts import Patient
from agent.given import Given
from agent.trace import Step
from corpora import Passage
from tools.finding import Finding, Measurement
from tools.image import ImageRef

__all__ = ["Attempt", "Found", "State", "Token", "Turn", "Update"]

T = TypeVar("T")


def append(left: tuple[T, ...], right: tuple[T, ...]) -> tuple[T, ...]:
    """Keep what was there and add to its end."""
    return (*left, *right)


def add(left: Spent, right: Spent) -> Spent:
    """Add up what was spent."""
    return left + right


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One generated token of an answer."""

    text: str
    logprob: float
    """Natural logarithm of its probability."""
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other tokens at its place, with their log-probabilities."""
    start: int | None = None
    """Offset in the answer's text [characters], negative where it begins before; None: to be found by its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The model's last turn, read."""

    outcome: Literal["calls", "answer", "complaint", "exhausted", "failed"]
    calls: tuple[Call, ...] = ()
    answer: Answered | None = None
    tokens: tuple[Token, ...] = ()
    """The answer's tokens, where the model gives probabilities; the first is the first after the answer tag."""
    reason: str = ""
    """Why it was exhausted or failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one query found, before it was judged."""

    query: str
    call: str | None
    """Id of the call that asked, or None when the agent itself did."""
    passages: tuple[Passage, ...]
    """Best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One answer with its confidence; the best one is shown."""

    number: int
    answer: Answered
    confidence: Confidence
    evidence: int
    """How many passages stood behind it."""
    accepted: bool
    """False: an earlier answer stays, because this one is not surer by enough."""


@dataclass(kw_only=True)
class State:
    """Everything about a case that a checkpoint keeps: names of images, never pixels."""

    case_id: str
    fingerprint: str = ""
    """SHA-256 over history, question, options, profile and library: what a case id stands for [64 hex digits]."""
    asked: int = 0
    """How many follow-up questions came before [1]."""
    question: str | None = None
    options: tuple[str, ...] = ()
    history: str = ""
    """The history without identifiers and control tokens."""
    patient: Patient = field(default_factory=Patient)
    red_flags: tuple[RedFlagRaised, ...] = ()
    studied: int = 0
    """How many of `images` were handed over; the others were made from them."""
    earlier: tuple[Earlier, ...] = ()
    """Which of those are of earlier studies: what is found on them is not of the present."""
    seen: Annotated[tuple[Seen, ...], append] = ()
    """What tools found on each image, in a case with earlier studies."""
    given: tuple[Given, ...] = ()
    """Segments and reports that came with the study."""
    offered: tuple[str, ...] = ()
    """The tools that the model is told of, the same for the whole case."""
    findings: Annotated[tuple[Finding, ...], append] = ()
    measurements: Annotated[tuple[Measurement, ...], append] = ()
    not_judged: Annotated[tuple[str, ...], append] = ()
    """What the tools that looked do not look for."""
    images: Annotated[tuple[ImageRef, ...], append] = ()
    """In the order of their numbers, from 1."""
    messages: Annotated[tuple[AnyMessage, ...], append] = ()
    """Append-only and byte-stable, so that a server's prefix cache holds."""
    expert: str | None = None
    """Specialty adapter that is asked; None: the base or merged model."""
    turn: Turn | None = None
    called: Annotated[tuple[str, ...], append] = ()
    """Every call made, canonically written, so that repeats are seen."""
    queries: tuple[str, ...] = ()
    """Queries that the agent itself wants answered next."""
    found: tuple[Found, ...] = ()
    evidence: Annotated[tuple[Evidence, ...], append] = ()
    """Passages that survived the filter, oldest first; never removed."""
    rejected: Annotated[tuple[Rejected, ...], append] = ()
    attempts: Annotated[tuple[Attempt, ...], append] = ()
    spent: Annotated[Spent, add] = field(default_factory=Spent)
    notes: tuple[str, ...] = ()
    """What was odd about the input, as sentences."""
    degraded: Annotated[tuple[str, ...], append] = ()
    """What did not work, as sentences."""
    steps: Annotated[tuple[Step, ...], append] = ()
    diagnosis: Diagnosis | None = None


class Update(TypedDict, total=False):
    """What a node may change. Keys equal the fields of `State` (tested): LangGraph drops a misspelt key silently."""

    case_id: str
    fingerprint: str
    asked: int
    question: str | None
    options: tuple[str, ...]
    history: str
    patient: Patient
    red_flags: tuple[RedFlagRaised, ...]
    studied: int
    earlier: tuple[Earlier, ...]
    seen: tuple[Seen, ...]
    given: tuple[Given, ...]
    offered: tuple[str, ...]
    findings: tuple[Finding, ...]
    measurements: tuple[Measurement, ...]
    not_judged: tuple[str, ...]
    images: tuple[ImageRef, ...]
    messages: tuple[AnyMessage, ...]
    expert: str | None
    turn: Turn | None
    called: tuple[str, ...]
    queries: tuple[str, ...]
    found: tuple[Found, ...]
    evidence: tuple[Evidence, ...]
    rejected: tuple[Rejected, ...]
    attempts: tuple[Attempt, ...]
    spent: Spent
    notes: tuple[str, ...]
    degraded: tuple[str, ...]
    steps: tuple[Step, ...]
    diagnosis: Diagnosis | None
