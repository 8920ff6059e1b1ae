"""A report as every format writes it: neutral, complete, and without a patient's identity."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from tools.errors import BadArguments
from tools.exports.codes import Code, own
from tools.finding import Finding, Measurement
from tools.image import ImageRef
from tools.region import Mask

__all__ = [
    "Advice",
    "Danger",
    "Observer",
    "Picture",
    "Report",
    "Segment",
    "Statement",
    "Suggestion",
    "Support",
    "Sureness",
]

_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NO_ANSWER = frozenset({"insufficient_evidence", "refused", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """The device that observed: this software with a model."""

    name: str
    version: str
    """Version of the software, and its commit where that is known."""
    model: str
    """The profile that reasoned, and what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement and the labels of what it stands on."""

    text: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One entry of the differential."""

    name: str
    code: Code
    codes: tuple[Code, ...] = ()
    """The same condition in further schemes."""
    probability: float | None = None
    """The reasoner's own estimate [0-1]."""
    urgent: bool = False
    supports: tuple[Statement, ...] = ()
    refutes: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A passage that statements stand on."""

    label: str
    title: str
    issuer: str
    year: int | None
    section: str
    url: str
    wording: Literal["summary", "quote"]
    """`summary`: `text` is our own summary of the section; `quote`: `text` is an exact span of the source."""
    text: str
    grade: str = ""
    """Strength and certainty as the issuer grades them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How sure the answer is."""

    value: float
    """[0-1]."""
    calibrated: bool
    method: str
    meaning: str
    """What the number means, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """A red flag."""

    message: str
    source: str
    """Address of the rule's source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A test that a cited passage recommends next."""

    name: str
    condition: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Something outlined on an image of the study."""

    target: str
    """What it is, as the tool calls it (`lungs`)."""
    image: ImageRef
    mask: Mask
    """Of the size of the image."""
    basis: str
    """How it was found, in one sentence."""

    def __post_init__(self) -> None:
        if self.mask.pixels.shape != (self.image.height, self.image.width):
            raise BadArguments(
                f"The mask of {self.target!r} is {self.mask.pixels.shape} and its image "
                f"{(self.image.height, self.image.width)}; they must be alike."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture to show, with what was found drawn in."""

    caption: str
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """What is handed to the clinic's systems; always preliminary, always by a device, never about a named patient."""

    case_id: str
    status: str
    """Status of the diagnosis (`answered`, `escalate`, …)."""
    outcome: str
    """The status in words."""
    reason: str
    notice: str
    """Research only; stands on every surface."""
    observer: Observer
    created: datetime
    """When the report was made, with its time zone."""
    confidence: Sureness
    question: str | None = None
    answer: str | None = None
    basis: tuple[Statement, ...] = ()
    """What the answer to the question rests on."""
    red_flags: tuple[Danger, ...] = ()
    differential: tuple[Suggestion, ...] = ()
    images: tuple[ImageRef, ...] = ()
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    citations: tuple[Support, ...] = ()
    next_tests: tuple[Advice, ...] = ()
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was odd, lost or left out, as sentences."""
    codes: Mapping[str, Code] = field(default_factory=dict)
    """Standard codes of findings and quantities by our code, where they are sure."""
    segments: tuple[Segment, ...] = ()
    pictures: tuple[Picture, ...] = ()

    def __post_init__(self) -> None:
        if not _CASE_ID.fullmatch(self.case_id):
            raise BadArguments(
                "A case id has 1 to 64 letters, digits, dots, dashes or underscores, and no patient data."
            )
        if self.created.tzinfo is None:
            raise BadArguments("The time of a report needs a time zone; give datetime.now(UTC).")
        if not self.notice.strip():
            raise BadArguments("A report needs its notice that it is for research only.")
        numbers = [self.confidence.value, *(one.value for one in self.measurements)]
        numbers += [one.measurement.value for one in self.findings if one.measurement is not None]
        if not all(math.isfinite(number) for number in numbers):
            raise BadArguments("A report holds finite numbers only; leave out the measurement that is not.")
        known = {one.label for one in self.citations}
        if unknown := sorted(set(self._cited()) - known):
            raise BadArguments(f"The report cites {', '.join(unknown)}, which is not among its citations.")
        object.__setattr__(self, "codes", MappingProxyType(dict(self.codes)))

    def _cited(self) -> list[str]:
        statements = [*self.basis]
        for one in self.differential:
            statements += [*one.supports, *one.refutes]
        labels = [label for one in statements for label in one.citations]
        return labels + [label for one in self.next_tests for label in one.citations]

    @property
    def is_abstention(self) -> bool:
        """True where there is no answer."""
        return self.status in _NO_ANSWER

    def code_of(self, code: str, name: str) -> Code:
        """The standard code of a finding or quantity, or a private one."""
        return self.codes.get(code) or own(code, name)
