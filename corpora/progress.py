"""How a long build tells how far it is, without knowing who draws it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["Report", "counted", "silent"]

Report = Callable[[str, int, int | None], None]
"""Takes the name of the stage, how much of it is done, and how much there is, or None where nobody knows."""
_T = TypeVar("_T")
_EVERY = 512
"""Items between two reports: drawing costs some 0.1 ms, an item of the fastest stage some 0.01 ms. Our own choice."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Draw nothing."""


def counted(items: Iterable[_T], stage: str, report: Report, total: int | None = None) -> Iterator[_T]:
    """Pass items on and report how many have gone by."""
    done = 0
    report(stage, done, total)
    for done, item in enumerate(items, 1):
        yield item
        if done % _EVERY == 0:
            report(stage, done, total)
    report(stage, done, done)
