import errno
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corpora import CorpusError
from corpora.__main__ import app, main
from corpora.command_line import _counted
from corpora.store import open_corpus, verify_index

RUNNER = CliRunner()


def test_list_shows_the_library_and_its_checksum() -> None:
    result = RUNNER.invoke(app, ["list"])
    assert result.exit_code == 0
    assert "guidelines: " in result.output
    assert "passages" in result.output


def test_search_prints_our_summary_as_such() -> None:
    result = RUNNER.invoke(app, ["search", "guidelines", "acute pancreatitis", "-k", "2"])
    assert result.exit_code == 0
    assert "1. aafp-acute-pancreatitis-2014#" in result.output
    assert "our summary of" in result.output
    assert "3. " not in result.output


def test_search_says_what_is_off_and_that_nothing_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = RUNNER.invoke(app, ["search", "guidelines", "zzzz", "--encoder", "minilm"])
    assert result.exit_code == 0
    assert "Note: Search by meaning is off" in result.stderr
    assert "Nothing found" in result.output


def test_build_and_verify(tmp_path: Path) -> None:
    out = tmp_path / "index"
    assert RUNNER.invoke(app, ["build", "guidelines", str(out), "--encoder", "lsa"]).exit_code == 0
    result = RUNNER.invoke(app, ["verify", str(out)])
    assert result.exit_code == 0
    assert "is sound" in result.output
    assert open_corpus(out).dense is not None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "none", "x"], "Error: No corpus 'none'"),
        (["search", "guidelines", "x", "--encoder", "minilmm"], "Error: No encoder 'minilmm'. Did you mean 'minilm'?"),
        (["verify", "nowhere"], "Error: There is no index in 'nowhere'"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["corpora", *arguments])
    with pytest.raises(SystemExit) as exited:
        main()
    printed = capsys.readouterr().err
    assert exited.value.code == 2
    assert printed.startswith(message)
    assert printed.count("\n") == 1


def test_help_names_the_commands() -> None:
    result = RUNNER.invoke(app, ["--help"])
    assert all(name in result.output for name in ("list", "search", "build", "verify"))


def test_files_of_ones_own_are_added_and_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ward").mkdir()
    (tmp_path / "ward" / "stroke.md").write_text("# Stroke\nGive alteplase within 4.5 h.\n", encoding="utf-8")
    (tmp_path / "page.html").write_text("<h1>Fever</h1><p>Measure it twice.</p>", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    added = RUNNER.invoke(app, ["add", "ward-3", "ward", "page.html"])
    assert added.exit_code == 0, added.output
    assert "1. ward-3/stroke#stroke" in RUNNER.invoke(app, ["search", "ward-3", "alteplase"]).output
    assert "ward-3/page#fever" in RUNNER.invoke(app, ["search", "any", "fever", "--index", "index/ward-3"]).output
    assert isinstance(RUNNER.invoke(app, ["add", "guidelines", "ward"]).exception, CorpusError)
    assert isinstance(RUNNER.invoke(app, ["add", "a/../b", "ward"]).exception, CorpusError)


def test_a_file_that_cannot_be_read_does_not_cost_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ward = tmp_path / "ward"
    (ward / "sub").mkdir(parents=True)
    (ward / "stroke.md").write_text("# Stroke\nGive alteplase within 4.5 h.\n", encoding="utf-8")
    (ward / "sub" / "broken.md").write_bytes(b"caf\xe9")
    # The first line is sound: no half of a file may be found afterwards.
    (ward / "half.jsonl").write_text('{"text": "Tenecteplase."}\nno JSON\n', encoding="utf-8")
    (tmp_path / "elsewhere.md").write_text("Outside.", encoding="utf-8")
    (ward / "link.md").symlink_to(tmp_path / "elsewhere.md")
    monkeypatch.chdir(tmp_path)

    added = RUNNER.invoke(app, ["add", "ward-3", "ward", "--encoder", "none"])

    assert added.exit_code == 1, added.output
    told = added.stderr[added.stderr.index("3 files were skipped:") :].splitlines()
    assert told[1:] == [
        "  half.jsonl: 'half.jsonl' cannot be read: line 2 is not JSON; repair it.",
        "  link.md: 'link.md' is a link that leads out of the folder; copy the file instead.",
        "  sub/broken.md: 'broken.md' cannot be read: byte 3 is not UTF-8; save it as UTF-8.",
    ]
    corpus = open_corpus(tmp_path / "index" / "ward-3")
    assert [passage.id for passage in corpus.passages] == ["ward-3/stroke#stroke"]
    assert list(verify_index(tmp_path / "index" / "ward-3").skipped) == ["half.jsonl", "link.md", "sub/broken.md"]
    assert "3 files were skipped:" in RUNNER.invoke(app, ["verify", "ward-3"]).output


def test_where_nothing_can_be_read_the_index_that_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Fever\nMeasure it twice.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert RUNNER.invoke(app, ["add", "ward", "page.md", "--encoder", "none"]).exit_code == 0
    assert "skipped" not in (next((tmp_path / "index" / "ward").glob("generation-*")) / "manifest.json").read_text()
    page.write_bytes(b"caf\xe9")
    (tmp_path / "empty").mkdir()

    for source, says in (("page.md", "1 file was skipped:\n  page.md: "), ("empty", r"There is no \.docx")):
        refused = RUNNER.invoke(app, ["add", "ward", source, "--encoder", "none"])
        assert isinstance(refused.exception, CorpusError)
        assert re.search(rf"Nothing was indexed\. {says}", str(refused.exception))
    assert len(open_corpus(tmp_path / "index" / "ward").passages) == 1


def test_what_is_named_wrongly_is_no_file_to_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / "b.png").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    for wrong in ("nowhere.md", "b.png"):
        assert isinstance(RUNNER.invoke(app, ["add", "ward", "a.md", wrong]).exception, CorpusError)


