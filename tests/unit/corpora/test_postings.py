import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpora import postings
from corpora.errors import IndexMismatch
from corpora.postings import Postings, PostingsBuilder
from corpora.sparse import SparseIndex

TEXTS = [["fever", "cough", "fever"], [], ["cough"], ["oedema"], ["fever", "oedema", "wrist"]]


def built(folder: Path | None = None) -> Postings:
    builder = PostingsBuilder()
    for terms in TEXTS:
        builder.add(terms)
    made = builder.finish(folder)
    assert made is not None
    return made


def test_a_posting_for_each_term_of_a_text() -> None:
    made = built()
    rows = {term: made.rows[made.starts[n] : made.starts[n + 1]].tolist() for term, n in made.vocabulary.items()}
    assert rows == {"fever": [0, 4], "cough": [0, 2], "oedema": [3, 4], "wrist": [4]}
    assert made.holds(4, ["fever", "wrist"])
    assert not made.holds(0, ["wrist"])
    assert not made.holds(0, ["zebra"])
    with pytest.raises(ValueError, match="read-only"):
        made.rows[0] = 1


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_chunks_are_put_together(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = built()
    monkeypatch.setattr(postings, "_CHUNK", chunk)
    monkeypatch.setattr(postings, "_SPILL", 1)
    for made in (built(), built(tmp_path), Postings.load(tmp_path, len(TEXTS))):
        assert made.vocabulary == whole.vocabulary
        for one, other in zip(made[1:4], whole[1:4], strict=True):
            np.testing.assert_array_equal(one, other)


def test_texts_without_terms_have_no_postings() -> None:
    builder = PostingsBuilder()
    assert builder.finish() is None
    builder = PostingsBuilder()
    builder.add([])
    assert builder.finish() is None


def test_what_is_saved_from_memory_is_what_is_written_while_building(tmp_path: Path) -> None:
    built(tmp_path / "a")
    built().save(tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(names) == 5
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("indices", lambda a: a + 9),
        ("indices", lambda a: a - 9),
        ("indices", lambda a: a[:-1]),
        ("indices", lambda a: a.astype(np.int64)),
        ("indptr", lambda a: a[::-1].copy()),
        ("indptr", lambda a: a + 1),
        ("indptr", lambda a: a[:1]),
        ("data", lambda a: a * np.float32(np.nan)),
        ("data", lambda a: -a),
    ],
)
def test_postings_that_point_outside_are_refused(name: str, change: Callable[[Any], Any], tmp_path: Path) -> None:
    """Compiled code does not look where it writes."""
    built(tmp_path)
    path = tmp_path / f"{name}.csc.index.npy"
    np.save(path, change(np.load(path)))
    with pytest.raises(IndexMismatch, match="The index of words is not what was saved"):
        Postings.load(tmp_path, len(TEXTS))


@pytest.mark.parametrize("text", ["[]", "{}", '{"fever": 1}', "no JSON", '{"fever": 0, "cough": 0, "o": 1, "w": 2}'])
def test_a_vocabulary_of_something_else_is_refused(text: str, tmp_path: Path) -> None:
    built(tmp_path)
    (tmp_path / "vocab.index.json").write_text(text, encoding="utf-8")
    with pytest.raises(IndexMismatch, match="The index of words is not what was saved"):
        Postings.load(tmp_path, len(TEXTS))


@pytest.mark.parametrize("change", [{"k1": 2.0}, {"num_docs": 6}, {"method": "bm25+"}, {"more": 1}])
def test_other_parameters_are_refused(change: dict[str, object], tmp_path: Path) -> None:
    built(tmp_path)
    path = tmp_path / "params.index.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="other parameters"):
        Postings.load(tmp_path, len(TEXTS))


def test_an_index_of_other_texts_is_found_out(tmp_path: Path) -> None:
    texts = [f"fever number{i}" for i in range(30)]
    SparseIndex(texts).save(tmp_path)
    assert SparseIndex.open(tmp_path, texts).search(["number7"], 3) == SparseIndex(texts).search(["number7"], 3)
    for others in (texts[::-1], [*texts[1:], texts[0]]):
        with pytest.raises(IndexMismatch, match="made of other texts or by another tokeniser"):
            SparseIndex.open(tmp_path, others)
    with pytest.raises(IndexMismatch, match="another number of texts"):
        SparseIndex.open(tmp_path, texts[:-1])
    with pytest.raises(IndexMismatch, match="made of other texts"):
        SparseIndex.open(tmp_path / "nowhere", texts)
