"""Whose a name of a quantity is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines import Term, Vocabulary
from tools.notes.naming import names_in

VOCABULARY = Vocabulary.load()


def codes(text: str) -> list[str | None]:
    return [one.code for one in names_in(text, VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N-terminal pro-B-type natriuretic peptide", ["nt-probnp"]),
        ("BNP", ["bnp"]),
        ("vitamin K", [None]),
        ("ionised calcium", [None]),
        ("anti-troponin", [None]),
        ("albumin/creatinine", ["serum-albumin", None]),
        ("target HbA1c", [None]),
        ("HbA1c target", [None]),
        ("mother's haemoglobin", [None]),
        ("previous serum potassium", [None]),
        ("SpO₂", ["oxygen-saturation"]),
        ("thyroid nodule measuring", [None]),
        ("Thyroid normal. Lung nodule measuring", ["nodule-diameter"]),
        ("CDR", ["cup-disc-ratio"]),
        ("memory loss, CDR", [None]),
    ],
)
def test_the_longest_name_wins_and_the_words_beside_it_count(text: str, expected: list[str | None]) -> None:
    assert codes(text) == expected


def test_urea_nitrogen_is_urea_counted_by_its_nitrogen() -> None:
    (name,) = names_in("BUN 28 mg/dL", VOCABULARY)
    assert (name.code, name.substance) == ("urea", "urea-nitrogen")


def test_a_name_that_the_vocabulary_has_is_no_longer_foreign() -> None:
    term = Term(
        code="ionised-calcium", name="ionised calcium", kind="quantity", phrases=("ionised calcium",), unit="mmol/L"
    )
    assert [one.code for one in names_in("ionised calcium 1.1", Vocabulary.of([term]))] == ["ionised-calcium"]


def test_what_the_vocabulary_lacks_is_nobodys() -> None:
    term = Term(code="lactate", name="lactate", kind="quantity", phrases=("lactate",), unit="mmol/L")
    assert [one.code for one in names_in("BUN 28, lactate 3", Vocabulary.of([term]))] == [None, "lactate"]


@given(st.text(alphabet="Hb CRP,urinetargt12./-(\n₂", max_size=80))
def test_names_stand_in_order_inside_the_text(text: str) -> None:
    places = [(one.start, one.end) for one in names_in(text, VOCABULARY)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
