from pathlib import Path

import pytest

from corpora import Corpus, CorpusError
from corpora.formats.reading import MAX_BYTES
from corpora.ingest import read_folder


def test_a_folder_becomes_a_corpus_whose_words_may_be_quoted(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "stroke.md").write_text(
        "# Stroke unit manual\nGive alteplase within 4.5 h.\n", encoding="utf-8"
    )
    (tmp_path / "plain.txt").write_text("Fever of unknown origin.", encoding="utf-8-sig")
    (tmp_path / ".hidden.md").write_text("secret", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    corpus = Corpus.from_folder(tmp_path, name="ward")
    assert [passage.id for passage in corpus.passages] == ["ward/plain#text", "ward/sub/stroke#stroke-unit-manual"]
    hit = corpus.search("alteplase").hits[0]
    assert hit.passage.wording == "ingested"
    assert hit.passage.source.title == "Stroke unit manual"
    assert corpus.passage("ward/plain#text").text == "Fever of unknown origin."


def test_the_current_folder_gives_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "ward #3"
    place.mkdir()
    (place / "a.md").write_text("Fever.", encoding="utf-8")
    monkeypatch.chdir(place)
    corpus = Corpus.from_folder(".")
    assert corpus.name == "ward #3"
    assert [(one.id, one.document) for one in corpus.passages] == [("ward _3/a#text", "ward _3/a")]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is not a folder"):
        read_folder(tmp_path / "none", "x")
    with pytest.raises(CorpusError, match=r"holds no \.docx, .*\.txt file"):
        read_folder(tmp_path, "x")
    (tmp_path / "a.md").write_bytes(b"caf\xe9")
    with pytest.raises(CorpusError, match=r"'a\.md' cannot be read: byte 3 is not UTF-8"):
        read_folder(tmp_path, "x")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").write_text("y", encoding="utf-8")
    with pytest.raises(CorpusError, match="both be document 'x/a'"):
        read_folder(tmp_path, "x")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.md").write_text("x", encoding="utf-8")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "out.md")
    with pytest.raises(CorpusError, match="leads out of the folder"):
        read_folder(tmp_path / "in", "x")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CorpusError, match="larger than 512 MB"):
        read_folder(tmp_path, "x")
