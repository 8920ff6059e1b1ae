"""A run leaves the collector as it was, whatever happens in it, and gives free memory back now and then."""

import ctypes
import gc
from types import SimpleNamespace

import pytest

from evals.running import memory


def test_the_collector_is_as_before_after_an_attempt_that_broke_off() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), memory.settled():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (memory._YOUNG, *before[1:])
        raise ZeroDivisionError
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before


def test_one_within_another_changes_nothing() -> None:
    before = gc.get_threshold()
    with memory.settled():
        with memory.settled():
            pass
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() != before
    assert gc.get_freeze_count() == 0


def test_memory_is_given_back_after_so_many_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []

    def trim(pad: int) -> int:
        kept.append(pad)
        return 1

    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace(malloc_trim=trim))
    ended = memory.given_back(every=3)
    assert [ended() for _ in range(7)] == [False, False, True, False, False, True, False]
    assert kept == [0, 0]


def test_where_the_library_cannot_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace())
    ended = memory.given_back(every=1)
    assert not any(ended() for _ in range(3))
