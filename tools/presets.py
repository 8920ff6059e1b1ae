"""Usual windows on CT, by name, with their sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from tools.image import Window

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A usual window for one kind of tissue on CT."""

    window: Window
    """[HU]"""
    source: str
    """Where the values are from; they differ by institution."""


def _load() -> Mapping[str, Preset]:
    table = tomllib.loads((files("tools") / "windows.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Preset(window=Window(centre=one["centre"], width=one["width"]), source=one["source"])
            for name, one in table.items()
        }
    )


PRESETS: Mapping[str, Preset] = _load()
"""By name, in the order of `windows.toml`."""
