"""Three hundred damaged files through the reader: the slice of the benchmark that every run of the tests takes."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.dicom_fuzz import Outcome, WatchedPool, damaged, pictures, read, seeds
from benchmarks.dicom_mutators import MUTATORS, layout, mutate
from tools.errors import DecoderCrashed

LARGEST_CHILD = 2 * 1024**3
"""Memory of a child [bytes], from the reliability goals."""


def test_three_hundred_damaged_files_are_read_or_refused_by_name() -> None:
    pool = WatchedPool(2)
    try:
        with ThreadPoolExecutor(2) as threads:
            outcomes = list(threads.map(lambda one: read(one[0], one[1], pool), damaged(300, seed=20261121)))
    finally:
        pool.close()
    kinds = Counter(one.kind for one in outcomes)
    assert sum(kinds.values()) == 300
    assert [one for one in kinds if one.startswith("untyped")] == []
    assert kinds[DecoderCrashed.__name__] == 0
    assert kinds["read"] > 30
    assert len(kinds) > 4
    assert pool.peak < LARGEST_CHILD


def test_an_exception_of_no_type_of_ours_would_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("benchmarks.dicom_fuzz.read_isolated", failing)
    assert read("bit_flips", b"", WatchedPool(1)).kind == "untyped KeyError"
    assert Outcome("a", "read", 1.0).seconds == 1.0


def test_the_same_seed_gives_the_same_files() -> None:
    assert list(damaged(60, seed=5)) == list(damaged(60, seed=5))
    assert list(damaged(60, seed=5)) != list(damaged(60, seed=6))


@pytest.mark.parametrize("name", MUTATORS)
def test_a_mutator_changes_files(name: str) -> None:
    files = pictures(seeds())
    changed = sum(mutate(name, one, random.Random(at), files[0]) != one for at, one in enumerate(files))  # noqa: S311
    assert changed > len(files) / 3


def test_the_layout_of_a_file_is_found() -> None:
    found = [layout(one) for one in seeds()]
    assert sum(len(one.elements) > 10 for one in found) > 0.9 * len(found)
    assert {one.order for one in found} == {"<", ">"}
