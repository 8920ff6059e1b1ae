from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import IndexMismatch
from corpora.sketches import SKETCHES, SketchBuilder, load_sketches, maybe_alike

SETS = st.lists(st.frozensets(st.text("abcdefgh\ud800", min_size=1, max_size=2), max_size=40), max_size=8)


@given(SETS, st.floats(0.05, 1.0))
def test_no_pair_that_is_alike_is_ruled_out(sets: list[frozenset[str]], least: float) -> None:
    builder = SketchBuilder()
    for terms in sets:
        builder.add(terms)
    possible = maybe_alike(builder.finish(), least)
    for i, one in enumerate(sets):
        for j, other in enumerate(sets):
            if len(one & other) >= least * len(one | other):
                assert possible[i, j]


def test_strangers_are_ruled_out() -> None:
    builder = SketchBuilder()
    for first in range(0, 4000, 80):
        builder.add([f"w{number}" for number in range(first, first + 80)])
    assert maybe_alike(builder.finish(), 0.9).sum() == 50


def test_a_sketch_is_of_the_terms_and_not_of_the_wording() -> None:
    one, other, third = SketchBuilder.of(["Oedema and fever.", "fever, edema; edema", "fever"])
    assert one.tolist() == other.tolist() != third.tolist()
    assert one[-1] == 2


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", np.zeros((3, 5)), np.zeros((2, 5), np.uint64)])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(IndexMismatch, match="Build the index again"):
        load_sketches(tmp_path, 3)
    if isinstance(content, bytes):
        (tmp_path / SKETCHES).write_bytes(content)
    else:
        np.save(tmp_path / SKETCHES, content)  # type: ignore[arg-type]
    with pytest.raises(IndexMismatch, match="Build the index again"):
        load_sketches(tmp_path, 3)
