from fractions import Fraction
from pathlib import Path

import pytest

from guidelines import Classification, FormatError, UnknownCategory, UnknownClassification, UnknownValue
from guidelines.classification_check import check_classifications, gaps
from guidelines.classification_page import page_of

GOOD = """
id = "lumps"
title = "Lumps"
issuer = "Nobody"
version = "1"
year = 2020
url = "https://example.org/lumps"
checked = 2026-11-28
specialty = "skin"
purpose = "lumps of a test"
calculator = "lumps"
notes = ["Made up."]

[sources]
table = { section = "Table 1", url = "https://example.org/lumps" }
study = { section = "Abstract", url = "https://example.org/study" }

[[categories]]
code = "A"
meaning = "harmless"
source = "table"

[[categories]]
code = "B"
meaning = "doubtful"
source = "table"
risk = "bad in 5 %"
risk_source = "study"
management = "look again"
management_source = "table"

[[items]]
id = "colours"
text = "Colours"
low = 1
high = 3
weight = "0.5"
source = "table"

[[features]]
id = "kind"
text = "Kind"
values = [{ id = "round" }, { id = "odd", text = "any other" }]

[[features]]
id = "score"
text = "Points"
unit = "{score}"
values = [{ id = "low" }, { id = "high", at_least = "1.2" }]

[[rows]]
when = { kind = ["round"] }
category = "A"
source = "table"

[[rows]]
when = { kind = ["odd"], score = ["low"] }
category = "B"
why = "odd but small"
source = "table"

[[rows]]
when = { kind = ["odd"], score = ["high"] }
why = "not for these"
source = "table"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "lumps.toml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_what_was_seen_gives_a_row(path: Path) -> None:
    lumps = Classification.read(path)
    assert lumps.classify({"kind": "round", "score": 5}).category == "A"
    row = lumps.classify({"kind": "odd", "score": Fraction(119, 100)})
    assert (row.category, row.why, row.source.section) == ("B", "odd but small", "Table 1")
    assert lumps.classify({"kind": "odd", "score": Fraction(6, 5)}).category is None
    assert lumps.values({"score": 0, "kind": "odd"}) == {"kind": "odd", "score": "low"}
    assert lumps.category("B").told == "doubtful; bad in 5 %; look again"


def test_a_limit_may_belong_to_the_interval_before(path: Path) -> None:
    path.write_text(GOOD.replace('at_least = "1.2"', 'at_least = "1.2", above = true'), encoding="utf-8")
    lumps = Classification.read(path)
    assert lumps.values({"kind": "odd", "score": Fraction(6, 5)})["score"] == "low"
    assert lumps.values({"kind": "odd", "score": Fraction(121, 100)})["score"] == "high"
    assert {"  low: up to 1.2", "  high: above 1.2"} <= set(page_of(lumps))


def test_points_add_up_exactly(path: Path) -> None:
    lumps = Classification.read(path)
    assert lumps.total({"colours": 3}) == Fraction(3, 2)
    for wrong in ({}, {"colours": 0}, {"colours": 4}):
        with pytest.raises(UnknownValue, match="colours must be 1 to 3"):
            lumps.total(wrong)


@pytest.mark.parametrize(
    ("seen", "problem"),
    [
        ({"kind": "round"}, "also needs score"),
        ({"kind": "rond", "score": 1}, "Did you mean 'round'"),
        ({"kind": 1, "score": 1}, "kind cannot be 1"),
        ({"kind": "round", "score": 1, "scor": 1}, "no feature 'scor'. Did you mean 'score'"),
    ],
)
def test_what_cannot_be_seen_is_refused(path: Path, seen: dict[str, str | int], problem: str) -> None:
    with pytest.raises(UnknownValue) as refused:
        Classification.read(path).classify(seen)
    assert problem in str(refused.value)


def test_unknown_names_are_told_with_the_nearest(path: Path) -> None:
    with pytest.raises(UnknownClassification, match="Did you mean 'li-rads-2018'"):
        Classification.load("li-rads-2017")
    with pytest.raises(UnknownCategory, match="no category 'C'"):
        Classification.read(path).category("C")


def test_without_a_table_nothing_is_classified(path: Path) -> None:
    path.write_text(GOOD[: GOOD.index("[[items]]")], encoding="utf-8")
    lumps = Classification.read(path)
    assert list(gaps(lumps)) == []
    with pytest.raises(UnknownValue, match="has no table"):
        lumps.classify({})


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "lumps"', 'id = "lump"', "make them the same"),
        ('risk_source = "study"', "", "need a source of their own"),
        ('risk_source = "study"', 'risk_source = "studies"', "'studies' is not declared in [sources]"),
        ('category = "A"', 'category = "Z"', "a row names the category 'Z'"),
        ('kind = ["round"]', 'kind = ["square"]', "a row names kind"),
        ('kind = ["round"]', 'sort = ["round"]', "a row names sort"),
        ('why = "not for these"', "", "or says why there is none"),
        ('code = "B"', 'code = "A"', "have the same name"),
        ('id = "odd", text', 'id = "round", text', "two values have the same id"),
        ('{ id = "low" }', '{ id = "low", at_least = "3" }', "the first value has no at_least"),
        ('{ id = "low" },', '{ id = "low" }, { id = "top", at_least = "9" },', "rise from one value"),
        ('id = "score"', 'id = "points"', "a feature named 'score'"),
        ('weight = "0.5"', "weight = 0.5", "items.0.weight"),
        ("year = 2020", "year = 2020\ngrade = 1", "grade"),
    ],
)
def test_a_file_that_does_not_follow_the_format(path: Path, old: str, new: str, problem: str) -> None:
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormatError) as refused:
        Classification.read(path)
    assert problem in str(refused.value)
    problems, read = check_classifications(path.parent)
    assert read == 1
    assert problem in " ".join(problems)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'when = { kind = ["round"] }',
            'when = { kind = ["round"], score = ["low"] }',
            "no row for kind = round",
        ),
        ('when = { kind = ["round"] }', "when = {}", "rows differ for kind = odd, score = low: A and B"),
        ('when = { kind = ["odd"], score = ["high"] }', 'when = { kind = ["odd"] }', "rows differ for kind = odd"),
    ],
)
def test_a_table_with_gaps_or_contradictions(path: Path, old: str, new: str, problem: str) -> None:
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    problems, _ = check_classifications(path.parent)
    assert problems
    assert all(one.startswith("lumps.toml: rows: ") for one in problems)
    assert problem in " ".join(problems)


def test_the_page_shows_the_table_and_its_sources(path: Path) -> None:
    page = "\n".join(page_of(Classification.read(path)))
    assert "B: doubtful [1]\n  risk: bad in 5 % [2]\n  management: look again [1]" in page
    assert "kind odd, score low -> B (odd but small) [1]" in page
    assert "kind odd, score high -> no category (not for these) [1]" in page
    assert "  high: from 1.2" in page
    assert "colours: Colours, 1 to 3, times 0.5 [1]" in page
    assert "Note: Made up.\n[1] Table 1: https://example.org/lumps\n[2] Abstract: https://example.org/study" in page
