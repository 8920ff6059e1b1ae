"""A number as a measurement."""

from guidelines import Vocabulary
from tools.notes.numbers import Number, measured

VOCABULARY = Vocabulary.load()


def test_a_number_in_the_unit_of_its_term() -> None:
    notes: list[str] = []
    found = measured("Hb 7.2 g/dL", Number("haemoglobin", 7.2, "g/dL", 3, 11), VOCABULARY.term("haemoglobin"), notes)
    assert found is not None
    assert (found.value, found.unit, found.span, notes) == (72.0, "g/L", (3, 11), [])


def test_what_does_not_fit_is_left_out_with_a_note() -> None:
    notes: list[str] = []
    term = VOCABULARY.term("heart-rate")
    assert measured("HR 88%", Number("heart-rate", 88.0, "%", 3, 6), term, notes) is None
    assert measured("HR 900", Number("heart-rate", 900.0, None, 3, 6), term, notes) is None
    assert len(notes) == 2
