"""Every benchmark of `evals/benchmarks/`: one contract, checked on a fixture in the published layout."""

from pathlib import Path

import pytest

from evals import Benchmark, DatasetError, Prediction, benchmark, names
from evals.scoring import strict

EVERY = [benchmark(name) for name in names()]


def named(one: Benchmark) -> str:
    return one.name


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_it_says_where_it_is_from(one: Benchmark) -> None:
    assert one.name in names()
    assert one.source.startswith("https://")
    for told in (one.title, one.revision, one.licence, one.citation, one.layout, one.main_score):
        assert told.strip()
    assert "http" in one.citation or "arXiv" in one.citation or "doi" in one.citation
    assert set(one.counts) <= set(one.splits)
    if one.official is not None:
        assert one.official.source.startswith("https://")


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_the_fixture_is_read(one: Benchmark, tmp_path: Path) -> None:
    one.fixture(tmp_path)
    read = [sample for split in one.splits for sample in one.samples(tmp_path, split, partial=True)]
    assert len(read) >= 2
    for sample in read:
        assert all(path.is_file() for path in (*sample.images, *sample.priors)), sample.id
        failed = Prediction(sample=sample.id, outcome="transport", why="nobody answered")
        kind = sample.extra.get("kind", one.kind)
        assert strict(sample, failed, kind).value == 0.0
        assert 0.0 <= strict(sample, Prediction(sample=sample.id, outcome="answered", said="?"), kind).value <= 1.0
        if kind == "choice":
            letters = sample.target if isinstance(sample.target, (list, tuple)) else (sample.target,)
            assert all(ord(letter) - ord("A") < len(sample.options) for letter in letters), sample.id
            said = "".join(letters)
            assert strict(sample, Prediction(sample=sample.id, outcome="answered", answer=said), kind).value == 1.0
    again = [sample for split in one.splits for sample in one.samples(tmp_path, split, partial=True)]
    assert again == read


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_a_missing_file_is_named(one: Benchmark, tmp_path: Path) -> None:
    with pytest.raises(DatasetError):
        list(one.samples(tmp_path))
    with pytest.raises(DatasetError):
        list(one.samples(tmp_path / "nowhere"))


@pytest.mark.parametrize("one", [each for each in EVERY if each.counts], ids=named)
def test_a_set_of_another_size_is_refused(one: Benchmark, tmp_path: Path) -> None:
    one.fixture(tmp_path)
    for split in one.counts:
        with pytest.raises(DatasetError, match="published are"):
            list(one.samples(tmp_path, split))


@pytest.mark.parametrize("one", [each for each in EVERY if each.official], ids=named)
def test_the_published_rule_never_raises(one: Benchmark, tmp_path: Path) -> None:
    one.fixture(tmp_path)
    assert one.official is not None
    pairs = [(sample, sample.id) for sample in one.samples(tmp_path, partial=True)]
    for said in ("", "A", "Answer: B", "1" * 400, "nan", "{", "\x00", "yes", "__import__('os')"):
        scored = [(sample, Prediction(sample=name, outcome="answered", said=said)) for sample, name in pairs]
        figures = one.official.score(scored)
        assert figures
        assert all(isinstance(value, (int, float)) for value in figures.values())
    assert one.main_score in one.official.score(scored)
