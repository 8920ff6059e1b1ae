"""Inputs of a calculator, each described once: what it is, how it is given, which values there can be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tools.calculating.exact import Exact, exact, written
from tools.calculating.units import accepted, converted, known, read_unit, substances
from tools.errors import BadArguments
from tools.schema import did_you_mean, shown

__all__ = ["Choice", "Day", "Flag", "Given", "Kind", "Needed", "Number", "Value"]

Value = Exact | bool | str | date
"""A typed input: a number in the input's own unit, a flag, a key of a choice, or a day."""
Given = Mapping[str, Value]
"""Inputs by name."""

_WORDS = {"true": True, "yes": True, "present": True, "false": False, "no": False, "absent": False}


@dataclass(frozen=True, slots=True)
class Needed:
    """When an input that may be left out is needed after all."""

    when: str
    """In words, after "needed when"."""
    holds: Callable[[Given], bool]
    """Whether it is so, from the inputs given so far; False where they do not tell."""


class Kind(Protocol):
    """One kind of input."""

    @property
    def meaning(self) -> str:
        """What it is, in words."""
        ...

    @property
    def when(self) -> Needed | None:
        """When it is needed, where it may be left out."""
        ...

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema (draft 2020-12)."""
        ...

    def told(self) -> str:
        """Say what can be given: `mg/dL or umol/L, 0.1 to 40 mg/dL`."""
        ...

    def read(self, name: str, value: object) -> tuple[Value, str]:
        """Type a JSON value; also say, where it is not plain, how it was taken. Raises BadArguments."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number with a unit; calculators get it in `unit`, exactly."""

    meaning: str
    unit: str
    """UCUM unit it is kept in, of `units.toml`; `{number}` where it has none."""
    low: int | str
    """Least value that is taken [unit]; below it a mistake is likelier than a patient."""
    high: int | str
    """Greatest value that is taken [unit]."""
    substance: str | None = None
    """What it is a concentration of, a key of `substances.toml`; opens conversion between mg/dL, mmol/L and meq/L."""
    whole: bool = False
    """Only whole numbers are taken."""
    when: Needed | None = None

    def __post_init__(self) -> None:
        if not known(self.unit) or (self.substance is not None and self.substance not in substances()):
            raise ValueError(
                f"{self.meaning!r}: {self.unit!r} or {self.substance!r} is in no table of tools/calculating."
            )
        if not exact(self.low) < exact(self.high):
            raise ValueError(f"{self.meaning!r} needs low < high, got {self.low} and {self.high}.")

    @property
    def units(self) -> tuple[str, ...]:
        """UCUM units that it is taken in, its own first."""
        return accepted(self.unit, self.substance)

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": ["number", "string"], "description": f"{self.meaning} [{self.told()}]"}

    def told(self) -> str:
        """Say units and range."""
        reach = f"{written(exact(self.low))} to {written(exact(self.high))}"
        if self.unit == "{number}":
            return f"{reach}{', whole' if self.whole else ''}"
        others = f", or in {', '.join(self.units[1:6])}" if len(self.units) > 1 else ""
        return f"{reach} {self.unit}{others}"

    def read(self, name: str, value: object) -> tuple[Exact, str]:
        """Take `1.4`, `"1.4 mg/dL"` or `[1.4, "mg/dL"]`; a bare number is in the input's own unit."""
        number, unit = self._parts(name, value)
        amount = converted(number, unit, self.unit, self.substance)
        if not exact(self.low) <= amount <= exact(self.high) or (self.whole and amount.denominator != 1):
            raise BadArguments(f"{name} must be {self.told()}, got {shown(value)}.")
        return amount, "" if unit == self.unit else f"{written(number)} {unit} = {written(amount)} {self.unit}"

    def _parts(self, name: str, value: object) -> tuple[Exact, str]:
        """Number and UCUM unit of a JSON value."""
        number, unit = _split(value)
        wanted = f"{name} must be a number: {self.told()}, got {shown(value)}."
        if isinstance(number, bool) or not isinstance(number, int | float | str | Exact):
            raise BadArguments(wanted)
        try:
            amount = exact(number)
        except BadArguments as error:
            raise BadArguments(wanted) from error
        if not unit:
            return amount, self.unit
        found = read_unit(unit, self.units)
        if found is None:
            raise BadArguments(f"{name} is not taken in {shown(unit)}; units: {', '.join(self.units)}.")
        return amount, found


def _split(value: object) -> tuple[object, str]:
    """The number of `1.4`, `"1.4 mg/dL"` or `[1.4, "mg/dL"]`, and what is written after it."""
    if isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[1], str):
        return value[0], value[1]
    if not isinstance(value, str):
        return value, ""
    head, _, tail = value.strip().partition(" ")
    cut = next((at for at, one in enumerate(head) if one not in "+-.,0123456789"), len(head))
    return head[:cut], f"{head[cut:]} {tail}".strip()


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    meaning: str
    when: Needed | None = None

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "boolean", "description": self.meaning}

    def told(self) -> str:
        """Say what can be given."""
        return "true or false"

    def read(self, name: str, value: object) -> tuple[bool, str]:
        """Take a truth value, or yes and no in words."""
        if isinstance(value, bool):
            return value, ""
        if isinstance(value, str) and value.strip().lower() in _WORDS:
            return _WORDS[value.strip().lower()], ""
        raise BadArguments(f"{name} must be true or false, got {shown(value)}.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    meaning: str
    options: Mapping[str, str]
    """What each key means; keys in snake_case."""
    when: Needed | None = None

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        meanings = "; ".join(f"{key}: {meaning}" for key, meaning in self.options.items() if meaning)
        told = f"{self.meaning} ({meanings})" if meanings else self.meaning
        return {"type": "string", "enum": list(self.options), "description": told}

    def told(self) -> str:
        """Say what can be given."""
        return " | ".join(self.options)

    def read(self, name: str, value: object) -> tuple[str, str]:
        """Take a key, however it is spaced and capitalised."""
        plain = "_".join(value.lower().replace("-", " ").replace("_", " ").split()) if isinstance(value, str) else ""
        if plain in self.options:
            return plain, ""
        hint = did_you_mean(value, self.options)
        raise BadArguments(f"{name} must be one of {', '.join(self.options)}, got {shown(value)}.{hint}")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    meaning: str
    when: Needed | None = None

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "string", "format": "date", "description": f"{self.meaning} [YYYY-MM-DD]"}

    def told(self) -> str:
        """Say what can be given."""
        return "a day as YYYY-MM-DD"

    def read(self, name: str, value: object) -> tuple[date, str]:
        """Take a day in the one way of writing that cannot be misread."""
        try:
            if isinstance(value, str) and len(value.strip()) == 10:
                return date.fromisoformat(value.strip()), ""
        except ValueError:
            pass
        raise BadArguments(f"{name} must be a day as YYYY-MM-DD, got {shown(value)}.")
