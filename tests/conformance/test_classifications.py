"""Every classification of the folder keeps the same promises."""

import pytest
from typer.testing import CliRunner

from guidelines import Classification, Library
from guidelines.__main__ import app
from guidelines.classification_check import check_classifications, gaps
from tools.calculating import names_of_calculators

NAMES = Classification.names()


def test_the_folder_has_no_problems() -> None:
    problems, read = check_classifications()
    assert problems == ()
    assert read == len(NAMES) > 0


def test_no_classification_has_the_id_of_a_guideline() -> None:
    assert {one.id for one in Library.load()}.isdisjoint(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_classification(name: str) -> None:
    one = Classification.load(name)
    assert list(gaps(one)) == []
    assert one.calculator in {"", *names_of_calculators()}
    # A table that could be computed is computed; what has no table says so, or names what does.
    assert one.rows or one.calculator or any("table" in note for note in one.notes)
    for category in one.categories:
        assert category.source.section and category.source.url.startswith("http")
        assert bool(category.risk) == (category.risk_source is not None)
        assert bool(category.management) == (category.management_source is not None)
    assert {row.category for row in one.rows} <= {category.code for category in one.categories} | {None}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_shown(name: str) -> None:
    shown = CliRunner().invoke(app, ["show", name])
    assert shown.exit_code == 0
    assert all(f"{one.code}: {one.meaning}" in shown.output for one in Classification.load(name).categories)


def test_the_list_has_them_all() -> None:
    listed = CliRunner().invoke(app, ["list"]).output
    assert all(f"\n{name} " in listed for name in NAMES)
