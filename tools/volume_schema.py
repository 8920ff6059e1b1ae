"""Kinds of arguments of tools that work on volumes."""

from dataclasses import dataclass
from typing import Any

from tools.cine import Cine
from tools.errors import BadArguments
from tools.region import Mask
from tools.schema import Context, ImageKind, NumberKind, shown
from tools.volume import Volume

__all__ = ["CineKind", "MaskKind", "NumbersKind", "VolumeKind", "WholesKind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeKind:
    """A volume, named by the number of any image that belongs to it or was made from it."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return ImageKind().schema()

    def read(self, name: str, value: object, context: Context) -> Volume:
        """Find the volume of the image of that number."""
        ImageKind().read(name, value, context)
        if not isinstance(value, int | float):
            raise BadArguments(f"{name} must be the number of an image, got {shown(value)}.")
        return context.volumes(int(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class CineKind:
    """The frames of a series, named by the number of any image that belongs to it or was made from it."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return ImageKind().schema()

    def read(self, name: str, value: object, context: Context) -> Cine:
        """Find the series of the image of that number."""
        ImageKind().read(name, value, context)
        if not isinstance(value, int | float):
            raise BadArguments(f"{name} must be the number of an image, got {shown(value)}.")
        return context.cines(int(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskKind:
    """A segment that came with the study, on the image that was named before it."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "integer", "minimum": 1}

    def read(self, name: str, value: object, context: Context) -> Mask:
        """Find the segment of that number on the image."""
        number = int(NumberKind(whole=True, low=1).read(name, value, context))
        return context.masks(context.number, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersKind:
    """A few numbers."""

    low: int = 1
    """Fewest of them."""
    high: int = 16
    """Most of them."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "array", "items": {"type": "number"}, "minItems": self.low, "maxItems": self.high}

    def read(self, name: str, value: object, context: Context) -> tuple[float, ...]:
        """Check that each is a finite number."""
        if not isinstance(value, list | tuple) or not self.low <= len(value) <= self.high:
            raise BadArguments(f"{name} must be {self.low} to {self.high} numbers, got {shown(value)}.")
        one = NumberKind()
        return tuple(float(one.read(f"{name}[{index}]", part, context)) for index, part in enumerate(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class WholesKind:
    """A few whole numbers."""

    low: int = 1
    """Fewest of them."""
    high: int = 16
    """Most of them."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        return {"type": "array", "items": {"type": "integer"}, "minItems": self.low, "maxItems": self.high}

    def read(self, name: str, value: object, context: Context) -> tuple[int, ...]:
        """Check that each is a whole number."""
        if not isinstance(value, list | tuple) or not self.low <= len(value) <= self.high:
            raise BadArguments(f"{name} must be {self.low} to {self.high} whole numbers, got {shown(value)}.")
        one = NumberKind(whole=True)
        return tuple(int(one.read(f"{name}[{index}]", part, context)) for index, part in enumerate(value))
