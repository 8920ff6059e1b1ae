import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import CorpusError
from corpora.__main__ import app, main
from corpora.store import open_corpus

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
