from pathlib import Path

import pytest
from typer.testing import CliRunner

from guidelines import Library, Vocabulary
from guidelines.__main__ import app
from guidelines.check import check, terms_of, unknown_findings
from tests.unit.guidelines.test_parse import GOOD

OWN = GOOD.replace('finding = "fever"', 'finding = "glass-knee"').replace("pneumonia", "test-pneumonia")
TERM = '[glass-knee]\nname = "glass knee"\nkind = "sign"\nphrases = ["glass knee"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A guideline of one's own, with a term of its own where the agent looks for it."""
    (tmp_path / "a-2020.md").write_text(OWN, encoding="utf-8")
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "own.toml").write_text(TERM, encoding="utf-8")
    return tmp_path


def test_terms_in_findings_of_an_own_folder_are_known(folder: Path) -> None:
    assert check(folder).problems == ()
    assert check(folder, folder / "findings").problems == ()
    assert "glass-knee" in terms_of(folder)
    for command in (["check"], ["list"], ["show", "a-2020"]):
        result = CliRunner().invoke(app, [*command, "-f", str(folder)])
        assert (result.exit_code, "Note" in result.output) == (0, False), result.output


def test_an_unknown_finding_is_named_with_what_to_do(folder: Path) -> None:
    (folder / "findings" / "own.toml").write_text(TERM.replace("glass-knee", "glass-knees"), encoding="utf-8")
    (sentence,) = unknown_findings(Library.of(()).with_folder(folder), terms_of(folder))
    assert sentence.startswith("a-2020.md: criteria.fever.finding: 'glass-knee' is no term of the vocabulary;")
    assert "findings/*.toml" in sentence
    assert sentence.endswith("Did you mean 'glass-knees'?")
    assert check(folder).problems == (sentence,)
    assert f"Note: {sentence}" in CliRunner().invoke(app, ["list", "-f", str(folder)]).output


def test_what_ships_has_no_unknown_findings() -> None:
    assert unknown_findings(Library.load(), Vocabulary.load()) == ()
    assert unknown_findings(Library.load(), Vocabulary.of(())) != ()


def test_broken_terms_of_an_own_folder_stop_every_command(folder: Path) -> None:
    (folder / "findings" / "own.toml").write_text("[glass-knee]\nname = 1\n", encoding="utf-8")
    for command in (["check"], ["list"], ["show", "a-2020"]):
        result = CliRunner().invoke(app, [*command, "-f", str(folder)])
        assert result.exit_code == 1
        assert "own.toml: glass-knee" in result.output


def test_terms_beside_the_guidelines_are_told_to_move(folder: Path) -> None:
    (folder / "findings" / "own.toml").rename(folder / "own.toml")
    assert check(folder).problems == (
        "own.toml: lies beside the guidelines, where it is not read; move it to findings/.",
    )


def test_a_folder_with_nothing_in_it_is_a_problem(tmp_path: Path) -> None:
    assert "holds no guideline" in check(tmp_path).problems[0]
    assert "is not a folder" in check(tmp_path / "missing").problems[0]
