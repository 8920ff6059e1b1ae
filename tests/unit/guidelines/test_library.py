from dataclasses import replace
from pathlib import Path

import pytest

from guidelines import FormatError, Library, UnknownAnchor, UnknownCondition, UnknownGuideline
from guidelines.check import check
from guidelines.parse import parse_guideline
from tests.unit.guidelines.test_parse import GOOD

ONE = parse_guideline(GOOD, "a-2020.md")
TWO = replace(ONE, id="b-2021", title="Newer", year=2021, supersedes=("a-2020", "An old paper"))


def test_lookups() -> None:
    library = Library.of([TWO, ONE])
    assert [one.id for one in library] == ["a-2020", "b-2021"]
    assert library.guideline("a-2020") is ONE
    assert library.recommendation("a-2020", "treatment").heading == "What to give"
    assert [one.id for one in library.criteria_at("a-2020", "diagnosis")] == ["fever", "rate"]
    assert library.criteria_at("a-2020", "treatment") == ()
    assert [rule.id for rule in library.rules_at("a-2020", "diagnosis")] == ["score"]
    assert library.rules_at("a-2020", "treatment") == ()
    assert library.condition("pneumonia").name == "Pneumonia"
    assert dict(library.superseded) == {"a-2020": "b-2021", "An old paper": "b-2021"}


def test_a_superseded_title_is_resolved_to_its_id() -> None:
    library = Library.of([ONE, replace(TWO, supersedes=("Title",))])
    assert dict(library.superseded) == {"a-2020": "b-2021"}


def test_unknown_names_suggest_the_nearest() -> None:
    library = Library.of([ONE])
    with pytest.raises(UnknownGuideline, match="Did you mean 'a-2020'"):
        library.guideline("a-202")
    with pytest.raises(UnknownAnchor, match="Did you mean 'diagnosis'"):
        library.criteria_at("a-2020", "diagnoses")
    with pytest.raises(UnknownCondition, match="Did you mean 'pneumonia'"):
        library.condition("pneumonias")


def test_what_two_guidelines_say_of_a_condition_is_joined() -> None:
    condition = replace(ONE.conditions[0], icd10=None, synonyms=("CAP",), urgent=True, tests=("Radiograph",))
    joined = Library.of([ONE, replace(TWO, conditions=(condition,))]).condition("pneumonia")
    assert (joined.icd10, joined.synonyms, joined.urgent, joined.tests) == ("J18.9", ("CAP",), True, ("Radiograph",))


def test_without_and_with_folder(tmp_path: Path) -> None:
    library = Library.of([ONE, TWO])
    assert [one.id for one in library.without("a-2020")] == ["b-2021"]
    with pytest.raises(UnknownGuideline):
        library.without("x")
    (tmp_path / "a-2020.md").write_text(GOOD, encoding="utf-8")
    assert len(Library.of([TWO]).with_folder(tmp_path)) == 2
    with pytest.raises(FormatError, match="occurs twice"):
        library.with_folder(tmp_path)
    with pytest.raises(FormatError, match="is not a folder"):
        library.with_folder(tmp_path / "missing")


def test_checksum_follows_the_content_only() -> None:
    assert Library.of([ONE, TWO]).checksum == Library.of([TWO, ONE]).checksum
    assert Library.of([ONE]).checksum != Library.of([replace(ONE, year=2019)]).checksum


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('finding = "fever"', 'finding = "fevre"', "criteria.fever.finding: 'fevre' is no term"),
        ('unit = "/min"', 'unit = "/h"', "criteria.rate.unit"),
        ('finding = "respiratory-rate"', 'finding = "fever"', "criteria.rate.operator"),
        ('doi = "10.1000/a.1"', 'supersedes = ["no-such-id"]', "looks like an id"),
        ('doi = "10.1000/a.1"', 'supersedes = ["Title"]', "is this guideline itself"),
        ("year = 2020", 'year = "x"', "year"),
    ],
)
def test_check_reports(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "a-2020.md"
    path.write_text(GOOD.replace("pneumonia", "test-pneumonia"), encoding="utf-8")
    assert not [line for line in check(tmp_path).problems if line.startswith("a-2020.md")]
    path.write_text(GOOD.replace("pneumonia", "test-pneumonia").replace(old, new, 1), encoding="utf-8")
    assert any(problem in line for line in check(tmp_path).problems if line.startswith("a-2020.md"))


def test_check_reports_conditions_that_differ(tmp_path: Path) -> None:
    text = GOOD.replace("pneumonia", "test-pneumonia")
    (tmp_path / "a-2020.md").write_text(text, encoding="utf-8")
    (tmp_path / "b-2020.md").write_text(
        text.replace('"a-2020"', '"b-2020"').replace("J18.9", "J18.8"), encoding="utf-8"
    )
    lines = [line for line in check(tmp_path).problems if line.startswith("b-2020.md")]
    assert len(lines) == 1
    assert "test-pneumonia.icd10: is 'J18.8', but 'J18.9' in a-2020.md" in lines[0]
