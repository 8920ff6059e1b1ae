from pathlib import Path

import pytest

from benchmarks import index_integrity
from benchmarks.index_damage import FITTING, WAYS
from benchmarks.index_integrity import damaged, outcome, rebuilt


class Here:
    """Opens in this process, which is quicker to start and as good while nothing hangs."""

    def open(self, folder: Path) -> str:
        return outcome(folder)

    def stop(self) -> None:
        pass


def test_every_kind_of_damage_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(index_integrity, "Watched", Here)
    count = 2 * len(WAYS | FITTING)
    assert damaged(count, 4, tmp_path) == (0, 0)
    lines = capsys.readouterr().out.splitlines()
    assert "sound copies opened: 1 of 1" in lines
    assert sum("refused    2 of    2" in line for line in lines) == len(WAYS | FITTING)


def test_what_opens_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Damage that does nothing, and a process that hangs, are seen."""
    monkeypatch.setattr(index_integrity, "Watched", Here)
    monkeypatch.setattr(index_integrity, "damage", lambda *_: None)
    assert damaged(3, 0, tmp_path / "a") == (3, 0)
    assert "case 2, extend: accepted" in capsys.readouterr().out
    monkeypatch.setattr(index_integrity, "SOUND_EVERY", 2)
    answers = iter(["accepted", "hung", "ended with -11"])
    monkeypatch.setattr(Here, "open", lambda self, folder: next(answers))
    assert damaged(2, 0, tmp_path / "b") == (1, 1)


def test_readers_see_one_index_or_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_integrity, "READERS", 1)
    reads, mixed, errors = rebuilt(5, tmp_path)
    assert (mixed, errors) == (0, 0)
    assert reads >= 0
