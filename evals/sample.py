"""What is asked, what was answered and what it is worth: the three nouns of every benchmark."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from evals.errors import DatasetError

__all__ = ["Box", "Kind", "Outcome", "Prediction", "Sample", "Score"]

Kind = Literal["choice", "open", "yes-no", "number", "retrieval", "stance", "grounding", "report", "dialogue"]
"""What an answer is; `evals/scoring/strict.py` has one rule for each.

- `choice`: one of `options`; target: its letter, or a tuple of letters where several are asked for.
- `open`: words; target: a text, or a tuple of texts any of which is right.
- `yes-no`: target `yes`, `no` or, where the set has it, `maybe`.
- `number`: target a mapping with `value`, `lower`, `upper` [the unit that the question asks for], or a text (a date).
- `retrieval`: documents in order; target a mapping from document id to grade.
- `stance`: target one label of `options`; the texts to judge are in `context`.
- `grounding`: boxes; target a tuple of `Box`.
- `report`: a longer text; target the reference text, or a mapping of statements (`must`, `nice`).
- `dialogue`: what can be asked stands in `extra`; target as for `choice` or `open`.
"""

Outcome = Literal["answered", "abstained", "unparsed", "refused", "images", "transport", "judge"]
"""How a sample ended. Only `answered` can be right; all of them stay in the denominator.

`images`: not every picture reached the model. `transport`: the model or the server failed. `judge`: the judge failed.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on one image: original pixels, origin = top-left corner of the first pixel."""

    x0: float
    y0: float
    x1: float
    y1: float
    image: int = 1
    """Number of the image in the sample, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One question of a benchmark, without anything that would give the answer away in what is shown."""

    id: str
    """Unique in its benchmark and split."""
    question: str
    target: Any
    """What is right; its form is that of the kind (see `Kind`). JSON values, and `Box` for `grounding`."""
    options: tuple[str, ...] = ()
    """The answers to choose from, without letters."""
    images: tuple[Path, ...] = ()
    """In the order in which the question numbers them."""
    history: str | None = None
    """The case as the benchmark tells it, where it is apart from the question."""
    priors: tuple[Path, ...] = ()
    """Earlier images of the same patient, oldest first."""
    context: tuple[str, ...] = ()
    """Texts that the benchmark hands over with the question, in order."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """What results are broken down by: modality, question type, language, …"""
    cluster: str | None = None
    """What samples share when they are not independent (a patient, an image): the unit of bootstrap. None: itself."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further JSON values that the published scorer or a dialogue needs; never shown to the model as they are."""

    def __post_init__(self) -> None:
        if not self.id or not self.question.strip():
            raise DatasetError(f"Sample {self.id!r} has no id or no question.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What came back for one sample."""

    sample: str
    """Id of the sample."""
    outcome: Outcome
    said: str = ""
    """The reply as it was written, for published scorers that parse it their own way."""
    answer: str | None = None
    """What our own parser took from it: the option's letter for `choice`, the text otherwise; None: nothing."""
    confidence: float | None = None
    """[0-1]; None where there is none."""
    ranked: tuple[str, ...] = ()
    """Document ids, best first (`retrieval`)."""
    boxes: tuple[Box, ...] = ()
    """(`grounding`)."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """What was counted on the way: steps, calls, retrievals, images, tokens [1], seconds [s], citations and how many
    resolve, and so on. Averaged in reports; never part of a score unless a scorer names them."""
    why: str = ""
    """One sentence where the outcome is not `answered`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a prediction is worth."""

    value: float
    """[0-1]; 0 for every outcome but `answered`."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """Further figures of this sample: nDCG at other cuts, IoU, token F1, …"""
    why: str = ""
    """What decided, in a few words, for a person who looks the sample up."""
