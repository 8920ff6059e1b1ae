"""A tool: a pure typed function, its JSON Schema, and the border between what a model writes and what it takes."""

import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, Self, runtime_checkable

from tools.cine import Cine
from tools.docstring import read_docstring
from tools.errors import BadArguments, UnknownTool
from tools.image import Image
from tools.parameter import Choices, Given, MaxLength, Parameter, Range, Scalars, is_given, parameter_of
from tools.region import Mask
from tools.result import ToolResult
from tools.schema import ChoiceKind, Context, did_you_mean, shown
from tools.volume import Volume
from tools.volumes import no_cines, no_masks, no_volumes

__all__ = [
    "Choices",
    "Given",
    "MaxLength",
    "Parameter",
    "Range",
    "Reportable",
    "RunsIn",
    "Scalars",
    "Tool",
    "load",
    "names",
]

RunsIn = Literal["act", "retrieve"]


@runtime_checkable
class Reportable(Protocol):
    """A typed value that can say itself to a model."""

    def as_result(self) -> ToolResult:
        """Put it into words, pictures, findings and measurements."""
        ...


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
    given: Mapping[str, Any] = field(default_factory=dict)
    """Arguments that the program gives with every call; no model sees or sets them."""
    base: Self | None = None
    """The tool that this one was made of by `with_given`."""
    more_memory: int = 0
    """What a call needs beyond what any tool may take [bytes]."""

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
            parameter_of(parameter, hints, doc.arguments)
            for parameter in inspect.signature(function).parameters.values()
            if not is_given(parameter.name, hints)
        )
        return cls(
            name=function.__name__,
            description=_described(doc.summary, parameters),
            schema=_schema_of(parameters),
            parameters=parameters,
            function=function,
            runs_in=runs_in,
        )

    def with_given(
        self, given: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]], remark: str, more_memory: int = 0
    ) -> Self:
        """Make a tool that the program gives something to work with.

        Args:
            given: Values of the arguments that are marked `Given`.
            choices: Words that an argument may be in place of those of its annotation, by its name.
            remark: What a model is told of it, as a sentence.
            more_memory: What a call needs beyond what any tool may take [bytes].
        """
        parameters = tuple(
            replace(one, kind=ChoiceKind(choices=choices[one.name])) if one.name in choices else one
            for one in self.parameters
        )
        summary = self.description.split("\n- ", maxsplit=1)[0]
        return replace(
            self,
            description=_described(f"{summary} {remark}", parameters),
            schema=_schema_of(parameters),
            parameters=parameters,
            given=dict(given),
            base=self.base or self,
            more_memory=more_memory,
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
        return {**values, **self.given}, tuple(context.warnings)

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
    # Only names that the folder holds reach the import, so that nothing else can be imported. It is listed once a tool:
    # what it holds is looked up at every call of one.
    if name.startswith("_") or f"tools.library.{name}" not in sys.modules:
        known = names()
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


def _schema_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {one.name: one.schema() for one in parameters},
        "required": [one.name for one in parameters if one.required],
        "additionalProperties": False,
    }


def _described(summary: str, parameters: Sequence[Parameter]) -> str:
    return "\n".join([summary, *(f"- {one.name}: {one.schema()['description']}" for one in parameters)])


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