def test_other_kinds_are_counted_and_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ward = tmp_path / "ward"
    ward.mkdir()
    for name in ("a.md", "b.doc", "c.DOC", "d.rtf", "LICENCE"):
        (ward / name).write_text("Fever.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    added = RUNNER.invoke(app, ["add", "m", "ward", "--encoder", "none"])
    assert added.exit_code == 0, added.output
    assert "4 files of kinds that are not read: .doc 2, no suffix 1, .rtf 1\n" in added.stderr
    for name in ("a.md", "c.DOC", "d.rtf", "LICENCE"):
        (ward / name).unlink()
    refused = RUNNER.invoke(app, ["add", "m", "ward", "--encoder", "none"])
    assert "Nothing was indexed. 1 file of a kind that is not read: .doc 1. There is no" in str(refused.exception)


def test_many_other_kinds_stay_one_line() -> None:
    told = _counted(Counter({f".k{number}": 50 - number for number in range(15)}))
    assert told.count("\n") == 0
    assert told.startswith("645 files of kinds that are not read: .k0 50, .k1 49,")
    assert told.endswith(".k9 41, others 190")


def test_files_without_text_leave_the_index_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Fever\nMeasure it twice.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert RUNNER.invoke(app, ["add", "m", "page.md", "--encoder", "none"]).exit_code == 0
    page.write_text(" \n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["corpora", "add", "m", "page.md", "--encoder", "none"])
    with pytest.raises(SystemExit) as exited:
        main()
    assert exited.value.code == 2
    assert "page.md: 'page.md' holds no text." in capsys.readouterr().err
    assert len(open_corpus(tmp_path / "index" / "m").passages) == 1


def test_what_is_skipped_under_one_name_in_two_folders_is_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "empty.md").touch()
    (tmp_path / "a.md").write_text("Fever.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert RUNNER.invoke(app, ["add", "m", "x", "y", "a.md", "--encoder", "none"]).exit_code == 1
    assert list(verify_index(tmp_path / "index" / "m").skipped) == ["empty.md", "empty.md (2)"]


def test_a_folder_without_rights_is_kept_in_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ward" / "locked").mkdir(parents=True)
    (tmp_path / "ward" / "a.md").write_text("Fever.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    added = RUNNER.invoke(app, ["add", "m", "ward", "--encoder", "none"])
    assert added.exit_code == 1
    assert "locked: 'locked' cannot be opened: Permission denied" in added.stderr
    assert list(verify_index(tmp_path / "index" / "m").skipped) == ["locked"]


def test_that_an_index_is_replaced_is_said_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("# One\nFever.\n\n# Two\nCough.\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("Rash.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    first = RUNNER.invoke(app, ["add", "m", "a.md", "--encoder", "none"])
    assert "replaced" not in first.stderr
    second = RUNNER.invoke(app, ["add", "m", "b.md", "--encoder", "none"])
    assert second.exit_code == 0
    assert second.stderr.startswith(
        "Corpus 'm' had 2 passages of m/a; it is replaced by what is named now, once that is indexed.\n"
    )
    assert "replaced, not added to" in " ".join(RUNNER.invoke(app, ["add", "--help"]).output.replace("│", " ").split())
