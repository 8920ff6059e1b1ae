from pathlib import Path

from corpora import Corpus, Passage, Provenance, distinct
from guidelines import Library

SOURCE = Provenance(title="T", issuer="I", year=None, url="https://example.org")


def ward(folder: Path, text: str) -> Corpus:
    folder.mkdir(parents=True)
    (folder / "p.md").write_text(f"# A\n{text}\n\n## B\nMore {text}\n", encoding="utf-8")
    return Corpus.from_folder(folder, encoder="lsa")


def ids(corpus: Corpus) -> list[str]:
    return [one.id for one in corpus.passages]


def test_folders_of_different_names_differ_by_themselves(tmp_path: Path) -> None:
    one, two = ward(tmp_path / "one", "Sepsis lactate"), ward(tmp_path / "two", "Stroke alteplase")
    assert not set(ids(one)) & set(ids(two))
    assert distinct((one, two)) == (one, two)


def test_folders_of_one_name_are_told_apart_and_still_found(tmp_path: Path) -> None:
    one, two = ward(tmp_path / "x" / "rules", "Sepsis lactate"), ward(tmp_path / "y" / "rules", "Stroke alteplase")
    assert ids(one) == ids(two) == ["rules/p#a", "rules/p#b"]
    first, second = distinct((one, two))
    assert first is one
    mark = two.checksum[:8]
    assert ids(second) == [f"rules-{mark}/p#a", f"rules-{mark}/p#b"]
    assert {passage.document for passage in second.passages} == {f"rules-{mark}/p"}
    before, after = two.search("alteplase"), second.search("alteplase")
    assert [hit.passage.text for hit in after.hits] == [hit.passage.text for hit in before.hits]
    assert [hit.ranks for hit in after.hits] == [hit.ranks for hit in before.hits]
    assert second.passage(ids(second)[0]).text == two.passages[0].text
    assert distinct((first, second)) == (first, second)


def test_the_same_corpus_twice_is_left_alone(tmp_path: Path) -> None:
    corpus = ward(tmp_path / "one", "Sepsis lactate")
    assert distinct((corpus, corpus)) == (corpus, corpus)


def test_guidelines_that_come_first_keep_their_ids() -> None:
    guidelines = Corpus.from_guidelines(Library.load())
    taken = guidelines.passages[0].id
    mine = Corpus.of([Passage(id=taken, document=taken.split("#")[0], text="Other words.", source=SOURCE)], name="m")
    kept, moved = distinct((guidelines, mine))
    assert kept is guidelines
    assert ids(moved) == [f"m-{mine.checksum[:8]}/{taken}"]
