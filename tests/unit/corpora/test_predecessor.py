from pathlib import Path

from corpora import Corpus, predecessor
from corpora.store import save_corpus


def _indexed(folder: Path, *names: str) -> Path:
    texts = folder / "texts"
    texts.mkdir()
    for name in names:
        (texts / name).write_text(f"Fever of {name}.", encoding="utf-8")
    save_corpus(Corpus.from_folder(texts, name="m", encoder=None), folder / "index")
    return folder / "index"


def test_nothing_is_told_where_there_was_nothing(tmp_path: Path) -> None:
    assert predecessor.told(tmp_path / "none", "m") == ""


def test_one_passage_and_its_document(tmp_path: Path) -> None:
    said = predecessor.told(_indexed(tmp_path, "a.md"), "m")
    assert said == "Corpus 'm' had 1 passage of m/a; it is replaced by what is named now, once that is indexed."


def test_of_many_documents_the_first_are_named(tmp_path: Path) -> None:
    said = predecessor.told(_indexed(tmp_path, *(f"{letter}.md" for letter in "edcba")), "m")
    assert "had 5 passages of m/a, m/b, m/c and more; it is" in said


def test_a_damaged_index_is_no_reason_to_stop(tmp_path: Path) -> None:
    index = _indexed(tmp_path, "a.md")
    for file in index.glob("generation-*/passages.*"):
        file.write_bytes(b"[]\n")
    assert "had an index that cannot be read" in predecessor.told(index, "m")
