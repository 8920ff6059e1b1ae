import random
from pathlib import Path

import pytest

from corpora import Corpus, CorpusError, Document, EncoderUnavailable, IndexMismatch, Passage, Provenance
from corpora.building import Pinned, build_corpus
from corpora.guideline_passages import IndexedPassage
from corpora.store import open_corpus, save_corpus, verify_index

SOURCE = Provenance(title="Manual", issuer="Us", year=2026, url="https://example.org")
WORDS = ("fever", "cough", "oedema", "5 mm", "fracture", "\ud800")
QUESTIONS = ("fever 3", "edema", "fracture of 5 mm", "zebra", "")


def passages(count: int = 60) -> list[Passage]:
    chance = random.Random(5)  # noqa: S311
    made = [
        Passage(
            id=f"d{i % 7}#{i}", document=f"d{i % 7}", text=f"{i} " + " ".join(chance.choices(WORDS, k=8)), source=SOURCE
        )
        for i in range(count)
    ]
    chance.shuffle(made)
    return made


@pytest.mark.parametrize("encoder", [None, "lsa"])
def test_a_stream_gives_what_memory_gives_to_the_last_byte(encoder: str | None, tmp_path: Path) -> None:
    corpus = Corpus.of(passages(), name="m", encoder=encoder)
    streamed = build_corpus(iter(passages()), tmp_path / "a", name="m", encoder=encoder)
    saved = save_corpus(corpus, tmp_path / "b")
    assert streamed.name == saved.name
    opened = Corpus.open(tmp_path / "a")
    assert opened.search_many(QUESTIONS) == corpus.search_many(QUESTIONS)
    assert opened.passages == corpus.passages


def test_documents_and_indexed_passages_are_taken_too(tmp_path: Path) -> None:
    items = [
        Document(id="d", text="# One\nFever.\n# Two\nCough.", source=SOURCE),
        IndexedPassage(Passage(id="a", document="a", text="Rash.", source=SOURCE), "Rash. measles"),
    ]
    build_corpus(items, tmp_path, name="m", encoder=None)
    corpus = open_corpus(tmp_path)
    assert [one.id for one in corpus.passages] == ["a", "d#one", "d#two"]
    assert corpus.search("measles").hits[0].passage.text == "Rash."


def test_rank_bm25_is_made_anew(tmp_path: Path) -> None:
    generation = build_corpus(passages(), tmp_path, name="m", encoder=None, sparse="rank_bm25")
    assert not (generation / "sparse").exists()
    corpus = Corpus.of(passages(), name="m", encoder=None, sparse="rank_bm25")
    assert open_corpus(tmp_path).search_many(QUESTIONS) == corpus.search_many(QUESTIONS)


def test_nothing_is_an_index_too(tmp_path: Path) -> None:
    build_corpus([], tmp_path, name="m", encoder="lsa")
    assert len(open_corpus(tmp_path)) == 0


def test_what_is_wrong_leaves_the_old_index(tmp_path: Path) -> None:
    before = build_corpus(passages(), tmp_path, name="m", encoder=None)
    with pytest.raises(CorpusError, match="Two passages have the id"):
        build_corpus([*passages(), passages()[3]], tmp_path, name="m", encoder=None)
    with pytest.raises(IndexMismatch, match="The texts of corpus 'm' have changed"):
        build_corpus(passages(), tmp_path, name="m", encoder=None, pinned=Pinned(checksum="0" * 64))
    with pytest.raises(IndexMismatch, match="Encoder 'lsa' has changed"):
        build_corpus(passages(), tmp_path, name="m", encoder="lsa", pinned=Pinned(encoder="0" * 64))
    assert verify_index(tmp_path).encoder is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", before.name]
    pinned = Pinned(checksum=verify_index(tmp_path).checksum)
    assert build_corpus(passages(), tmp_path, name="m", encoder=None, pinned=pinned) == before


def test_an_encoder_that_is_not_there_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EncoderUnavailable):
        build_corpus(passages(), tmp_path, name="m", encoder="minilm")
    assert list(tmp_path.iterdir()) == []


def test_how_far_it_is_is_told(tmp_path: Path) -> None:
    told: dict[str, tuple[int, int | None]] = {}
    build_corpus(passages(), tmp_path, name="m", encoder="lsa", report=lambda stage, *far: told.update({stage: far}))  # type: ignore[arg-type]
    assert told["read passages"] == told["index words"] == told["encode"] == (60, 60)
    assert list(told)[-1] == "check and switch"
