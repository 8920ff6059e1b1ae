"""Named scalars as an argument of a tool: what a calculator takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.errors import BadArguments
from tools.schema import Context, finite_number, shown

__all__ = ["ScalarsKind"]

MAXIMUM_ENTRIES = 64
"""Most entries of an object argument; no published score takes more inputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarsKind:
    """Named numbers, texts and flags, as a calculator's inputs; `[13, "mmol/L"]` becomes the text `13 mmol/L`."""

    longest: int = 200

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""
        one = {"type": ["number", "string", "boolean", "array"], "maxLength": self.longest, "maxItems": 2}
        return {"type": "object", "additionalProperties": one, "maxProperties": MAXIMUM_ENTRIES}

    def read(self, name: str, value: object, context: Context) -> dict[str, float | str | bool]:
        """Check that it is flat, small and finite."""
        if not isinstance(value, Mapping) or len(value) > MAXIMUM_ENTRIES:
            raise BadArguments(f"{name} must be an object of at most {MAXIMUM_ENTRIES} entries, got {shown(value)}.")
        if any(not isinstance(key, str) or len(key) > self.longest for key in value):
            raise BadArguments(f"{name} must have short texts as keys.")
        return {key: self._scalar(f"{name}.{shown(key)}", one) for key, one in value.items()}

    def _scalar(self, name: str, value: object) -> float | str | bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            if len(value) > self.longest:
                raise BadArguments(f"{name} must have at most {self.longest} characters, got {len(value)}.")
            return value
        if isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[1], str):
            first = value[0] if isinstance(value[0], str) else repr(finite_number(name, value[0]))
            return self._scalar(name, f"{first} {value[1]}")
        return finite_number(name, value)
