"""Keep libraries from printing what they read.

pydicom quotes header values in its warnings and log records ("Invalid value for VR PN: …"), and those can name a
patient. While a file is read, its records do not propagate and no warning is shown; what matters reaches the caller as
a note or an error of ours.
"""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quietly"]

_LOGGERS = ("pydicom", "PIL")


class _Silence:
    """Counts the readers, because warning filters belong to the process, not to a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers = 0
        self._catcher: warnings.catch_warnings[None] | None = None
        self._propagated: dict[str, bool] = {}

    def enter(self) -> None:
        with self._lock:
            self._readers += 1
            if self._readers > 1:
                return
            self._catcher = warnings.catch_warnings()
            self._catcher.__enter__()
            warnings.simplefilter("ignore")
            for name in _LOGGERS:
                logger = logging.getLogger(name)
                self._propagated[name] = logger.propagate
                logger.propagate = False

    def leave(self) -> None:
        with self._lock:
            self._readers -= 1
            if self._readers or self._catcher is None:
                return
            self._catcher.__exit__(None, None, None)
            self._catcher = None
            for name, propagate in self._propagated.items():
                logging.getLogger(name).propagate = propagate


_SILENCE = _Silence()


@contextmanager
def quietly() -> Iterator[None]:
    """Hide the warnings and log records of the image libraries; safe from several threads at once."""
    _SILENCE.enter()
    try:
        yield
    finally:
        _SILENCE.leave()
