"""The children of this process: started when first needed, lent to one thread at a time, ended with it."""

import atexit
import logging
import os
import threading
from collections.abc import Callable
from typing import TypeVar

from tools.isolation.confinement import Confinement
from tools.isolation.process import Child, ChildTimedOut

__all__ = ["POOL", "Pool"]

_Value = TypeVar("_Value")

_LOG = logging.getLogger(__name__)

_MOST = max(1, min(4, os.cpu_count() or 1))
"""Children at once: reading and most tools use one core each, and every child holds 100 MB of libraries."""


class Pool:
    """Lends children; safe from several threads at once."""

    def __init__(self, most: int = _MOST) -> None:
        """Make an empty pool.

        Args:
            most: Children at once.
        """
        self._most = most
        self._lock = threading.Condition()
        self._idle: list[Child] = []
        self._lent = 0
        self._is_told = False

    def use(self, work: Callable[[Child], _Value], *, within: float | None = None) -> _Value:
        """Lend a child to a function; it is kept for the next one while it is healthy.

        Args:
            work: What to do with it.
            within: How long to wait for one [s]; None for as long as it takes.

        Raises:
            ChildTimedOut: If none was free in time.
        """
        with self._lock:
            if not self._lock.wait_for(lambda: self._idle or self._lent < self._most, within):
                raise ChildTimedOut("No process of its own was free in time.")
            self._lent += 1
            child = self._idle.pop() if self._idle else None
        try:
            if child is None:
                child = Child()
                self._tell(child.confinement)
            return work(child)
        finally:
            self._give_back(child)

    def _tell(self, confinement: Confinement) -> None:
        """Put on record, once, what this system does not let a child be kept from."""
        missing = confinement.missing
        if missing and not self._is_told:
            self._is_told = True
            _LOG.warning("Child processes run %s on this system.", " and ".join(missing))

    def _give_back(self, child: Child | None) -> None:
        is_kept = child is not None and child.is_reusable
        with self._lock:
            self._lent -= 1
            if child is not None and is_kept:
                self._idle.append(child)
            self._lock.notify()
        if child is not None and not is_kept:
            child.close()

    def close(self) -> None:
        """End the children that are not at work; the pool can be used on."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.close()

    def forget(self) -> None:
        """Start anew in a forked process, whose children belong to its parent."""
        idle, self._idle = self._idle, []
        for child in idle:
            child.abandon()
        self._lock = threading.Condition()
        self._lent = 0


POOL = Pool()
"""The one that this process uses."""

atexit.register(POOL.close)
os.register_at_fork(after_in_child=POOL.forget)
