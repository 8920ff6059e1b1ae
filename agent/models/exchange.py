"""What one call to a server cost, and what all of them did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from threading import Lock
from time import perf_counter
from typing import Any

from agent.models.completion import Usage

__all__ = ["Exchange", "Ledger", "Totals"]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """What one call cost; filled in as it goes on, for a call that fails costs too."""

    seconds: float = 0.0
    """From the first try to the whole reply [s]."""
    tries: int = 0
    """Requests sent [1]; one where nothing went wrong."""
    bytes_sent: int = 0
    """Bodies of all tries [bytes]."""
    images_sent: int = 0
    """Images sent as data [1]."""
    images_by_uuid: int = 0
    """Images named only, because the server held them [1]."""
    images_resent: int = 0
    """Of those sent as data, images that the server had dropped [1]."""
    prompt_tokens: int = 0
    """Length of the conversation by the server's count [tokens]."""
    completion_tokens: int = 0
    """Length of the replies by the server's count [tokens]."""
    cached_tokens: int | None = None
    """Part of the conversation that the server had ready [tokens]; None where it does not say."""

    def count(self, usage: Usage | None) -> None:
        """Note what the server says a reply cost."""
        if usage is not None:
            self.prompt_tokens, self.completion_tokens, self.cached_tokens = usage

    def record(self) -> dict[str, Any]:
        """The same as a plain dict, for a message's metadata and a trace."""
        return {name: getattr(self, name) for name in _SUMMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What all calls of a client cost; units as in `Exchange`."""

    requests: int = 0
    """Calls that ended, well or not [1]."""
    failures: int = 0
    """Of those, calls that ended in an error [1]."""
    seconds: float = 0.0
    tries: int = 0
    bytes_sent: int = 0
    images_sent: int = 0
    images_by_uuid: int = 0
    images_resent: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


_SUMMED = tuple(one.name for one in fields(Exchange))


@dataclass(slots=True)
class Ledger:
    """Adds up exchanges, from any thread."""

    _totals: Totals = field(default_factory=Totals)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def entry(self, exchange: Exchange) -> Iterator[None]:
        """Time a call and count it when it ends, well or not."""
        began, failed = perf_counter(), True
        try:
            yield
            failed = False
        finally:
            exchange.seconds = perf_counter() - began
            self.add(exchange, failed=failed)

    def add(self, exchange: Exchange, *, failed: bool) -> None:
        """Count a call that has ended."""
        with self._lock:
            was = self._totals
            sums = {name: getattr(was, name) + (getattr(exchange, name) or 0) for name in _SUMMED}
            self._totals = replace(was, requests=was.requests + 1, failures=was.failures + int(failed), **sums)

    def totals(self) -> Totals:
        """What was counted so far."""
        return self._totals
