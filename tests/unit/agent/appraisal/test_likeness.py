"""Terms that keep the same company or are spelt alike are alike; what is the same is 1."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.appraisal import likeness as module
from agent.appraisal.likeness import CHANNELS, Likeness, TermVectors, term_vectors
from corpora.tokens import tokenise

TERMS = st.lists(st.sampled_from([*(f"x{n}" for n in range(5)), "tumor", "cancer", "mice", "infarct"]), max_size=6)


def stem(word: str) -> str:
    (term,) = tokenise(word)
    return term


def channel(name: str, one: str, other: str) -> float:
    return float(Likeness([stem(one)]).of([stem(other)])[CHANNELS.index(name), 0, 0])


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("tumor", "cancer", "kidney"), ("cardiac", "heart", "liver"), ("infarction", "stroke", "yeast")],
)
def test_what_keeps_the_same_company_is_alike(one: str, other: str, apart: str) -> None:
    for name in ("beside", "around"):
        assert channel(name, one, other) > 0.5 > channel(name, one, apart)


def test_spelling_needs_no_vector() -> None:
    rows, _ = term_vectors()
    assert "zymoplastase" not in rows
    likeness = Likeness(["zymoplastase"])
    found = likeness.of(["zymoplastas", "kidney", "zymoplastase"])
    near, far, _ = found[CHANNELS.index("spelt"), 0]
    assert near > 0.8
    assert far < 0.2
    assert not found[: CHANNELS.index("spelt"), 0, :2].any()
    assert (found[:, 0, 2] == 1.0).all()


def test_spelling_is_the_share_of_pieces_in_common() -> None:
    # <ab, ab>, <ab> and <ac, ac>, <ac>: nothing in common; <abc: two of five pieces each in common with <abd.
    assert channel("spelt", "ab", "ac") == 0.0
    assert channel("spelt", "abc", "abd") == pytest.approx(1 / 5)


@given(TERMS, TERMS, TERMS)
def test_what_was_compared_before_changes_nothing(claim: list[str], first: list[str], second: list[str]) -> None:
    asked = tuple(dict.fromkeys(claim))
    likeness = Likeness(asked)
    likeness.of(first)
    found = likeness.of(second)
    assert found == pytest.approx(Likeness(asked).of(second))
    assert found.shape == (len(CHANNELS), len(asked), len(second))
    assert ((found >= 0.0) & (found <= 1.0)).all()
    for row, one in enumerate(asked):
        for column, other in enumerate(second):
            assert (one != other) or (found[:, row, column] == 1.0).all()


def test_vectors_fit_their_terms_and_name_where_they_come_from() -> None:
    rows, vectors = term_vectors()
    assert vectors.shape == (2, len(rows) + 1, 64)
    lengths = np.linalg.norm(vectors, axis=2)
    assert lengths[:, :-1] == pytest.approx(np.ones_like(lengths[:, :-1]), abs=1e-4)
    assert not vectors[:, -1].any()
    about = json.loads((Path(module.__file__).parent / "weights" / "term_vectors.json").read_text("utf-8"))
    assert "SciFact" in TermVectors.model_validate(about).counted_in


def test_vectors_that_do_not_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = TermVectors(counted_in="x", licence="y", windows={"beside": 2}, terms="a b c")
    (tmp_path / "term_vectors.json").write_text(about.model_dump_json(), "utf-8")
    np.savez(tmp_path / "term_vectors.npz", beside=np.ones((2, 4), np.int8), around=np.ones((2, 4), np.int8))
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match="2 rows for 3 terms"):
        term_vectors.__wrapped__()
