"""The page lists every calculator that ships."""

from pathlib import Path

from tools.__main__ import main
from tools.calculating import names_of_calculators
from tools.calculating.table import as_table

PAGE = Path(__file__).resolve().parents[4] / "docs" / "calculators.md"


def test_the_page_holds_the_table() -> None:
    listed = PAGE.read_text("utf-8").partition("## All calculators\n")[2].strip()
    assert listed == as_table(), "run `python -m tools calculators` and put its table under 'All calculators'"


def test_every_calculator_has_a_line() -> None:
    table = as_table()
    assert all(f"| `{name}` |" in table for name in names_of_calculators())


def test_the_command_prints_it(capsys: object) -> None:
    assert main(["calculators"]) == 0
    assert capsys.readouterr().out.strip() == as_table()  # type: ignore[attr-defined]
