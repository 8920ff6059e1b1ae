"""Kinds of tool arguments: their JSON Schema, and how JSON values become typed ones.

Everything here reads what a model wrote, so it takes nothing on trust: `true` is not a number, `NaN` is not a
coordinate, and a value is never repeated in full in an error.
"""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tools.cine import Cine
from tools.errors import BadArguments, RegionOutOfBounds
from tools.image import Image
from tools.region import BoundingBox, Mask, Point
from tools.volume import Volume
from tools.volumes import no_cines, no_masks, no_volumes

__all__ = [
    "BoxKind",
    "ChoiceKind",
    "Context",
    "FlagKind",
    "ImageKind",
    "Kind",
    "NumberKind",
    "PointsKind",
    "TextKind",
    "did_you_mean",
    "finite_number",
    "shown",
]

MINIMUM_ON_IMAGE = 0.5
"""A box with less than this share of its area on the image was meant for other coordinates; ours, not published."""
MINIMUM_SIDE = 1.0
"""Smallest side of a box [pixels]; smaller ones are fractions of the image taken for pixels."""
POINT_OVERHANG = 0.02
"""A point may lie this share of the image's side outside before it is refused; ours, not published."""


@dataclass(slots=True, kw_only=True)
class Context:
    """What is known while the arguments of one call are read."""

    images: Mapping[int, Image]
    """Images by number, from 1."""
    image: Image | None = None
    """The image that was named last; boxes and points are on it."""
    volumes: Callable[[int], Volume] = no_volumes
    """Finds the volume that the image of a number belongs to, or raises NoVolume."""
    cines: Callable[[int], Cine] = no_cines
    """Finds the series that the image of a number belongs to, or raises BadArguments."""
    number: int = 0
    """Number of that image, from 1."""
    masks: Callable[[int, int], Mask] = no_masks
    """Finds a segment, by its number, on the image of a number, or raises BadArguments."""
    warnings: list[str] = field(default_factory=list)
    """What was put right."""


class Kind(Protocol):
    """One kind of argument."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema (draft 2020-12)."""
        ...

    def read(self, name: str, value: object, context: Context) -> object:
        """Turn a JSON value into a typed one, or raise BadArguments."""
        ...


def shown(value: object) -> str:
    """Describe a value for an error message, shortly whatever it is."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:37] + "...")
    if isinstance(value, int):
        return str(value) if abs(value) < 10**12 else "a huge integer"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return f"an object of {len(value)} entries"
    return f"a list of {len(value)} values" if isinstance(value, list | tuple) else f"a {type(value).__name__}"


def did_you_mean(word: object, allowed: Iterable[str]) -> str:
    """Give ` Did you mean 'x'?`, or nothing where nothing is near."""
    if not isinstance(word, str):
        return ""
    near = difflib.get_close_matches(word[:64], list(allowed), n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else ""


def finite_number(name: str, value: object) -> float:
    """Take a number of ordinary size, or raise BadArguments."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadArguments(f"{name} must be a number, got {shown(value)}.")
    if isinstance(value, int) and abs(value) > 10**15:
        raise BadArguments(f"{name} must be a number of ordinary size, got {shown(value)}.")
    if not math.isfinite(value):
        raise BadArguments(f"{name} must be finite, got {shown(value)}.")
    return float(value)


