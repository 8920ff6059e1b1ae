import logging
import random

import pytest

from corpora import sparse
from corpora.sparse import ENGINES, Engine, SparseIndex

TEXTS = ["pulmonary oedema on the chest radiograph", "fracture of the wrist", "pulmonary embolism", ""]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_text_that_shares_most_terms_is_first(engine: Engine) -> None:
    (found,) = SparseIndex(TEXTS, engine=engine).search(["pulmonary edema"], 10)
    assert [ranked.row for ranked in found] == [0, 2]
    assert found[0].score > found[1].score > 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", ["", "zebra", "the", "\x00", "?" * 5000])
def test_a_query_without_known_terms_finds_nothing(engine: Engine, query: str) -> None:
    assert SparseIndex(TEXTS, engine=engine).search([query], 10) == [[]]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("texts", [[], [""], ["the", "of"]])
def test_texts_without_terms_can_be_indexed(engine: Engine, texts: list[str]) -> None:
    assert SparseIndex(texts, engine=engine).search(["fever"], 5) == [[]]


@pytest.mark.parametrize("engine", ENGINES)
def test_ties_go_by_row_and_k_cuts(engine: Engine) -> None:
    index = SparseIndex(["fever"] * 7, engine=engine)
    assert [ranked.row for ranked in index.search(["fever"], 5)[0]] == [0, 1, 2, 3, 4]
    assert index.search(["fever"], 0) == [[]]


def test_indexing_and_searching_say_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    SparseIndex(TEXTS).search(["fever"], 5)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
    assert not caplog.records


def test_many_queries_at_once_find_what_each_finds() -> None:
    index = SparseIndex(TEXTS)
    queries = ["fracture", "", "pulmonary", "zebra", "chest wrist"]
    assert index.search(queries, 3) == [index.search([query], 3)[0] for query in queries]


def test_compiled_and_plain_search_agree_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lengths repeat, so that many scores tie where the ranking is cut."""
    pytest.importorskip("numba")
    chance = random.Random(3)  # noqa: S311
    words = [f"w{a}{b}" for a in "abcde" for b in "klmno"]
    texts = [" ".join(chance.choices(words, range(1, 26), k=chance.choice((3, 6)))) for _ in range(400)]
    queries = [" ".join(chance.choices(words, k=chance.randint(1, 5))) for _ in range(60)]
    plain = SparseIndex(texts)
    monkeypatch.setattr(sparse, "_COMPILED_FROM", 1)
    compiled = SparseIndex(texts)
    assert isinstance(compiled._scorer, sparse._Bm25s)
    assert compiled._scorer.compiled
    for k in (1, 10, 100, 395, 1000):
        assert compiled.search(queries, k) == plain.search(queries, k)


def test_another_release_of_bm25s_is_searched_by_its_public_way(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(sparse, "_COMPILED_FROM", 1)
    texts = [f"fever w{number % 5} " * (1 + number % 3) for number in range(60)]
    direct = SparseIndex(texts)
    monkeypatch.setattr(sparse, "_TAKES", ("query",))
    public = SparseIndex(texts)
    assert isinstance(direct._scorer, sparse._Bm25s)
    assert isinstance(public._scorer, sparse._Bm25s)
    assert direct._scorer._compiled_search is not None
    assert public._scorer._compiled_search is None
    assert public.search(["fever w3", "w1"], 20) == direct.search(["fever w3", "w1"], 20)
