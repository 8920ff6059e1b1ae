"""A calibration as a file, and its application to one confidence."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.calibration.fitting import Fitted, Method
from agent.diagnosis import Confidence
from agent.errors import ConfigurationError

__all__ = ["MISFIT", "Calibration", "calibrated", "load_calibration", "opened", "save_calibration"]

_LARGEST = 2**20
"""Largest calibration file [bytes]: some 20,000 knots, more than outcomes will ever give."""

_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]

MISFIT = "Not applied: it is for"
"""How the sentence begins that says that a calibration is for another profile or method."""


class Calibration(BaseModel):
    """A correction of confidences with what it was fitted on; `python -m agent calibrate` writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1] = 1
    method: Method
    temperature: _Positive | None = None
    """For `temperature` [1]."""
    knots: tuple[tuple[_Share, _Share], ...] = ()
    """For `isotonic`: `(confidence, corrected)`, both rising."""
    profile: str
    """Model profile that it is valid for."""
    estimator: str | None = None
    """`Confidence.method` that it is valid for; None where the outcomes did not say: any of that profile."""
    outcomes: int = Field(gt=0)
    """How many it was fitted on [1]."""
    source_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the file of outcomes."""
    ece_before: _Share
    """Expected calibration error as the confidences came [0-1], 15 bins of equal width."""
    ece_after: _Share
    """The same after correction, on the outcomes that it was fitted on: too good."""
    ece_cross_validated: _Share | None
    """The same, each outcome corrected by a fit that had not seen it; None where there was but one group."""

    @model_validator(mode="after")
    def _applicable(self) -> Self:
        self.fitted()
        return self

    def fitted(self) -> Fitted:
        """The correction itself."""
        return Fitted(method=self.method, temperature=self.temperature, knots=self.knots)

    def apply(self, value: float) -> float:
        """Correct one confidence [0-1]; 0 stands for no answer and stays."""
        if not 0.0 <= value <= 1.0 or math.isnan(value):
            raise ValueError(f"A confidence lies in 0-1, not {value!r}.")
        return float(self.fitted().apply(value)) if value > 0.0 else 0.0


def calibrated(confidence: Confidence, calibration: Calibration | None, profile: str) -> tuple[Confidence, str]:
    """Correct a confidence where the calibration is for it.

    Args:
        confidence: As estimated.
        calibration: None leaves it as it is.
        profile: Name of the profile that reasoned.

    Returns:
        The confidence, and a sentence on what was done; empty where there is no calibration.
    """
    if calibration is None:
        return confidence, ""
    if calibration.profile != profile:
        return confidence, f"{MISFIT} profile {calibration.profile!r}, not {profile!r}."
    if calibration.estimator not in (None, confidence.method):
        return confidence, f"{MISFIT} {calibration.estimator!r}, not {confidence.method!r}."
    if calibration.method == "none":
        return confidence, "Not applied: the outcomes gave no correction that is better than none."
    if confidence.value <= 0.0:
        return confidence, "Not applied: there is no answer to be sure of."
    value = calibration.apply(confidence.value)
    origin = f"{calibration.outcomes} outcomes (file {calibration.source_sha256[:12]})"
    return (
        replace(
            confidence,
            value=value,
            calibrated=True,
            parts={**confidence.parts, "uncalibrated": confidence.value},
            meaning=(
                f"{confidence.meaning.replace('; not calibrated', '').replace(', not calibrated', '')} Then calibrated "
                f"({calibration.method}) on {origin}; it holds for cases like those."
            ),
        ),
        f"Applied ({calibration.method}), from {confidence.value:.3f} to {value:.3f}, fitted on {origin}.",
    )


def opened(given: "Calibration | str | Path | None", profile: str) -> "Calibration | None":
    """The calibration that an agent was given, in either form.

    Raises:
        ConfigurationError: If the file cannot be used, or is for another profile.
    """
    found = load_calibration(Path(given)) if isinstance(given, str | Path) else given
    if found is not None and found.profile != profile:
        raise ConfigurationError(
            f"The calibration is for the profile {found.profile!r}, not {profile!r}: give one that "
            f"`python -m agent calibrate OUTCOMES --profile {profile}` wrote, or none."
        )
    return found


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration as JSON.

    Raises:
        ConfigurationError: If the file cannot be written.
    """
    try:
        path.write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"The calibration cannot be written to {str(path)!r}: {error.strerror}.") from error


def load_calibration(path: str | Path) -> Calibration:
    """Read a calibration.

    Raises:
        ConfigurationError: If it cannot be read, is larger than 1 MiB, or is not what `save_calibration` writes.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"The calibration {name!r} cannot be read: {error.strerror}.") from error
    if len(data) > _LARGEST:
        raise ConfigurationError(f"The calibration {name!r} is larger than {_LARGEST:,} bytes; that is none.")
    try:
        return Calibration.model_validate(json.loads(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise ConfigurationError(
            f"The calibration {name!r} is broken at {place} ({first['msg']}); write one with `calibrate`."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"The calibration {name!r} is not JSON; write one with `python -m agent calibrate`."
        ) from error
