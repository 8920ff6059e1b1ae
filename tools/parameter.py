"""The arguments of a tool: what their annotations ask for, and what is told of each."""

import inspect
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tools.cine import Cine
from tools.errors import BadArguments
from tools.image import Image
from tools.region import BoundingBox, Mask, Point
from tools.scalars_schema import ScalarsKind
from tools.schema import (
    BoxKind,
    ChoiceKind,
    FlagKind,
    ImageKind,
    Kind,
    NumberKind,
    PointsKind,
    TextKind,
)
from tools.volume import Volume
from tools.volume_schema import CineKind, MaskKind, NumbersKind, VolumeKind, WholesKind

__all__ = ["Choices", "Given", "MaxLength", "Parameter", "Range", "Scalars", "is_given", "parameter_of"]

Scalars = Mapping[str, float | str | bool]
"""Annotation for named numbers, texts and flags."""

_PLAIN: dict[Any, Kind] = {BoundingBox: BoxKind(), Cine: CineKind(), Image: ImageKind(), bool: FlagKind()}
_PLAIN |= {Volume: VolumeKind(), Mask: MaskKind()}

_HINTS = {
    ImageKind: "number of the image, from 1",
    BoxKind: "[left, top, right, bottom] in pixels of that image",
    PointsKind: "points [column, row] in pixels of that image",
    CineKind: "number of any image that belongs to it",
    VolumeKind: "number of any image that belongs to it",
}


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a number, or of the count of points; both ends belong to it."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MaxLength:
    """Most characters of a text."""

    characters: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a text may be; a tool of the user's own parts can have more, see `Tool.with_given`."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """Marks what the program gives and no model can: it has a default and no place in the schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument of a tool."""

    name: str
    kind: Kind
    required: bool
    meaning: str
    """What the docstring says about it, with its unit."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema with its description."""
        hint = _HINTS.get(type(self.kind), "")
        return {**self.kind.schema(), "description": f"{self.meaning} ({hint})" if hint else self.meaning}


def is_given(name: str, hints: Mapping[str, Any]) -> bool:
    """True for an argument that the program gives."""
    return any(isinstance(one, Given) for one in typing.get_args(hints.get(name))[1:])


def parameter_of(parameter: inspect.Parameter, hints: Mapping[str, Any], meanings: Mapping[str, str]) -> Parameter:
    """Read an argument of a tool's function from its annotation and its line under Args.

    Raises:
        BadArguments: If it has no description, or a type that JSON cannot give.
    """
    name = parameter.name
    if name not in hints or name not in meanings:
        raise BadArguments(f"The argument {name!r} of a tool needs a type and a line under Args.")
    required = parameter.default is inspect.Parameter.empty
    return Parameter(name=name, kind=_kind(name, hints[name]), required=required, meaning=meanings[name])


def _kind(name: str, annotation: object, bounds: tuple[Any, ...] = ()) -> Kind:
    """Find the kind of argument that an annotation asks for."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(name, parts[0], parts[1:])
    if origin is Literal:
        return ChoiceKind(choices=tuple(parts))
    if annotation == Scalars:
        return ScalarsKind()
    if origin in (types.UnionType, typing.Union):
        kinds = [part for part in parts if part is not types.NoneType]
        if len(kinds) == 1:
            return _kind(name, kinds[0], bounds)
    return _PLAIN.get(annotation) or _bounded(name, annotation, bounds)


def _bounded(name: str, annotation: object, bounds: tuple[Any, ...]) -> Kind:
    """Find the kind of an argument that states bounds."""
    reach = next((one for one in bounds if isinstance(one, Range)), None)
    if annotation == tuple[Point, ...]:
        return PointsKind(low=int(reach.low), high=int(reach.high)) if reach else PointsKind()
    for numbers, kind in ((tuple[int, ...], WholesKind), (tuple[float, ...], NumbersKind)):
        if annotation == numbers:
            return kind(low=int(reach.low), high=int(reach.high)) if reach else kind()
    if annotation is str:
        words = next((one for one in bounds if isinstance(one, Choices)), None)
        if words is not None:
            return ChoiceKind(choices=words.words)
        length = next((one for one in bounds if isinstance(one, MaxLength)), None)
        return TextKind(longest=length.characters) if length else TextKind()
    if annotation in (int, float):
        whole = annotation is int
        return NumberKind(whole=whole, low=reach.low, high=reach.high) if reach else NumberKind(whole=whole)
    raise BadArguments(f"The argument {name!r} has a type that no JSON value gives: {annotation!r}.")
