"""One line of a check-up: what was looked at, how it is, and what to do."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Check", "fail", "ok", "warn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What `doctor` found out about one thing."""

    name: str
    status: Literal["ok", "warn", "fail"]
    """`warn` limits what can be done; `fail` keeps what was asked for from working."""
    found: str
    """How it is, as a sentence or a list of facts."""
    remedy: str = ""
    """What to do; empty where all is well."""


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name=name, status="ok", found=found)


def warn(name: str, found: str, remedy: str) -> Check:
    """Works, within limits."""
    return Check(name=name, status="warn", found=found, remedy=remedy)


def fail(name: str, found: str, remedy: str) -> Check:
    """Does not work."""
    return Check(name=name, status="fail", found=found, remedy=remedy)
