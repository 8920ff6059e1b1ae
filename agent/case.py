"""What is handed over: images, a history, perhaps a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.errors import InputError

__all__ = ["HISTORY_LIMIT", "Case", "History", "HistoryLike", "Prior", "checked_case_id"]

HISTORY_LIMIT = 20_000
"""Longest history [characters]; longer ones are refused rather than cut, so that no red flag is lost at the end."""

_AGE, _SEX = ("age",), ("sex", "gender")
_LONGEST_AGO = 40_000
"""Longest interval between two studies of one person [d]: 110 years."""
_OLDEST = 130
"""No one got older [a]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known about the patient, in words."""

    text: str
    """Free text: complaint, course, examination, laboratory values."""

    def __post_init__(self) -> None:
        if len(self.text) > HISTORY_LIMIT:
            raise InputError(
                f"The history has {len(self.text):,} characters; at most {HISTORY_LIMIT:,} are read. "
                "Shorten it to what bears on this question."
            )

    @classmethod
    def of(cls, value: "str | History | Mapping[str, Any] | None") -> "History":
        """Take text, a `History`, or a mapping such as `{"age": 70, "sex": "female", "complaint": "cough"}`.

        Raises:
            InputError: If it is none of these, or too long.
        """
        if isinstance(value, History):
            return value
        if value is None:
            return cls(text="")
        if isinstance(value, str):
            return cls(text=value)
        if isinstance(value, Mapping):
            return cls(text=_as_sentences(value))
        raise InputError(f"A history is text, a History or a mapping, not {type(value).__name__}.")


HistoryLike = str | History | Mapping[str, Any] | None
"""What a history may be handed over as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """An earlier study with its age, for pictures that state no date."""

    images: Any
    """As `Case.images`."""
    days: float | None = None
    """How long before the current study it was made [d]; None takes it from the dates in both headers."""

    def __post_init__(self) -> None:
        if self.days is not None and not 0 <= self.days <= _LONGEST_AGO:
            raise InputError(
                f"An earlier study is 0 to {_LONGEST_AGO:,} days older than the current one, not {self.days!r}."
            )

    @classmethod
    def of(cls, given: "Any | Prior") -> "Prior":
        """Take an earlier study as it is handed over: a `Prior`, or images alone."""
        return given if isinstance(given, Prior) else cls(images=given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as the caller states it."""

    images: Any
    """A path, a list of paths, a folder, a PIL image, a NumPy array, an `Image` or a `Study`; None for a case told in
    words only, which needs a history or a question."""
    history: "str | History | Mapping[str, Any] | None" = None
    question: str | None = None
    """Asked about the case; None means: what is the diagnosis?"""
    options: tuple[str, ...] = ()
    """The answers to choose from, if there are any."""
    priors: tuple[Any, ...] = ()
    """Earlier studies of the same patient, oldest first, each like `images`, or a `Prior` that says its age."""
    case_id: str | None = None
    """A name without patient data; drawn at random when None."""

    def __post_init__(self) -> None:
        if self.images is None and self.priors:
            raise InputError("Earlier studies are compared with a current one; hand over its images too.")
        if self.images is None and not (self.question or History.of(self.history).text).strip():
            raise InputError("There is nothing to work on: hand over an image, a history or a question.")

    @classmethod
    def of(cls, given: Any) -> "Case":
        """A case as a batch names it: a `Case`, a pair of images and history, or images alone."""
        if isinstance(given, Case):
            return given
        if isinstance(given, tuple) and len(given) == 2:
            return cls(images=given[0], history=given[1])
        return cls(images=given)


_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def checked_case_id(case_id: str | None) -> str | None:
    """Return a case id that can be a file name and names nobody.

    Raises:
        InputError: If it cannot.
    """
    if case_id is not None and not _CASE_ID.fullmatch(case_id):
        raise InputError("A case id has 1 to 64 letters, digits, dots, dashes or underscores, and no patient data.")
    return case_id


def _as_sentences(facts: Mapping[str, Any]) -> str:
    """Write a mapping as a note: age and sex as one reads them, `False` as absent, everything else as `name: value`."""
    lines: list[str] = []
    named = {str(key).strip().casefold(): value for key, value in facts.items()}
    age = next((named[key] for key in _AGE if named.get(key) is not None), None)
    sex = next((named[key] for key in _SEX if named.get(key) is not None), None)
    if age is not None:
        lines.append(f"{_years(age):g}-year-old {sex or 'patient'}.")
    elif sex is not None:
        lines.append(f"{sex}.".capitalize())
    for key, value in facts.items():
        if str(key).strip().casefold() in (*_AGE, *_SEX) or value is None:
            continue
        name = str(key).replace("_", " ").strip()
        if isinstance(value, bool):
            lines.append(f"{name.capitalize()}." if value else f"No {name}.")
            continue
        said = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        lines.append(f"{name.capitalize()}: {said}.")
    return "\n".join(lines)


def _years(age: object) -> float:
    try:
        years = float(str(age))
    except ValueError:
        years = -1.0
    if isinstance(age, bool) or not 0 <= years <= _OLDEST:
        raise InputError(f"The age of a history is a number of years from 0 to {_OLDEST}, not {age!r}.")
    return years
