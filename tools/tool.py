"""A tool: a pure typed function, its JSON Schema, and the border between what a model writes and what it takes."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, Self, runtime_checkable

from tools.cine import Cine
from tools.docstring import read_docstring
from tools.errors import BadArguments, UnknownTool
from tools.image import Image
from tools.region import BoundingBox, Mask, Point
from tools.result import ToolResult
from tools.schema import (
    BoxKind,
    ChoiceKind,
    Context,
    FlagKind,
    ImageKind,
    Kind,
    NumberKind,
    PointsKind,
    ScalarsKind,
    TextKind,
    did_you_mean,
    shown,
)
from tools.volume import Volume
from tools.volume_schema import CineKind, MaskKind, NumbersKind, VolumeKind, WholesKind
from tools.volumes import no_cines, no_masks, no_volumes

__all__ = ["MaxLength", "Parameter", "Range", "Reportable", "RunsIn", "Scalars", "Tool", "load", "names"]

RunsIn = Literal["act", "retrieve"]
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


@runtime_checkable
class Reportable(Protocol):
    """A typed value that can say itself to a model."""

    def as_result(self) -> ToolResult:
        """Put it into words, pictures, findings and measurements."""
        ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that a model may call."""

    name: str
    """Name of the function, and of its file."""
    description: str
    """What it does and what each argument means, from the docstring."""
    schema: dict[str, Any]
    """JSON Schema of the arguments (draft 2020-12)."""
    parameters: tuple[Parameter, ...]
    """The arguments in the order of the signature."""
    function: Callable[..., Any]
    """The pure function, for a notebook."""
    runs_in: RunsIn = "act"
    """The node that runs it: `retrieve` where it needs the corpora, which this package does not know."""

    @classmethod
    def of(cls, function: Callable[..., Any], *, runs_in: RunsIn = "act") -> Self:
        """Make a tool of a typed function with a Google docstring.

        Args:
            function: Its signature gives the schema, its docstring the descriptions.
            runs_in: The node that runs it.

        Raises:
            BadArguments: If an argument has no description, or a type that JSON cannot give.
        """
        doc = read_docstring(function.__doc__)
        hints = typing.get_type_hints(function, include_extras=True)
        parameters = tuple(
            _parameter(parameter, hints, doc.arguments) for parameter in inspect.signature(function).parameters.values()
        )
        schema = {
            "type": "object",
            "properties": {parameter.name: parameter.schema() for parameter in parameters},
            "required": [parameter.name for parameter in parameters if parameter.required],
            "additionalProperties": False,
        }
        lines = [doc.summary, *(f"- {parameter.name}: {parameter.schema()['description']}" for parameter in parameters)]
        return cls(
            name=function.__name__,
            description="\n".join(lines),
            schema=schema,
            parameters=parameters,
            function=function,
            runs_in=runs_in,
        )

    def bind(
        self,
        arguments: Mapping[str, Any],
        images: Mapping[int, Image] | Sequence[Image] = (),
        volumes: Callable[[int], Volume] = no_volumes,
        cines: Callable[[int], Cine] = no_cines,
        masks: Callable[[int, int], Mask] = no_masks,
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Check arguments and turn them into typed values.

        Args:
            arguments: JSON values as a model wrote them.
            images: Images by number, or in order, the first being number 1.
            volumes: Finds the volume that the image of a number belongs to, or raises NoVolume.
            cines: Finds the series that the image of a number belongs to, or raises BadArguments.
            masks: Finds a segment, by its number, on the image of a number, or raises BadArguments.

        Returns:
            Keyword arguments of the function, and what was put right, as sentences.

        Raises:
            BadArguments: If one is unknown, missing, of the wrong kind or out of range.
        """
        _check_names(self.name, arguments, [parameter.name for parameter in self.parameters])
        numbered = images if isinstance(images, Mapping) else dict(enumerate(images, start=1))
        context = Context(images=numbered, volumes=volumes, cines=cines, masks=masks)
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            # null stands for "not given": models write it for arguments that they leave out.
            if arguments.get(parameter.name) is None:
                if parameter.required:
                    raise BadArguments(f"{self.name} needs {parameter.name}: {parameter.meaning}")
                continue
            values[parameter.name] = parameter.kind.read(parameter.name, arguments[parameter.name], context)
        return values, tuple(context.warnings)

    def run(
        self,
        arguments: Mapping[str, Any],
        images: Mapping[int, Image] | Sequence[Image] = (),
        volumes: Callable[[int], Volume] = no_volumes,
        cines: Callable[[int], Cine] = no_cines,
        masks: Callable[[int, int], Mask] = no_masks,
    ) -> ToolResult:
        """Check the arguments, call the function and report.

        Args:
            arguments: JSON values as a model wrote them.
            images: Images by number, or in order, the first being number 1.
            volumes: Finds the volume that the image of a number belongs to, or raises NoVolume.
            cines: Finds the series that the image of a number belongs to, or raises BadArguments.
            masks: Finds a segment, by its number, on the image of a number, or raises BadArguments.

        Returns:
            What the function found, with a warning for each argument that was put right.

        Raises:
            BadArguments: If an argument is unknown, missing, of the wrong kind, out of range or unsuitable.
        """
        values, put_right = self.bind(arguments, images, volumes, cines, masks)
        result = self.call(values)
        return replace(result, warnings=put_right + result.warnings)

    def call(self, values: Mapping[str, Any]) -> ToolResult:
        """Call the function with typed values, as `bind` gives them, and report."""
        return _as_result(self.name, self.function(**values))


def names() -> tuple[str, ...]:
    """List the tools of the library, sorted."""
    library = importlib.import_module("tools.library")
    return tuple(sorted(one.name for one in pkgutil.iter_modules(library.__path__) if not one.name.startswith("_")))


def load(name: str) -> Tool:
    """Get a tool of the library by its name.

    Raises:
        UnknownTool: If no file of the library has that name.
    """
    known = names()
    # Only names that the folder holds reach the import, so that nothing else can be imported.
    if name not in known:
        raise UnknownTool(f"Unknown tool {shown(name)}.{did_you_mean(name, known)} Tools: {', '.join(known)}.")
    tool = importlib.import_module(f"tools.library.{name}").TOOL
    if not isinstance(tool, Tool):
        raise TypeError(f"tools/library/{name}.py must define TOOL = Tool.of({name}).")
    return tool


def _check_names(tool: str, arguments: object, allowed: list[str]) -> None:
    """Refuse what is no object, and names that the tool does not have."""
    if not isinstance(arguments, Mapping):
        raise BadArguments(f"The arguments of {tool} must be a JSON object, got {shown(arguments)}.")
    for key in arguments:
        if key not in allowed:
            raise BadArguments(
                f"{tool} has no argument {shown(key)}.{did_you_mean(key, allowed)} Arguments: {', '.join(allowed)}."
            )


def _parameter(parameter: inspect.Parameter, hints: Mapping[str, Any], meanings: Mapping[str, str]) -> Parameter:
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
        length = next((one for one in bounds if isinstance(one, MaxLength)), None)
        return TextKind(longest=length.characters) if length else TextKind()
    if annotation in (int, float):
        whole = annotation is int
        return NumberKind(whole=whole, low=reach.low, high=reach.high) if reach else NumberKind(whole=whole)
    raise BadArguments(f"The argument {name!r} has a type that no JSON value gives: {annotation!r}.")


def _as_result(name: str, value: object) -> ToolResult:
    """Put the typed return of a tool into a result."""
    if isinstance(value, ToolResult):
        return value
    if isinstance(value, Reportable):
        return value.as_result()
    if isinstance(value, Image):
        part = ""
        if value.origin is not None:
            box = ", ".join(f"{side:g}" for side in value.origin.box.as_tuple())
            part = f" It shows [{box}] of the image it was made from."
        text = f"{name}: a new image of {value.width} x {value.height} pixels.{part}"
        return ToolResult(text=text, images=(value,))
    raise TypeError(f"The tool {name!r} returned a {type(value).__name__}, which is no result.")
