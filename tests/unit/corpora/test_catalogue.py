from pathlib import Path

import pytest

from corpora import Corpus, CorpusError, IndexMismatch, UnknownCorpus, catalogue
from corpora.store import open_corpus
from guidelines import FormatError

TEXT = """title = "House rules"
kind = "folder"
source = "texts"
licence = "CC-BY-4.0"
chunker = "headings, at most 1000 characters"
"""


def folder(tmp_path: Path, more: str = "") -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "rules.md").write_text("# Fever\nMeasure it twice.\n", encoding="utf-8")
    (tmp_path / "house.toml").write_text(TEXT + more, encoding="utf-8")
    return tmp_path


def test_a_folder_with_its_checksum_is_a_corpus(tmp_path: Path) -> None:
    checksum = Corpus.from_folder(folder(tmp_path) / "texts", name="house").checksum
    (tmp_path / "house.toml").write_text(f'{TEXT}checksum = "{checksum}"\nencoder = "lsa"\n', encoding="utf-8")
    corpus = catalogue.build("house", tmp_path)
    assert corpus.search("fever").hits[0].passage.id == "house/rules#fever"
    assert corpus.dense is not None
    assert catalogue.build("house", tmp_path, encoder="none").dense is None
    (tmp_path / "texts" / "rules.md").write_text("# Fever\nMeasure it once.\n", encoding="utf-8")
    with pytest.raises(IndexMismatch, match="texts of corpus 'house' have changed"):
        catalogue.build("house", tmp_path)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("", "give their checksum"),
        (f'checksum = "{"0" * 64}"\nencoder = "minilm"\n', "give encoder_revision"),
        ("colour = 1\n", "colour"),
        ('checksum = "abc"\n', "checksum"),
        ("title = 3\n", "is not TOML"),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        catalogue.entry("house", folder(tmp_path, more))


def test_a_library_that_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise FormatError("cap.md: year: is missing.")

    monkeypatch.setattr("guidelines.Library.load", broken)
    with pytest.raises(CorpusError, match=r"guideline library cannot be read: cap\.md: year"):
        catalogue.build("guidelines")


def test_an_unknown_corpus_names_the_nearest() -> None:
    with pytest.raises(UnknownCorpus, match=r"No corpus 'guideline'\. Did you mean 'guidelines'\?"):
        catalogue.build("guideline")


def test_a_loader_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(TEXT.replace('"folder"', '"folders"'), encoding="utf-8")
    with pytest.raises(CorpusError, match="no loader 'folders'; there are guidelines, beir"):
        catalogue.entry("house", tmp_path)


def test_texts_that_are_not_shipped_are_read_from_where_they_lie(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    place = folder(tmp_path / "a")
    (place / "house.toml").write_text(f"{TEXT}shipped = false\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="are not shipped"):
        catalogue.build("house", place)
    corpus = catalogue.build("house", place, path=place / "texts")
    assert [passage.id for passage in corpus.passages] == ["house/rules#fever"]
    catalogue.build_index("house", tmp_path / "index", place, path=place / "texts")
    assert open_corpus(tmp_path / "index").checksum == corpus.checksum
