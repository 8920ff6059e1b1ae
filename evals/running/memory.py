"""What a long run does with memory: the collector looks at what cases make, and what is free goes back."""

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["given_back", "settled"]

_YOUNG = 2_000
"""New objects between two rounds of the collector [1] (ours): Python's own 700 are made several times a case; with
5,000, what some 300 cases leave behind would wait for the next whole round."""
_EVERY = 50
"""Cases after which free memory is given back [1] (ours): a case leaves some hundred kilobytes in pieces, and giving
back takes some milliseconds."""


@contextmanager
def settled() -> Iterator[None]:
    """Let the collector look at what cases make, and less often.

    With half a million objects that are loaded once and at Python's own pace, it takes a quarter of a case's time.
    """
    if gc.get_freeze_count():
        yield  # somebody has settled it already
        return
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def given_back(every: int = _EVERY) -> Callable[[], bool]:
    """A function to call at the end of each case.

    GNU's C library keeps what was freed between pieces that are in use: pictures and conversations of a few hundred
    kilobytes leave a little more of it with every case, though no more is in use. Elsewhere nothing is done.

    Args:
        every: Cases after which memory is given back [1].

    Returns:
        A function that says whether it gave something back.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    ended = 0

    def case_ended() -> bool:
        nonlocal ended
        ended += 1
        return trim is not None and ended % every == 0 and bool(trim(0))

    return case_ended
