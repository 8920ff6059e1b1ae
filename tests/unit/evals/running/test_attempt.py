"""An attempt leaves the collector as it was, whatever happens in it."""

import gc

import pytest

from evals.running import attempt


def test_the_collector_is_as_before_after_an_attempt_that_broke_off() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), attempt._settled():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (attempt._YOUNG, *before[1:])
        raise ZeroDivisionError
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before


def test_one_within_another_changes_nothing() -> None:
    before = gc.get_threshold()
    with attempt._settled():
        with attempt._settled():
            pass
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() != before
    assert gc.get_freeze_count() == 0
