"""Tables: read strictly, written so that nothing in them runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.page.errors import TooLarge, Unusable
from agent.page.tables import read_table, safe_cell, write_table
from benchmarks.page_strings import hostile_strings


@given(st.text())
def test_no_cell_is_a_formula_and_the_table_stays_a_table(text: str) -> None:
    rows = list(csv.reader(io.StringIO(write_table(("a", "b"), [[text, "end"]]))))
    assert len(rows) == 2 and rows[1][1] == "end"
    assert not rows[1][0].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert all(one in "\t\n" or one.isprintable() for one in rows[1][0])


def test_hostile_strings_lose_their_teeth_and_numbers_stay_numbers() -> None:
    for _, one in hostile_strings(200):
        assert not safe_cell(one).lstrip(" ").startswith(("=", "+", "-", "@"))
        assert "\x1b" not in safe_cell(one)
    assert safe_cell(-0.5) == "-0.5" and safe_cell(None) == ""


def test_a_table_of_cases_is_read_by_its_headings() -> None:
    (first, second) = read_table('\ufeffImages,history\na.dcm,cough\n"b;c",\n', 10)
    assert (first.images, first.history, first.name) == ("a.dcm", "cough", "case 1")
    assert (second.images, second.question) == ("b;c", "")


@pytest.mark.parametrize(
    "text",
    [
        'case;images;history\r\nA;"one/a.dcm;b.dcm";"Husten; Fieber"\r\n',
        "case,images,history\nA,one/a.dcm;b.dcm,Husten; Fieber\n",
        "\ufeffCase\tImages\tHistory\nA\tone/a.dcm;b.dcm\tHusten; Fieber\n",
        '"case";"images";"history"\nA;"one/a.dcm;b.dcm";"Husten; Fieber"\n',
    ],
)
def test_spreadsheets_of_every_country_are_read(text: str) -> None:
    (row,) = read_table(text, 10)
    assert row == ("A", "one/a.dcm;b.dcm", "Husten; Fieber", "")


def test_a_refusal_names_the_columns_that_it_is_about() -> None:
    with pytest.raises(Unusable, match="“picture” is not known") as refused:
        read_table("case,picture\nA,a.dcm\n", 10)
    assert "images is missing" in str(refused.value)
    with pytest.raises(Unusable, match="twice"):
        read_table("images,images\na,b\n", 10)
    with pytest.raises(Unusable, match=r"“x+…”.*nor are 3 more") as refused:
        read_table(",".join(["images", "x" * 900, "b\x1b", *"cdefgh"[:6]]) + "\n", 10)
    assert len(str(refused.value)) < 400 and "\x1b" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "case\nx", "images,url\na,b", 'images\n""', "images\na,b,c", "images", 'images\n"a']
)
def test_what_is_no_table_of_cases_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        read_table(text, 10)
    with pytest.raises(TooLarge):
        read_table("images\na\nb", 1)
