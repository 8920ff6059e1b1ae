"""Three hundred damaged rasters, volume files, archives and DICOMDIRs: the slice that every run of the tests takes."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.dicom_fuzz import WatchedPool
from benchmarks.file_fuzz import Damaged, damaged, read
from benchmarks.file_mutators import MUTATORS, mutate
from benchmarks.file_seeds import SEEDS
from tools.errors import DecoderCrashed

LARGEST_CHILD = 1024**3
"""Memory of a child [bytes], from the reliability goals."""

NOT_READ = ("GIF", "JP2")


@pytest.fixture(scope="module")
def pool() -> Iterator[WatchedPool]:
    found = WatchedPool(2)
    yield found
    found.close()


def test_three_hundred_damaged_files_are_read_or_refused_by_name(pool: WatchedPool) -> None:
    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda one: read(one, pool), damaged(300, seed=20261128)))
    kinds = Counter(one.kind for one in outcomes)
    assert sum(kinds.values()) == 300
    assert [one for one in kinds if one.startswith("untyped")] == []
    assert kinds[DecoderCrashed.__name__] == 0
    assert kinds["read"] > 60
    assert len(kinds) > 3
    assert pool.peak < LARGEST_CHILD


def test_a_sound_file_is_read_and_other_kinds_are_refused_by_name(pool: WatchedPool) -> None:
    found = {kind: read(Damaged(kind, "none", made(), 6), pool).kind for kind, made in SEEDS.items()}
    assert found == {kind: "NotAnImage" if kind in NOT_READ else "read" for kind in SEEDS}


def test_an_exception_of_no_type_of_ours_would_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("benchmarks.file_fuzz.read_isolated", failing)
    assert read(Damaged("PNG", "bit_flips", b"x", 0), WatchedPool(1)).kind == "untyped KeyError"


def test_the_same_seed_gives_the_same_files() -> None:
    assert list(damaged(80, seed=5)) == list(damaged(80, seed=5))
    assert list(damaged(80, seed=5)) != list(damaged(80, seed=6))


@pytest.mark.parametrize("name", MUTATORS)
def test_a_mutator_changes_files_of_every_kind(name: str) -> None:
    files = {kind: made() for kind, made in SEEDS.items()}
    for kind, data in files.items():
        assert any(mutate(name, data, kind, random.Random(at), files["PNG"]) != data for at in range(20))  # noqa: S311
