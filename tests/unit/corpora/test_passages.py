from pathlib import Path

import numpy as np
import pytest

from corpora import Corpus, IndexMismatch, Passage, Provenance, UnknownPassage
from corpora.checksum import checksum_of
from corpora.lines import Lines, LineWriter
from corpora.passages import PassageFile, PassageWriter

ONE = Provenance(title="Manual", issuer="Us", year=2026, url="https://example.org", strength="strong")
OTHER = Provenance(title="Manuel — é", issuer="", year=None, url="")
PASSAGES = [
    Passage(id=f"d#{i:03d}", document="d", text=f"text {i} é\n", source=ONE if i % 3 else OTHER, superseded_by=None)
    for i in range(40)
]
PASSAGES[7] = Passage(id="d#007", document="d", text="half \ud800", source=ONE, wording="summary", superseded_by="n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with PassageWriter(tmp_path) as writer:
        for passage in PASSAGES:
            writer.add(passage, "found by" if passage.id == "d#001" else passage.text)
    assert writer.checksum == checksum_of(PASSAGES)
    assert len(writer) == 40
    return tmp_path


def test_passages_come_back_one_by_one_and_share_their_sources(folder: Path) -> None:
    held = PassageFile(folder)
    assert held == PASSAGES
    assert tuple(PASSAGES) == held
    assert held != PASSAGES[:-1]
    assert held[1:4] == tuple(PASSAGES[1:4])
    assert held[-1] == PASSAGES[-1]
    assert held[1].source is held[2].source
    assert len((folder / "sources.jsonl").read_bytes().splitlines()) == 2
    with pytest.raises(IndexError):
        held[40]


def test_what_they_are_found_by_is_kept_where_it_is_not_the_text(folder: Path) -> None:
    texts = PassageFile(folder).index_texts
    assert (texts[1], texts[2], texts[-1], len(texts)) == ("found by", PASSAGES[2].text, PASSAGES[39].text, 40)
    assert texts == ["found by" if one.id == "d#001" else one.text for one in PASSAGES]
    with pytest.raises(IndexError):
        texts[-41]


def test_ids_are_looked_up_in_their_order(folder: Path) -> None:
    held = PassageFile(folder)
    assert [held.row_of(one.id) for one in PASSAGES] == list(range(40))
    assert [held.row_of(name) for name in ("", "d#", "d#0075", "e")] == [None] * 4
    assert list(held.ids()) == [one.id for one in PASSAGES]


def test_an_unknown_id_of_a_file_names_the_nearest(folder: Path) -> None:
    class Nothing:
        name = "sparse"

        def search(self, queries: list[str], k: int) -> list[list[object]]:
            return [[] for _ in queries]

    corpus = Corpus(PassageFile(folder), name="m", sparse=Nothing())  # type: ignore[arg-type]
    assert corpus.passage("d#007").superseded_by == "n"
    assert list(corpus.ids()) == [one.id for one in PASSAGES]
    with pytest.raises(UnknownPassage, match=r"Did you mean 'd#0\d\d'\?"):
        corpus.passage("d#01x")


def test_every_line_is_checked(folder: Path) -> None:
    assert PassageFile(folder).check() == checksum_of(PASSAGES)
    good = ["d#000", "d", "t", 0, "summary", None, None]
    for place, value in enumerate([1, None, [], 99, "other", 2, {}]):
        write(folder, [[*good[:place], value, *good[place + 1 :]]])
        with pytest.raises(IndexMismatch, match=r"Line 1 of 'passages\.jsonl' is no passage"):
            PassageFile(folder).check()
    for rows in ([good, good], [["b", *good[1:]], ["a", *good[1:]]]):
        write(folder, rows)
        with pytest.raises(IndexMismatch, match=r"Line 2 of 'passages\.jsonl' is no passage, or out of order"):
            PassageFile(folder).check()


def write(folder: Path, rows: list[list[object]]) -> None:
    writer = LineWriter(folder / "passages.jsonl")
    for row in rows:
        writer.add(row)
    writer.close(folder / "passages.npy")


@pytest.mark.parametrize(
    "offsets",
    [[1, 4, 8], [0, 8, 4], [0, 4], [0, 4, 4, 8], [], [0.0, 4.0, 8.0]],
    ids=["start", "order", "end", "empty line", "none", "floats"],
)
def test_offsets_that_do_not_fit_are_refused(offsets: list[float], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"[1]\n[2]\n")
    kind = np.float64 if offsets and isinstance(offsets[0], float) else np.int64
    np.save(tmp_path / "a.npy", np.array(offsets, dtype=kind))
    with pytest.raises(IndexMismatch, match=r"'a\.npy' does not fit 'a\.jsonl'"):
        Lines(tmp_path / "a.jsonl", tmp_path / "a.npy")


def test_no_lines_are_a_file_too(tmp_path: Path) -> None:
    LineWriter(tmp_path / "a.jsonl").close(tmp_path / "a.npy")
    assert len(Lines(tmp_path / "a.jsonl", tmp_path / "a.npy")) == 0
    with pytest.raises(IndexMismatch, match="cannot be read"):
        Lines(tmp_path / "b.jsonl", tmp_path / "a.npy")
