"""One synthetic case: what is asked, and what decides it."""

from dataclasses import dataclass, field
from typing import Literal

from agent.coordinates import sent_size
from agent.models.profile import Profile
from corpora import Document
from evals.stand_in.profile import PROFILE
from tools.image import Image

__all__ = ["Case", "Misleading", "Placed", "module_sent"]

Misleading = Literal["superseded", "wrong population", "off-topic", "unsafe"]
"""Why the filter turns a misleading passage down (`agent.evidence.RejectedReason`)."""
_HISTORY = "54-year-old man."


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A plate in a picture [pixels of the original]."""

    width: int
    height: int
    module: int
    left: int
    top: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with what decides it."""

    id: str
    kind: Literal["zoom", "evidence", "again"]
    question: str
    options: tuple[str, ...]
    answer: str
    """The option that is right."""
    image: Image
    history: str = _HISTORY
    plate: Placed | None = None
    decides: str = ""
    """Id of the document with the answer."""
    explains: str = ""
    """Id of the document that says what the abbreviation of the question is short for, or empty."""
    hidden: bool = False
    """Whether the document with the answer goes by the long name alone, so that the other one is needed as well."""
    misleads: str = ""
    """Id of the document with a wrong answer, or empty."""
    misleading: Misleading | None = None
    long_name: str = ""
    """What the abbreviation of the question is short for, or empty."""
    documents: tuple[Document, ...] = field(default=(), repr=False)
    """What it adds to the corpus."""
    guideline: str = field(default="", repr=False)
    """A guideline file for other patients, or empty."""


def module_sent(placed: Placed, profile: Profile = PROFILE) -> float:
    """Pixels that a module of a plate has where the whole picture is sent, from geometry alone.

    Args:
        placed: Sizes of picture and plate.
        profile: How many pixels the model is sent.
    """
    wide, high = sent_size(
        placed.width,
        placed.height,
        patch=profile.patch,
        least=profile.min_pixels,
        most=profile.max_pixels,
        square=profile.square,
    )
    return placed.module * min(wide / placed.width, high / placed.height)
