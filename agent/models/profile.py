"""What is known about a model, as data: one TOML file each in `agent/models/profiles/`."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.budget import Thresholds
from agent.coordinates import Convention
from agent.dialects import DialectName
from agent.dialects.reply import Tags
from agent.errors import ConfigurationError

__all__ = ["Expert", "Profile", "load_profile", "profile_names"]

_FOLDER = Path(__file__).parent / "profiles"


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expert(_Facts):
    """A specialty's LoRA adapter over the same base, or the merged model."""

    specialty: str
    """Its name in kebab-case; `serve --lora SPECIALTY=PATH` serves it under this name."""
    modalities: tuple[str, ...] = ()
    """Modalities (0008,0060) of its cases, such as `CR`; empty: any."""
    body_parts: tuple[str, ...] = ()
    """Body parts examined (0018,0015) of its cases, such as `CHEST`; empty: any."""


class Profile(_Facts):
    """Facts about a model; nothing here is decided by its name.

    `sources` says where each fact was read and `unverified` which could not be confirmed, both by field name.
    """

    name: str
    kind: Literal["embedded", "served", "scripted"]
    """Which implementation of the model seam runs it."""
    title: str
    """How it introduces itself on every surface."""
    source: str
    """Where most of these facts come from."""
    sources: dict[str, str] = {}
    """Where a single fact was read, by field name."""
    unverified: tuple[str, ...] = ()
    """Fields whose facts could not be confirmed; shown wherever the profile is."""
    released: bool = True
    """False while the weights are not public."""
    licence: str
    """SPDX identifier, or the licence's own name."""
    checkpoint: str | None = None
    """Name of the checkpoint, for a served model."""
    revision: str | None = None
    """Commit of the checkpoint that these facts were read from."""
    base: str | None = None
    """Checkpoint that it was trained from."""
    parameters: float | None = Field(default=None, gt=0)
    """Number of parameters [10⁹]."""
    dialect: DialectName = "hermes"
    """How it writes tool calls."""
    tags: Tags = Tags()
    """What it puts around its reasoning and its answer."""
    instruction: str = ""
    """A sentence that it was trained to read in its system prompt, in front of ours."""
    native_calls: bool = False
    """True: the server's own tool parser reads its calls. It loses all calls of a turn when one is malformed."""
    tool_parser: str | None = None
    """Name of that parser, for `serve`."""
    coordinates: Convention = "original"
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
    context: int | None = Field(default=None, gt=0)
    """Longest conversation with its reply [tokens]."""
    temperature: float = Field(default=0.0, ge=0)
    top_p: float | None = Field(default=None, gt=0, le=1)
    top_k: int | None = Field(default=None, gt=0)
    repetition_penalty: float | None = Field(default=None, gt=0)
    max_tokens: int = Field(default=2048, gt=0)
    """Longest reply [tokens]."""
    stop: tuple[str, ...] = ()
    """Stop strings."""
    token_probabilities: bool = False
    """True: replies carry log-probabilities, and confidence is taken from them."""
    structured: bool = False
    """True: its server honours `structured_outputs` (a choice, a JSON schema)."""
    images_by_uuid: bool = False
    """True: its server keeps images and takes a `uuid` in place of one it has seen."""
    tokenizes: bool = False
    """True: its server has `/tokenize`, and untrusted text is checked there for control tokens."""
    samples: int = Field(default=0, ge=0, le=16)
    """Further answers drawn to see whether they agree [1]; one request, the prefix shared."""
    experts: tuple[Expert, ...] = ()
    """Specialty adapters it may be served with, most specific first."""
    answer_threshold: float = Field(default=Thresholds().answer, ge=0, le=1)
    """Confidence from which on its answer stands [0-1]; the scale depends on the estimator, hence on the model."""

    @property
    def verified(self) -> bool:
        """Whether every fact was confirmed."""
        return not self.unverified


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
