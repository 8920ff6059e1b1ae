"""A slice of each part of the attacks on reading, and that each part sees what it looks for."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks import attack_cuts, attack_numbers, attack_paths, attack_polyglots
from tools.errors import UnreadableImage
from tools.image import Image
from tools.reading import read_study


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_no_name_leads_out_of_the_folder() -> None:
    tried = list(attack_paths.attempts(40))
    assert len(tried) == 40 * len(attack_paths.LOADERS)
    assert [one for one in tried if one.opened or one.has_elsewhere or one.is_untyped] == []


def test_a_file_opened_elsewhere_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_elsewhere(path: Path, **_: object) -> None:
        (path.parent.parent / attack_paths.ELSEWHERE).read_bytes()
        raise UnreadableImage("x")

    def read_or_fail(path: Path, **more: bool) -> object:
        return read_study(path) if path.name == attack_paths.ELSEWHERE else open_elsewhere(path, **more)

    monkeypatch.setattr(attack_paths, "read_study", read_or_fail)
    tried = [one for one, _ in zip(attack_paths.attempts(3), range(3), strict=False)]
    assert [one.opened for one in tried] == [(attack_paths.ELSEWHERE,)] * 3


def test_no_value_that_is_none_gets_past_reading() -> None:
    found = list(attack_numbers.poisoned(4))
    assert len(found) == 4 * len(attack_numbers.TAGS)
    assert [one for one in found if one.reached or one.outcome.startswith("untyped")] == []
    assert {one.outcome for one in found} >= {"read", "ImplausibleHeader"}


def test_a_value_that_is_none_would_be_seen() -> None:
    image = Image(pixels=np.full((64, 64), np.nan, np.float32), facts={"KVP": "nan"})
    assert {*attack_numbers._seen(None, image)} >= {"pixels", "prompt", "tool"}


def test_nothing_of_the_other_thing_in_a_file_is_passed_on() -> None:
    found = list(attack_polyglots.passed())
    assert len(found) >= 40
    assert [one for one in found if one.leaks] == []
    assert 8 < sum(one.outcome == "read" for one in found) < len(found)


def test_every_double_faced_file_has_a_second_face() -> None:
    hidden = [name for name, data in attack_polyglots.polyglots() if attack_polyglots.CANARY not in data]
    assert hidden == ["profile.png"]  # a colour profile in PNG is deflated


def test_no_file_cut_short_passes_for_a_whole_one() -> None:
    found = list(attack_cuts.cuts(5))
    assert len({one.kind for one in found}) > 8
    assert [one for one in found if one.outcome == "silent"] == []