def _numbers(name: str, value: object, count: int, meaning: str) -> list[float]:
    if not isinstance(value, list | tuple) or len(value) != count:
        raise BadArguments(f"{name} must be {meaning} in pixels of that image, got {shown(value)}.")
    return [finite_number(f"{name}[{index}]", one) for index, one in enumerate(value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageKind:
    """An image, named by its number in the conversation."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "integer", "minimum": 1}

    def read(self, name: str, value: object, context: Context) -> Image:
        """Find the image of that number."""
        number = finite_number(name, value)
        if number not in context.images:
            there = ", ".join(str(key) for key in sorted(context.images)) or "none"
            raise BadArguments(f"{name} must be the number of an image, got {shown(value)}. Images: {there}.")
        context.image, context.number = context.images[int(number)], int(number)
        return context.image


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxKind:
    """A box on the image that was named before it."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}

    def read(self, name: str, value: object, context: Context) -> BoundingBox:
        """Order the corners, cut a slight overhang, and refuse what does not lie on the image."""
        x0, y0, x1, y1 = _numbers(name, value, 4, "[left, top, right, bottom]")
        if x1 < x0 or y1 < y0:
            context.warnings.append(f"The corners of {name} were put in order.")
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if right - left < MINIMUM_SIDE or bottom - top < MINIMUM_SIDE:
            raise RegionOutOfBounds(
                f"{name} must be at least {MINIMUM_SIDE:g} pixel wide and high, got {right - left:g} x "
                f"{bottom - top:g}; give pixels, not fractions of the image."
            )
        box = BoundingBox(left=left, top=top, right=right, bottom=bottom)
        if context.image is None:
            return box
        inside = box.clamped(context.image.width, context.image.height)
        if inside.area < MINIMUM_ON_IMAGE * box.area or min(inside.width, inside.height) < MINIMUM_SIDE:
            raise RegionOutOfBounds(
                f"Most of {name} lies outside the image, which is {context.image.width} x {context.image.height} "
                "pixels (columns x rows, origin top left); give pixels of that image."
            )
        if inside != box:
            context.warnings.append(f"{name} was cut to the image.")
        return inside


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsKind:
    """Points on the image that was named before them."""

    low: int = 1
    high: int = 16

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
        return {"type": "array", "items": pair, "minItems": self.low, "maxItems": self.high}

    def read(self, name: str, value: object, context: Context) -> tuple[Point, ...]:
        """Check that each point lies on the image."""
        if not isinstance(value, list | tuple) or not self.low <= len(value) <= self.high:
            raise BadArguments(
                f"{name} must be {self.low} to {self.high} points [column, row] in pixels, got {shown(value)}."
            )
        return tuple(self._point(f"{name}[{index}]", one, context) for index, one in enumerate(value))

    def _point(self, name: str, value: object, context: Context) -> Point:
        column, row = _numbers(name, value, 2, "[column, row]")
        if context.image is None:
            return Point(column=column, row=row)
        width, height = float(context.image.width), float(context.image.height)
        nearest = Point(column=min(max(column, 0.0), width), row=min(max(row, 0.0), height))
        if abs(nearest.column - column) > POINT_OVERHANG * width or abs(nearest.row - row) > POINT_OVERHANG * height:
            raise RegionOutOfBounds(
                f"{name} lies outside the image, which is {width:g} x {height:g} pixels (columns x rows)."
            )
        return nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceKind:
    """One of a few words."""

    choices: tuple[str, ...]

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "string", "enum": list(self.choices)}

    def read(self, name: str, value: object, context: Context) -> str:
        """Check that it is one of them."""
        if not isinstance(value, str) or value not in self.choices:
            hint = did_you_mean(value, self.choices)
            raise BadArguments(f"{name} must be one of {', '.join(self.choices)}, got {shown(value)}.{hint}")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberKind:
    """A number within bounds."""

    whole: bool = False
    low: float = -1e15
    high: float = 1e15

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}

    def read(self, name: str, value: object, context: Context) -> float | int:
        """Check its kind and its bounds."""
        number = finite_number(name, value)
        if self.whole and number != int(number):
            raise BadArguments(f"{name} must be a whole number, got {shown(value)}.")
        if not self.low <= number <= self.high:
            raise BadArguments(f"{name} must be from {self.low:g} to {self.high:g}, got {shown(value)}.")
        return int(number) if self.whole else number


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKind:
    """A text of bounded length."""

    longest: int = 200

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}

    def read(self, name: str, value: object, context: Context) -> str:
        """Check that it is a text, not empty and not too long."""
        if not isinstance(value, str) or not value.strip():
            raise BadArguments(f"{name} must be a text that is not empty, got {shown(value)}.")
        if len(value) > self.longest:
            raise BadArguments(f"{name} must have at most {self.longest} characters, got {len(value)}.")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagKind:
    """True or false."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "boolean"}

    def read(self, name: str, value: object, context: Context) -> bool:
        """Check that it is true or false."""
        if not isinstance(value, bool):
            raise BadArguments(f"{name} must be true or false, got {shown(value)}.")
        return value
