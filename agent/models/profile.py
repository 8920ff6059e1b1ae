"""What is known about a model, as data: one TOML file each in `agent/models/profiles/`."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.budget import Thresholds
from agent.errors import ConfigurationError

__all__ = ["Profile", "load_profile", "profile_names"]

_FOLDER = Path(__file__).parent / "profiles"


class Profile(BaseModel):
    """Facts about a model; nothing here is decided by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Literal["embedded", "served", "scripted"]
    """Which implementation of the model seam runs it."""
    title: str
    """How it introduces itself on every surface."""
    source: str
    """Where these facts come from."""
    verified: bool
    """False where a fact could not be confirmed."""
    licence: str
    checkpoint: str | None = None
    """Name of the checkpoint, for a served model."""
    dialect: Literal["hermes"] = "hermes"
    """How it writes tool calls."""
    coordinates: Literal["original", "processed", "thousandths", "fraction"] = "original"
    """What its boxes are measured in."""
    sees_images: bool = True
    """False: images stay names and descriptions; it looks through tools only."""
    reads_criteria: bool = False
    """True: the structured criteria of a kept passage are put beside its text."""
    min_pixels: int = Field(default=3136, gt=0)
    """Fewest pixels an image is sent with [pixels²]."""
    max_pixels: int = Field(default=1_003_520, gt=0)
    """Most pixels an image is sent with [pixels²]."""
    patch: int = Field(default=28, gt=0)
    """Sides are multiples of this [pixels]."""
    temperature: float = Field(default=0.0, ge=0)
    max_tokens: int = Field(default=2048, gt=0)
    """Longest reply [tokens]."""
    stop: tuple[str, ...] = ()
    """Stop strings."""
    token_probabilities: bool = False
    """True: replies carry log-probabilities, and confidence is taken from them."""
    answer_threshold: float = Field(default=Thresholds().answer, ge=0, le=1)
    """Confidence from which on its answer stands [0-1]; the scale depends on the estimator, hence on the model."""


def profile_names() -> tuple[str, ...]:
    """All profiles that ship, in order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_profile(name: str) -> Profile:
    """Read a profile by its name.

    Raises:
        ConfigurationError: If there is none of that name, or its file is broken.
    """
    names = profile_names()
    if name not in names:
        near = get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ConfigurationError(f"Unknown profile {name!r}.{hint} Profiles: {', '.join(names)}.")
    try:
        return Profile(**tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8")), name=name)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"Profile {name!r} is broken: {error}") from error
