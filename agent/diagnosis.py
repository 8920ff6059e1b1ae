"""What comes out: a ranked differential whose every claim can be checked, or an honest abstention."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from agent.comparison import Change, Earlier
from agent.evidence import Citation, Rejected
from agent.given import Given
from agent.trace import Trace
from tools.finding import Finding, Measurement
from tools.image import ImageRef

__all__ = [
    "NOTICE",
    "Claim",
    "Confidence",
    "Diagnosis",
    "Hypothesis",
    "NextTest",
    "RedFlagRaised",
    "Status",
    "Usage",
]

Status = Literal["answered", "degraded", "insufficient_evidence", "escalate", "refused", "failed"]

NOTICE = (
    "Research and education only. This software analyses medical images and is not a medical device; "
    "a clinician must review every answer."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement and what it stands on."""

    text: str
    citations: tuple[str, ...] = ()
    """Labels of citations of this diagnosis."""
    finding: str | None = None
    """Code of the finding or measurement it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One entry of the differential."""

    condition: str
    """Id of the condition in the library, or the model's own words in kebab-case."""
    name: str
    probability: float | None
    """The reasoner's own estimate [0-1], None where it gives none; not calibrated unless `Confidence` says so."""
    supports: tuple[Claim, ...] = ()
    refutes: tuple[Claim, ...] = ()
    icd10: str | None = None
    snomed: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How sure the answer is, and how that was worked out."""

    value: float
    """[0-1]; 0 where there is no answer."""
    method: str
    """`option-token`, `option-text`, `option-choice`, `answer-tokens`, each perhaps with `+agreement`; or
    `finding-certainty`, `evidence-coverage`, `none`; see `agent/confidence`."""
    calibrated: bool = False
    """True only after calibration on outcomes."""
    parts: dict[str, float] = field(default_factory=dict)
    """The numbers it was made of: shares [0-1], counts [1] of `tokens` and `samples`, `log_likelihood` [nat]."""
    meaning: str = ""
    """What it means, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagRaised:
    """A sign of danger in the history, by rule."""

    id: str
    message: str
    """What it may mean and what to do now."""
    source: str
    """Address of the source of the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTest:
    """A test that a cited guideline recommends next."""

    name: str
    condition: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the case cost."""

    steps: int = 0
    calls: int = 0
    retrievals: int = 0
    images: int = 0
    tokens: int = 0
    seconds: float = 0.0
    """Wall clock [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The answer to a case. An abstention is one too."""

    case_id: str
    status: Status
    reason: str
    """Why it has this status, in one or two sentences."""
    model: str
    """The profile that reasoned, and what it is."""
    question: str | None = None
    answer: str | None = None
    """The option chosen or the answer in words, where a question was asked."""
    basis: tuple[Claim, ...] = ()
    """Findings that the answer to the question rests on."""
    differential: tuple[Hypothesis, ...] = ()
    """Most probable first."""
    images: tuple[ImageRef, ...] = ()
    """The images of the study that were looked at, by number from 1."""
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    not_judged: tuple[str, ...] = ()
    """What may be on the images and none of the tools that looked looks for; silence about it is no absence."""
    changes: tuple[Change, ...] = ()
    """What the same tools said of the current and of an earlier image."""
    earlier: tuple[Earlier, ...] = ()
    """Which of `images` are of earlier studies."""
    given: tuple[Given, ...] = ()
    """Segments and reports that came with the study: what others say."""
    citations: tuple[Citation, ...] = ()
    confidence: Confidence = field(default_factory=lambda: Confidence(value=0.0, method="none"))
    red_flags: tuple[RedFlagRaised, ...] = ()
    next_tests: tuple[NextTest, ...] = ()
    missing: tuple[str, ...] = ()
    """What would help most to know."""
    rejected: tuple[Rejected, ...] = ()
    dropped: tuple[str, ...] = ()
    """Claims or citations of the model that did not resolve, as sentences."""
    notes: tuple[str, ...] = ()
    """What was odd about the input, as sentences."""
    degraded: tuple[str, ...] = ()
    """What did not work, as sentences."""
    usage: Usage = field(default_factory=Usage)
    trace: Trace = field(default_factory=Trace)
    notice: str = NOTICE
    annotated: bytes | None = field(default=None, compare=False, repr=False)
    """PNG of the first image with findings, or the first one, with what was found drawn in; not part of the JSON."""

    def to_json(self, *, times: bool = True, indent: int | None = 2) -> str:
        """Write the diagnosis as JSON; `from_json` reads it back equal.

        Args:
            times: False leaves the measured seconds out (as zero), for comparing two runs.
            indent: Spaces a level; None for one line.
        """
        data = _ADAPTER.dump_python(self, mode="json", exclude={"annotated"})
        if not times:
            data["usage"]["seconds"] = 0.0
            for step in data["trace"]["steps"]:
                step["seconds"] = 0.0
        return str(_TEXT.dump_json(data, indent=indent).decode())

    @classmethod
    def from_json(cls, text: str) -> "Diagnosis":
        """Read what `to_json` wrote.

        Raises:
            ValueError: If it is not such a document.
        """
        return _ADAPTER.validate_json(text)

    def _repr_html_(self) -> str:
        from agent.report import as_html

        return as_html(self)


_ADAPTER = TypeAdapter(Diagnosis)
_TEXT: TypeAdapter[object] = TypeAdapter(object)
