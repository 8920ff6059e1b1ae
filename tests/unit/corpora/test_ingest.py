import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import Corpus, CorpusError
from corpora.errors import UnreadableText
from corpora.formats.reading import MAX_BYTES
from corpora.ingest import _free, read_files, read_folder, text_files


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


def test_files_that_differ_in_the_suffix_only_have_ids_of_their_own(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a.markdown", "b.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [(one.id, one.source.url) for one in read_folder(tmp_path, "w")] == [
        ("w/a", "a.markdown"),
        ("w/a.md", "a.md"),
        ("w/a.txt", "a.txt"),
        ("w/b", "b.md"),
    ]


def test_ids_do_not_depend_on_which_files_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"caf\xe9")
    (tmp_path / "a.txt").write_text("y", encoding="utf-8")
    assert [one.id for one in read_files([tmp_path], "w", on_skipped=lambda _path, _why: None)] == ["w/a.txt"]


def test_files_of_one_name_in_several_folders_are_numbered_and_what_is_named_twice_is_read_once(
    tmp_path: Path,
) -> None:
    folders = [tmp_path / name for name in "xyz"]
    for folder in folders:
        folder.mkdir()
        (folder / "a.md").write_text(folder.name, encoding="utf-8")
    again = [tmp_path / "x" / ".." / "x", tmp_path / "y" / "a.md"]
    found = [(one.id, one.text) for one in read_files([*folders, *again], "w")]
    assert found == [("w/a", "x"), ("w/a.md", "y"), ("w/a.md-2", "z")]


@given(st.lists(st.sampled_from(["a", "b", "a.md", "a.txt", "a.md-2"]), max_size=12), st.sampled_from([".md", ".txt"]))
def test_a_free_id_is_always_found_and_new(stems: list[str], suffix: str) -> None:
    taken: set[str] = set()
    for stem in stems:
        found = _free(stem, suffix, taken)
        assert found not in taken
        assert found.startswith(stem)
        assert found == stem or stem in taken
        taken.add(found)


def test_the_order_is_that_of_the_paths(tmp_path: Path) -> None:
    for name in ("b/c.md", "b.md", "a-b/x.txt", "a/z.md", "a/b/c.md", "a.txt", "B.md", ".hidden/a.md", "a/.b/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    hidden = {"a/.b/c.md", ".hidden/a.md"}
    every = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    expected = [path for path in every if path.relative_to(tmp_path).as_posix() not in hidden]
    assert [path for path, _ in text_files([tmp_path])] == expected


def _closed_folders(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Close folders as for somebody without rights, also where the tests run as the administrator."""
    real = os.scandir

    def scandir(path: Path) -> Any:
        if Path(path).name in names:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)


def test_a_folder_without_rights_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "secret.md").write_text("x", encoding="utf-8")
    (tmp_path / "open.md").write_text("x", encoding="utf-8")
    _closed_folders(monkeypatch, "locked")
    skipped: dict[str, str] = {}
    assert [one.id for one in read_files([tmp_path], "w", on_skipped=skipped.__setitem__)] == ["w/open"]
    assert list(skipped) == ["locked"]
    assert "cannot be opened: Permission denied" in skipped["locked"]
    with pytest.raises(UnreadableText, match="'locked' cannot be opened"):
        read_folder(tmp_path, "w")


def test_a_named_folder_without_rights_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _closed_folders(monkeypatch, tmp_path.name)
    skipped: dict[str, str] = {}
    assert list(text_files([tmp_path], on_skipped=skipped.__setitem__)) == []
    assert list(skipped) == [tmp_path.name]


def test_what_may_not_even_be_looked_at_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    real = Path.stat

    def look(path: Path, **options: bool) -> os.stat_result:
        if path.name == "a.md":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", look)
    skipped: dict[str, str] = {}
    assert list(text_files([tmp_path], on_skipped=skipped.__setitem__)) == []
    assert list(skipped) == ["a.md"]
    with pytest.raises(CorpusError, match=r"'a\.md' cannot be opened: Permission denied"):
        list(text_files([tmp_path / "a.md"]))


def test_links_and_pipes_are_named_and_other_kinds_counted(tmp_path: Path) -> None:
    ward, out = tmp_path / "ward", tmp_path / "out"
    for folder in (ward / "sub", ward / ".store", out):
        folder.mkdir(parents=True)
    (ward / "sub" / "a.md").write_text("x", encoding="utf-8")
    (out / "b.md").write_text("x", encoding="utf-8")
    (ward / "inner").symlink_to(ward / "sub")  # read in its own place
    (ward / "hidden").symlink_to(ward / ".store")
    (ward / "outer").symlink_to(out)
    (ward / "gone.md").symlink_to(out / "gone.md")
    (ward / "loop").symlink_to(ward / "loop")
    os.mkfifo(ward / "pipe.txt")
    (ward / "letter.DOC").write_bytes(b"x")
    (ward / "link.rtf").symlink_to(out / "b.md")
    skipped: dict[str, str] = {}
    others: list[str] = []
    found = text_files([ward], on_skipped=skipped.__setitem__, on_other_kind=lambda path: others.append(path.name))
    assert [called for _, called in found] == ["sub/a"]
    assert others == ["letter.DOC", "link.rtf"]
    assert set(skipped) == {"gone.md", "hidden", "loop", "outer", "pipe.txt"}
    assert "leads nowhere" in skipped["gone.md"]
    assert "hidden folder" in skipped["hidden"]
    assert "leads out of the folder; name that folder too" in skipped["outer"]
    assert "a pipe" in skipped["pipe.txt"]


@pytest.mark.parametrize("name", ["gone.md", "gone.bin"])
def test_a_link_to_nothing_ends_strict_reading_only_where_it_may_hold_text(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    if name == "gone.md":
        with pytest.raises(UnreadableText, match="leads nowhere"):
            read_folder(tmp_path, "w")
    else:
        assert len(read_folder(tmp_path, "w")) == 1


@pytest.mark.parametrize(("name", "text"), [("a.md", ""), ("a.txt", " \n\t\n"), ("a.md", "# Title\n\n## More\n")])
def test_a_file_without_text_is_named(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    skipped: dict[str, str] = {}
    assert list(read_files([tmp_path], "w", on_skipped=skipped.__setitem__)) == []
    assert skipped == {name: f"{name!r} holds no text."}


def test_a_pipe_that_is_named_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(CorpusError, match="neither a file nor a folder"):
        list(text_files([tmp_path / "pipe.md"]))
