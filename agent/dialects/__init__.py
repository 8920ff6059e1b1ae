"""How models write tool calls and answers: one dialect a file, one contract for all."""

from importlib import import_module
from typing import Literal

from agent.dialects.reply import Answered, Call, Dialect, Looked, Problem, Reply, Tags

__all__ = ["Answered", "Call", "Dialect", "DialectName", "Looked", "Problem", "Reply", "Tags", "dialect"]

DialectName = Literal["deepeyes", "grit", "hermes", "med_rwr", "native", "ophiuchus", "plain_json"]
"""File names of this folder's dialects (a test holds it)."""


def dialect(name: DialectName) -> Dialect:
    """The dialect of that name."""
    found: Dialect = import_module(f"agent.dialects.{name}").DIALECT
    return found
