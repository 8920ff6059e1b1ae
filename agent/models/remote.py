"""What is known about one server: whether it is well, which images it holds, what it serves, how it reads text."""

from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from agent.models.catalogue import FRESH, Served
from agent.models.circuit import Circuit
from agent.models.control_tokens import ControlTokens
from agent.models.exchange import Ledger
from agent.models.images_sent import ImagesSent
from agent.models.sessions import Sessions

__all__ = ["Remote", "Remotes"]


@dataclass(slots=True)
class Remote:
    """One server, as seen with one key."""

    circuit: Circuit
    images: ImagesSent
    control_tokens: ControlTokens = field(default_factory=ControlTokens)
    ledger: Ledger = field(default_factory=Ledger)
    sessions: Sessions = field(default_factory=Sessions)
    _served: tuple[tuple[Served, ...], float] | None = None

    @property
    def served(self) -> tuple[Served, ...] | None:
        """The names it serves, where they were asked for a moment ago."""
        if self._served is None or monotonic() - self._served[1] > FRESH:
            return None
        return self._served[0]

    @served.setter
    def served(self, names: tuple[Served, ...]) -> None:
        self._served = names, monotonic()


@dataclass(slots=True)
class Remotes:
    """The servers that a client and its copies were pointed at."""

    _known: dict[tuple[str, str], Remote] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def at(self, address: str, key: str) -> Remote:
        """The server at an address, asked with a key."""
        with self._lock:
            known = self._known.get((address, key))
            if known is None:
                known = Remote(circuit=Circuit(address), images=ImagesSent(key))
                self._known[address, key] = known
            return known
