"""A calculator: a pure typed function with its inputs, sources and bands, and the border to what a model writes."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tools.calculating.bands import Bands
from tools.calculating.exact import Exact, Real, rounded, written
from tools.calculating.inputs import Choice, Day, Flag, Given, Kind, Number, Value
from tools.calculating.outcome import Outcome, Step
from tools.calculating.result import Missing, Needs, Result
from tools.calculating.source import Source
from tools.docstring import read_docstring
from tools.errors import BadArguments
from tools.schema import did_you_mean, shown

__all__ = ["Calculator", "Input"]

_COMPLAINTS = 4
"""Most complaints of one answer (ours): the first ones are put right first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a calculator."""

    name: str
    kind: Kind
    required: bool
    """False where its parameter has a default, None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """One clinical score or formula."""

    function: Callable[..., Outcome]
    """The pure function over typed inputs, for a notebook. Each parameter is
    `Annotated[type, Number(...) | Flag(...) | Choice(...) | Day(...)]`; a default of None makes an input one that
    may be left out. Its docstring says what is calculated, and of whom."""
    title: str
    """Its usual name."""
    aliases: tuple[str, ...] = ()
    """Other names that it goes by, and words that a question about it has."""
    specialty: str
    """Where it is at home."""
    formula: str
    """In words or symbols, as the source has it."""
    unit: str = ""
    """UCUM unit of the value; `{score}` or the like where it has none; empty for days and categories."""
    decimals: int = 0
    """Digits after the point with which a number is reported."""
    sources: tuple[Source, ...]
    """Of the formula, the first one being cited."""
    bands: tuple[Bands, ...] = ()
    """What the value means; the first that apply to the patient."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """Where the value is no number: each category and its meaning."""
    rises_with: tuple[str, ...] = ()
    """Numbers and flags that never lower the value when they rise (tested)."""
    falls_with: tuple[str, ...] = ()
    """Numbers and flags that never raise the value when they rise (tested)."""
    name: str = field(init=False)
    """Name of the function, and of its file."""
    about: str = field(init=False)
    """What it tells, and of whom, from the docstring."""
    inputs: tuple[Input, ...] = field(init=False)
    """In the order of the signature."""

    def __post_init__(self) -> None:
        hints = typing.get_type_hints(self.function, include_extras=True)
        parameters = inspect.signature(self.function).parameters.values()
        object.__setattr__(self, "name", self.function.__name__)
        object.__setattr__(self, "about", read_docstring(self.function.__doc__).summary)
        object.__setattr__(self, "inputs", tuple(_input(one, hints[one.name]) for one in parameters))
        strangers = {*self.rises_with, *self.falls_with} - {one.name for one in self.inputs}
        if not self.sources or strangers:
            raise ValueError(f"{self.name} needs a source, and inputs named {sorted(strangers)}.")

    def schema(self) -> dict[str, Any]:
        """Give the JSON Schema of its inputs."""
        return {
            "type": "object",
            "properties": {one.name: one.kind.schema() for one in self.inputs},
            "required": [one.name for one in self.inputs if one.required],
            "additionalProperties": False,
        }

    def calculate(self, inputs: Mapping[str, Any]) -> Result | Needs:
        """Check the inputs and calculate.

        Args:
            inputs: JSON values by name, numbers with their unit: `{"age": 67, "creatinine": "106 umol/L"}`.

        Returns:
            The value with its working, or all that is missing.

        Raises:
            BadArguments: If an input is unknown, of the wrong kind, in a wrong unit or out of range.
        """
        given, taken = self._read(inputs)
        missing = self._missing(given)
        if missing:
            return Needs(calculator=self.name, missing=missing)
        outcome = self.function(**given)
        interpretation, source = self._interpreted(outcome.value, given)
        value = self._reported(outcome.value)
        text = written(value, self.decimals) if isinstance(value, Exact) else str(value)
        return Result(
            calculator=self.name,
            title=self.title,
            value=value,
            text=outcome.text or text,
            unit=self.unit,
            steps=outcome.steps,
            interpretation=interpretation,
            source=self.sources[0],
            interpretation_source=source,
            inputs=taken,
            warnings=(*outcome.warnings, *self._unit_less(inputs)),
        )

    def _read(self, inputs: Mapping[str, Any]) -> tuple[dict[str, Value], tuple[Step, ...]]:
        names = [one.name for one in self.inputs]
        complaints = [
            f"{self.name} has no input {shown(one)}.{did_you_mean(one, names)}" for one in inputs if one not in names
        ]
        given: dict[str, Value] = {}
        taken: list[Step] = []
        for one in self.inputs:
            # null stands for "not given": models write it for inputs that they leave out.
            if inputs.get(one.name) is None:
                continue
            try:
                value, how = one.kind.read(one.name, inputs[one.name])
            except BadArguments as error:
                complaints.append(str(error))
                continue
            given[one.name] = value
            taken.append(Step(one.name, how or _plain(value, one.kind)))
        if complaints:
            more = f" And {len(complaints) - _COMPLAINTS} more." if len(complaints) > _COMPLAINTS else ""
            raise BadArguments(" ".join(complaints[:_COMPLAINTS]) + more)
        return given, tuple(taken)

    def _missing(self, given: Given) -> tuple[Missing, ...]:
        out = []
        for one in self.inputs:
            when = one.kind.when
            if one.name not in given and (one.required or (when is not None and when.holds(given))):
                told = (
                    one.kind.told() if one.required or when is None else f"{one.kind.told()}; needed when {when.when}"
                )
                out.append(Missing(name=one.name, meaning=one.kind.meaning, told=told))
        return tuple(out)

    def _interpreted(self, value: Real | date | str, given: Given) -> tuple[str | None, Source | None]:
        if isinstance(value, str):
            return self.categories[value], self.sources[0]
        if isinstance(value, date):
            return None, None
        for bands in self.bands:
            if bands.apply(given):
                meaning = bands.meaning(Exact(value) if isinstance(value, int) else value)
                return meaning, bands.source if meaning else None
        return None, None

    def _reported(self, value: Real | int | date | str) -> Exact | date | str:
        if isinstance(value, date | str):
            return value
        return rounded(Exact(value) if isinstance(value, int) else value, self.decimals)

    def _unit_less(self, inputs: Mapping[str, Any]) -> tuple[str, ...]:
        """Concentrations given without a unit, which may have been meant in another."""
        doubtful = [
            f"{one.name} was given without a unit and taken in {one.kind.unit}."
            for one in self.inputs
            if isinstance(one.kind, Number) and one.kind.substance and _bare(inputs.get(one.name))
        ]
        return tuple(doubtful)


def _bare(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and value.strip()[-1:].isdigit())


def _plain(value: Value, kind: Kind) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Exact):
        unit = kind.unit if isinstance(kind, Number) and kind.unit != "{number}" else ""
        return f"{written(value)} {unit}".strip()
    return str(value)


def _input(parameter: inspect.Parameter, annotation: Any) -> Input:
    kinds = [one for one in getattr(annotation, "__metadata__", ()) if isinstance(one, Number | Flag | Choice | Day)]
    if len(kinds) != 1:
        raise TypeError(f"The parameter {parameter.name!r} needs Annotated[type, Number | Flag | Choice | Day].")
    return Input(name=parameter.name, kind=kinds[0], required=parameter.default is inspect.Parameter.empty)
