"""What is known by another name: an answer to what would be asked for, though not the same quantity."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from agent.facts import Facts

__all__ = ["alternatives", "is_known_otherwise"]


@cache
def alternatives() -> Mapping[str, frozenset[str]]:
    """Codes that answer as well, by the code of what they answer; from `alternatives.toml`."""
    text = files(__package__).joinpath("alternatives.toml").read_text(encoding="utf-8")
    return MappingProxyType({code: frozenset(one["known_by"]) for code, one in tomllib.loads(text).items()})


def is_known_otherwise(code: str, facts: Facts) -> bool:
    """Whether a value is known that answers what a term asks for."""
    return bool(alternatives().get(code, frozenset()) & facts.quantities.keys())
