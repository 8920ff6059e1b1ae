"""A circuit breaker: a server that fails again and again is left alone for a while, and calls to it fail at once.

Source: M. T. Nygard, Release It!, 2nd ed. 2018, "Circuit Breaker": closed, open, half-open.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Literal

from agent.errors import ModelUnreachable

__all__ = ["Circuit"]

FAILURES = 5
"""Failed calls in a row after which a server is left alone (the project's reliability plan); a call counts once, after
its retries, so that one hiccup under many calls in flight does not open it."""
PAUSE = 10.0
"""How long it is left alone [s] (ours): short beside a case's 300 s, long beside a server's stumble."""


class Circuit:
    """Whether one server is being called at present."""

    def __init__(
        self,
        address: str,
        *,
        failures: int = FAILURES,
        pause: float = PAUSE,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._address = address
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._failed = 0
        self._until: float | None = None
        self._probing = False
        self._lock = Lock()

    @property
    def state(self) -> Literal["closed", "open", "half-open"]:
        """closed: calls go through; open: none does; half-open: one may try whether the server is back."""
        with self._lock:
            return self._state()

    def enter(self) -> bool:
        """Begin a call; True where it is the one that tries whether the server is back.

        Raises:
            ModelUnreachable: If the circuit is open.
        """
        with self._lock:
            state = self._state()
            if state == "closed":
                return False
            if state == "half-open" and not self._probing:
                self._probing = True
                return True
            raise ModelUnreachable(
                f"The model's server at {self._address!r} failed {self._failed} times in a row: its circuit is open, "
                f"and it is asked again within {self._pause:g} s; see whether it runs and what its log says."
            )

    def succeed(self) -> None:
        """Note that the server answered, be it with a refusal."""
        with self._lock:
            self._failed = 0
            self._until = None

    def fail(self) -> None:
        """Note that a call failed for good."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._until = self._clock() + self._pause

    def leave(self, *, probe: bool) -> None:
        """End a call, whatever became of it."""
        if probe:
            with self._lock:
                self._probing = False

    def _state(self) -> Literal["closed", "open", "half-open"]:
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half-open"
