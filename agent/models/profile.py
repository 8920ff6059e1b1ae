"""What is known about a model, as data: one TOML file each in `agent/models/profiles/`.

A profile of your own is a TOML file with the fields of `Profile` (all but `name`, which is the file's), such as

```toml
kind = "served"
title = "Our own chest model"
source = "https://example.org/model-card"
licence = "Apache-2.0"
checkpoint = "our-group/chest-7b"
coordinates = "processed"
unverified = ["coordinates"]
```

and is used by its path: `Agent(profile=Path("chest-7b.toml"))`, or `--profile ./chest-7b.toml`.
"""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.budget import Thresholds
from agent.coordinates import Convention
from agent.dialects import DialectName
from agent.dialects.reply import Tags
from agent.errors import ConfigurationError

__all__ = ["Expert", "Profile", "load_profile", "profile_names"]

_FOLDER = Path(__file__).parent / "profiles"
_LARGEST = 64 * 2**10
"""Largest profile read [bytes]: the longest that ships has a tenth of it."""
_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
"""Kebab-case, with the dots that version numbers have."""

_DECIDED = frozenset(
    {
        *("name", "kind", "title", "source", "sources", "unverified"),
        *("native_calls", "tool_parser", "reads_criteria", "token_probabilities", "structured", "images_by_uuid"),
        *("guided", "tokenizes", "samples", "answer_threshold", "lossy_images"),
    }
)
"""Fields that are no facts about the model: what describes the profile, what its server can do, what we decided."""


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
    """SPDX identifier, or the licence's own name; `unknown` where none could be found."""
    terms: str = ""
    """What the licence forbids or asks for beyond attribution, as a sentence: no commercial use, an acceptance, …"""
    checkpoint: str | None = None
    """Name of the checkpoint, for a served model."""
    revision: str | None = None
    """Commit of the checkpoint that these facts were read from."""
    base: str | None = None
    """Checkpoint that it was trained from."""
    parameters: float | None = Field(default=None, gt=0)
    """Number of parameters as its page counts them [10⁹]."""
    architecture: str | None = None
    """Class of the checkpoint in Hugging Face's `config.json`, such as `Qwen2_5_VLForConditionalGeneration`."""
    remote_code: bool = False
    """True: its page loads it with code from its own repository, which `serve` never lets a server run."""
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
    lossy_images: bool = False
    """True: images are sent as JPEG of quality 95 rather than as PNG: half the bytes, and not every pixel exact."""
    square: int | None = Field(default=None, gt=0)
    """Side of the square that it makes of every image, whatever the three facts above say (Gemma 3: 896) [pixels]."""
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
    guided: bool = False
    """True: every turn is held to the dialect's grammar; needs `structured`. Reasoning is then short."""
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

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        named = {*self.sources, *self.unverified}
        if unknown := sorted(named - set(type(self).model_fields)):
            raise ValueError(f"sources and unverified name fields of a profile; {', '.join(unknown)} is none")
        if both := sorted(set(self.sources) & set(self.unverified)):
            raise ValueError(f"{', '.join(both)} cannot be both sourced and unverified")
        if self.min_pixels > self.max_pixels:
            raise ValueError(f"min_pixels {self.min_pixels} is more than max_pixels {self.max_pixels}")
        return self

    @property
    def verified(self) -> bool:
        """Whether every fact was confirmed."""
        return not self.unverified

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts about the model that are stated here rather than left at their default."""
        return tuple(name for name in type(self).model_fields if name in self.model_fields_set - _DECIDED)

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Names of the facts that have neither a source nor a mark that they are unverified."""
        return tuple(name for name in self.facts if name not in self.sources and name not in self.unverified)


def profile_names() -> tuple[str, ...]:
    """All profiles that ship, in order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_profile(profile: str | Path) -> Profile:
    """Read a profile by its name, or one of your own by its path.

    Args:
        profile: Name of a profile that ships, or the path of a file that ends in `.toml`. The name of a profile of
            your own is its file's, without the ending.

    Raises:
        ConfigurationError: If there is none of that name, or the file cannot be read, is larger than 64 KiB, goes by
            the name of a profile that ships, or has a field that is unknown or out of range; the field is named.
    """
    if isinstance(profile, Path) or profile.endswith(".toml"):
        return _own(Path(profile))
    names = profile_names()
    if profile not in names:
        spelt = re.sub(r"[\s_]+", "-", profile.strip().casefold())
        near = get_close_matches(spelt, names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ConfigurationError(
            f"Unknown profile {profile!r}.{hint} Profiles: {', '.join(names)}; or the path of a .toml file of your own."
        )
    return _read(_FOLDER / f"{profile}.toml")


def _own(path: Path) -> Profile:
    """A profile from somebody's own file."""
    if path.suffix != ".toml":
        raise ConfigurationError(f"A profile of your own is a file that ends in .toml, got {str(path)!r}.")
    if not _NAME.fullmatch(path.stem):
        raise ConfigurationError(f"Profile file {path.name!r}: name it in kebab-case, such as 'our-model-7b.toml'.")
    if path.stem in profile_names() and path.resolve().parent != _FOLDER:
        raise ConfigurationError(
            f"Profile file {path.name!r} goes by the name of a profile that ships; give it a name of its own."
        )
    return _read(path)


def _read(path: Path) -> Profile:
    # A pipe or a device would be waited for without an end.
    if path.exists() and not path.is_file():
        raise ConfigurationError(f"Profile file {str(path)!r} cannot be read: it is no regular file.")
    try:
        with path.open("rb") as stream:
            text = stream.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"Profile file {str(path)!r} cannot be read: {error.strerror}.") from error
    if len(text) > _LARGEST:
        raise ConfigurationError(f"Profile file {path.name!r} is larger than {_LARGEST:,} bytes; a profile is short.")
    try:
        fields: dict[str, Any] = tomllib.loads(text.decode("utf-8"))
        if "name" in fields:
            raise ConfigurationError(f"Profile {path.stem!r}, field 'name': leave it out; the file's name is the name.")
        return Profile(**fields, name=path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Profile {path.stem!r} is no TOML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(_problem(dict(one)) for one in error.errors(include_url=False))
        raise ConfigurationError(f"Profile {path.stem!r} cannot be used: {problems}.") from error


def _problem(error: dict[str, Any]) -> str:
    """One thing that is wrong with a profile, by the name of its field."""
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), Profile.model_fields, n=1)
        return f"unknown field {place!r}" + (f" (did you mean {near[0]!r}?)" if near else "")
    if error["type"] == "missing":
        return f"field {place!r} is missing"
    what = error["msg"].removeprefix("Value error, ")
    return f"field {place!r}: {what}, got {error['input']!r:.60}" if place else what
