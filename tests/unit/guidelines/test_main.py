from pathlib import Path

import pytest
from typer.testing import CliRunner

from guidelines.__main__ import app
from tests.unit.guidelines.test_parse import GOOD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a-2020.md").write_text(GOOD.replace("pneumonia", "test-pneumonia"), encoding="utf-8")
    return tmp_path


def test_list_and_show(folder: Path) -> None:
    assert "a-2020" in CliRunner().invoke(app, ["list", "--folder", str(folder)]).output
    shown = CliRunner().invoke(app, ["show", "a-2020", "--folder", str(folder)])
    assert shown.exit_code == 0
    assert "a-2020#diagnosis" in shown.output
    assert "respiratory-rate >= 30 /min -> test-pneumonia: points 1" in shown.output
    assert "Score: 1 points or more: severe" in shown.output


def test_unknown_id_exits_1_with_a_hint(folder: Path) -> None:
    result = CliRunner().invoke(app, ["show", "a-202", "--folder", str(folder)])
    assert result.exit_code == 1
    assert "Did you mean 'a-2020'" in result.output


def test_check_exits_1_and_prints_each_problem(folder: Path) -> None:
    (folder / "bad.md").write_text(GOOD.replace("year = 2020", "year = 1"), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "--folder", str(folder)])
    assert result.exit_code == 1
    assert "bad.md: year" in result.output
