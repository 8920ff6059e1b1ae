"""What docs/guidelines.md shows is a guideline, and runs as it stands there."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent import Agent
from agent.errors import ConfigurationError
from guidelines import Library
from guidelines.__main__ import app
from guidelines.check import check, terms_of, unknown_findings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "guidelines.md").read_text(encoding="utf-8")
FOLDER = "my_hospital/guidelines"
ID = "st-example-carbon-monoxide-2026"
ALARM_ONLY = "35-year-old man with a headache. The carbon monoxide alarm went off."


def block(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder as the page lays it out, under the names that it gives."""
    place = tmp_path / FOLDER
    (place / "findings").mkdir(parents=True)
    for name, kind in ((f"{ID}.md", "markdown"), ("findings/own.toml", "toml")):
        assert f"`{FOLDER}/{name}`" in PAGE
        (place / name).write_text(block(kind), encoding="utf-8")
    return place


def test_the_example_passes_its_own_check(folder: Path) -> None:
    report = check(folder)
    assert report.problems == ()
    assert report.guidelines == len(Library.load()) + 1
    result = CliRunner().invoke(app, ["show", "-f", str(folder), ID])
    assert result.exit_code == 0
    assert "carboxyhaemoglobin-raised -> carbon-monoxide-poisoning: supportive" in result.output


def test_the_example_loads_into_a_library(folder: Path) -> None:
    library = Library.load().with_folder(folder)
    assert [one.anchor for one in library.guideline(ID).recommendations] == ["recognition", "treatment"]
    assert library.condition("carbon-monoxide-poisoning").urgent
    assert unknown_findings(library, terms_of(folder)) == ()
    assert len(unknown_findings(library, terms_of())) == 2


def test_guidelines_of_ones_own_that_contradict_each_other_are_refused_before_a_case(folder: Path) -> None:
    path = folder / f"{ID}.md"
    text = path.read_text(encoding="utf-8")
    first = text.index("[[criteria]]\n")
    block_of_one = text[first : text.index("[[", first + 2)]
    against = re.sub(r'kind = "[a-z_]+"[^}]*', 'kind = "excluding" ', block_of_one)
    against = re.sub(r'id = "[^"]+"', 'id = "against"', against, count=1)
    path.write_text(text.replace(block_of_one, block_of_one + against), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"criteria\.against.*guidelines check"):
        Agent(guidelines=[folder])


def test_the_example_is_named_and_cited(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parents[1])
    shutil.copy(ROOT / "tools" / "samples" / "chest_normal.dcm", "film.dcm")
    names: dict[str, object] = {}
    exec(compile(block("python"), "guidelines.md", "exec"), names)  # noqa: S102 - the block is ours, and is what is tested
    said = capsys.readouterr().out
    assert "Carbon monoxide poisoning" in said
    assert "raised carboxyhaemoglobin" in said
    assert any(ID in citation.passage for citation in names["diagnosis"].citations)  # type: ignore[attr-defined]


def test_one_sign_and_a_risk_name_nothing(folder: Path) -> None:
    diagnosis = Agent(guidelines=[folder]).diagnose(ROOT / "tools" / "samples" / "chest_normal.dcm", ALARM_ONLY)
    assert "Carbon monoxide poisoning" not in [one.name for one in diagnosis.differential]


def test_every_file_that_the_pages_link_to_is_there() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
