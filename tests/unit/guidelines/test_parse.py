from datetime import date
from pathlib import Path

import pytest

from guidelines import FormatError
from guidelines.files import MAX_FILE_BYTES
from guidelines.parse import parse_guideline, read_guideline

GOOD = """+++
id = "a-2020"
title = "Title"
issuer = "Issuer"
year = 2020
url = "https://example.org/a"
doi = "10.1000/a.1"
specialty = "chest"
grading = "none"
checked = 2026-01-02
population = { text = "adults", age_min = 18 }

[[conditions]]
id = "pneumonia"
name = "Pneumonia"
icd10 = "J18.9"

[[criteria]]
id = "fever"
condition = "pneumonia"
anchor = "diagnosis"
finding = "fever"
weight = { kind = "likelihood_ratio", positive = 2, negative = 0.7 }
source = { section = "Table 2", url = "https://example.org/a" }

[[criteria]]
id = "rate"
condition = "pneumonia"
anchor = "diagnosis"
finding = "respiratory-rate"
operator = ">="
value = 30
unit = "/min"
weight = { kind = "points", points = 1 }
rule = "score"
source = { section = "Table 3", url = "https://example.org/a" }

[[rules]]
id = "score"
condition = "pneumonia"
name = "Score"
points_at_least = 1
meaning = "severe"
source = { section = "Table 3", url = "https://example.org/a" }
+++

## diagnosis: How it is made
section: Recommendation 1
strength: strong
certainty: not graded

First paragraph.

Second: with a colon.

## treatment: What to give

section: Recommendation 2
strength: weak
certainty: low

Text.
"""


def test_everything_is_read() -> None:
    guideline = parse_guideline(GOOD, "a-2020.md")
    assert (guideline.id, guideline.year, guideline.doi, guideline.checked) == (
        "a-2020",
        2020,
        "10.1000/a.1",
        date(2026, 1, 2),
    )
    assert [item.anchor for item in guideline.recommendations] == ["diagnosis", "treatment"]
    assert guideline.recommendations[0].text == "First paragraph.\n\nSecond: with a colon."
    assert guideline.recommendations[1].certainty == "low"
    assert guideline.criteria[0].weight.positive == 2.0
    assert (guideline.criteria[1].operator, guideline.criteria[1].value, guideline.criteria[1].rule) == (
        ">=",
        30.0,
        "score",
    )
    assert guideline.population.age_min == 18.0
    assert guideline.rules[0].points_at_least == 1.0


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a-2020.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_guideline(path) == parse_guideline(GOOD, "a-2020.md")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "a-2020"', 'id = "b-2020"', "id"),
        ('title = "Title"\n', "", "title: Field required; add it"),
        ("year = 2020", 'year = "2020"', "year"),
        ("year = 2020", "year = 20200", "year"),
        ('url = "https://example.org/a"\ndoi', 'url = "example"\ndoi', "url"),
        ('icd10 = "J18.9"', 'icd10 = "J1"', "conditions.0.icd10"),
        ('specialty = "chest"', 'speciality = "chest"', "speciality"),
        ("checked = 2026-01-02", 'checked = "yesterday"', "checked"),
        ("positive = 2,", "positive = 0.4,", "wrong way"),
        ("negative = 0.7", "negative = 1.7", "wrong way"),
        (", positive = 2, negative = 0.7", "", "likelihood_ratio"),
        ("positive = 2, negative = 0.7", "positive = inf", "positive"),
        ('operator = ">="\n', "", "operator, value and unit"),
        ('operator = ">="', 'operator = "=>"', "operator"),
        ('rule = "score"\n', "", "points need the rule"),
        ('rule = "score"', 'rule = "other"', "criteria.rate.rule: 'other' is not declared"),
        ('anchor = "diagnosis"\nfinding = "fever"', 'anchor = "x"\nfinding = "fever"', "criteria.fever.anchor: 'x'"),
        ('condition = "pneumonia"\nanchor', 'condition = "x"\nanchor', "criteria.fever.condition: 'x'"),
        ('id = "rate"', 'id = "fever"', "criteria: 'fever' occurs twice"),
        ("## treatment:", "## diagnosis:", "recommendations: 'diagnosis' occurs twice"),
        ("## treatment: What", "## What", "heading '## What to give'"),
        ("certainty: low\n", "", "recommendation 'treatment'.certainty"),
        ("\n\nText.\n", "\n", "recommendation 'treatment'.text"),
        ("+++\n\n## diagnosis", "+++\n\nStray.\n\n## diagnosis", "text: stands before"),
        ("issuer = ", "issuer ", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, field: str) -> None:
    assert old in GOOD
    with pytest.raises(FormatError) as caught:
        parse_guideline(GOOD.replace(old, new, 1), "a-2020.md")
    assert field in str(caught.value)
    assert all(line.startswith("a-2020.md: ") for line in str(caught.value).splitlines())


def test_a_finding_against_the_condition_is_allowed_when_said() -> None:
    text = GOOD.replace("positive = 2, negative = 0.7", "positive = 0.3, against = true")
    assert parse_guideline(text, "a-2020.md").criteria[0].weight.positive == 0.3


@pytest.mark.parametrize("text", ["", "+++\n", "no front matter", "+++\nid = 1\n+++"])
def test_no_front_matter(text: str) -> None:
    with pytest.raises(FormatError, match=r"^a-2020\.md: "):
        parse_guideline(text, "a-2020.md")


def test_files_that_cannot_be_read_name_no_path(tmp_path: Path) -> None:
    large = tmp_path / "large.md"
    large.write_bytes(b"a" * (MAX_FILE_BYTES + 1))
    latin = tmp_path / "latin.md"
    latin.write_bytes(b"+++\n\xe9")
    for path in (large, latin, tmp_path / "missing.md"):
        with pytest.raises(FormatError) as caught:
            read_guideline(path)
        assert str(caught.value).startswith(path.name)
        assert str(tmp_path) not in str(caught.value)
