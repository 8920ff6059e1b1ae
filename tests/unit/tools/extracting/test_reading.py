"""Inputs of calculators from notes: taken with their place, or left open; never made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculating import Exact, Needs, Result, exact, load_calculator, names_of_calculators
from tools.extracting import Extracted, read_inputs

KIDNEY = "A 67-year-old woman was seen. Creatinine was 1.4 mg/dL."


def read(note: str, name: str, question: str = "", unmentioned: str = "missing") -> Extracted:
    """What a note gives for a calculator."""
    return read_inputs(
        note, load_calculator(name), question, unmentioned="absent" if unmentioned == "absent" else "missing"
    )


def value(note: str, name: str, question: str = "") -> str:
    """The value that is calculated."""
    found = read(note, name, question)
    assert found.complete, (found.missing, found.ambiguous)
    result = load_calculator(name).calculate(found.inputs)
    assert isinstance(result, Result)
    return result.text


def test_each_input_says_where_it_stands() -> None:
    found = read(KIDNEY, "ckd_epi_2021")
    said = {one.name: KIDNEY[slice(*one.spans[0])] for one in found.taken}
    assert said == {"sex": "woman", "age": "67-year-old", "creatinine": "1.4 mg/dL"}
    assert found.inputs == {"sex": "female", "age": [67, "a"], "creatinine": [exact("1.4"), "mg/dL"]}
    assert found.complete


def test_what_is_not_there_is_missing_and_no_default_stands_for_it() -> None:
    found = read("A 67-year-old woman was seen.", "ckd_epi_2021")
    assert found.missing == ("creatinine",)
    assert not found.complete
    assert isinstance(load_calculator("ckd_epi_2021").calculate(found.inputs), Needs)


def test_two_values_of_no_named_time_are_ambiguous() -> None:
    found = read(f"{KIDNEY} Creatinine was 2.9 mg/dL.", "ckd_epi_2021")
    assert [one.name for one in found.ambiguous] == ["creatinine"]
    assert len(found.ambiguous[0].spans) == 2
    assert "creatinine" not in found.inputs


def test_the_question_chooses_among_times() -> None:
    note = "A 67-year-old woman. On admission creatinine was 1.4 mg/dL. At discharge creatinine was 0.9 mg/dL."
    for question, number in (("eGFR on admission?", "1.4"), ("eGFR at discharge?", "0.9")):
        assert read(note, "ckd_epi_2021", question).inputs["creatinine"] == [exact(number), "mg/dL"]


def test_a_value_that_is_dated_later_does_not_compete_with_the_one_of_now() -> None:
    note = f"{KIDNEY} On day 5 creatinine was 3.0 mg/dL."
    assert read(note, "ckd_epi_2021").inputs["creatinine"] == [exact("1.4"), "mg/dL"]


def test_the_same_value_in_two_units_is_one() -> None:
    note = "A 40-year-old man. He is 180 cm tall, height 71 inches, and weighs 80 kg."
    assert read(note, "body_mass_index").inputs["height"] == [180, "cm"]


def test_a_relatives_value_and_age_are_nobodys() -> None:
    found = read("A 30-year-old man. His father, a 62-year-old, has a creatinine of 4.1 mg/dL.", "ckd_epi_2021")
    assert found.inputs["age"] == [30, "a"]
    assert "creatinine" not in found.inputs


def test_several_patients_have_no_age() -> None:
    found = read("Patient 1 is a 30-year-old man. Patient 2 is a 41-year-old man.", "ckd_epi_2021")
    assert [one.name for one in found.ambiguous] == ["age"]


def test_a_value_out_of_range_is_left_open() -> None:
    found = read("A 12-year-old girl. Creatinine was 0.6 mg/dL.", "ckd_epi_2021")
    assert [one.name for one in found.ambiguous] == ["age"]


def test_flags_that_are_not_mentioned_are_missing_unless_silence_counts() -> None:
    note = "A 78-year-old man with hypertension. He denies diabetes."
    found = read(note, "chads2")
    assert found.missing == ("heart_failure", "stroke")
    assert found.inputs == {"hypertension": True, "age": [78, "a"], "diabetes": False}
    silent = read(note, "chads2", unmentioned="absent")
    assert silent.complete
    assert silent.assumed == ("heart_failure", "stroke")


def test_silence_never_answers_what_no_words_are_known_for() -> None:
    note = "A 50-year-old man. Heart rate 80 bpm."
    missing = read(note, "wells_pulmonary_embolism", unmentioned="absent").missing
    assert "most_likely" in missing
    assert "heart_rate" not in missing


def test_values_of_several_kinds_of_calculators() -> None:
    assert value("Na 138 mmol/L, Cl 104 mmol/L, HCO3 24 mmol/L.", "anion_gap").startswith("10")
    assert value("LMP was 2021-08-17. Today's date is 2022-04-23.", "estimated_gestational_age").startswith("35 weeks")
    assert value("Heart rate 60 bpm, QT interval 400 ms.", "qtc_bazett").startswith("400")
    assert value("He took 20 mg of hydrocortisone.", "steroid_conversion", "How much prednisone is it?").startswith("5")
    assert value("Takes 10 mg of morphine 3 times a day.", "morphine_milligram_equivalents").startswith("30")


@pytest.mark.parametrize(
    ("note", "question"),
    [
        ("He took 20 mg of hydrocortisone and 5 mg of prednisone.", "How much dexamethasone is it?"),
        ("He took hydrocortisone.", "How much dexamethasone is it?"),
        ("He took 20 mg of hydrocortisone twice a day.", "How much dexamethasone is it?"),
        ("He took 20 mg of hydrocortisone.", "How much is that?"),
        ("He took 20 mg of hydrocortisone.", "How much prednisone or dexamethasone is it?"),
        ("He took 20 mg of hydrocortisone.", "How much hydrocortisone is it?"),
    ],
)
def test_a_conversion_that_is_not_settled_is_declined(note: str, question: str) -> None:
    assert not read(note, "steroid_conversion", question).complete


@pytest.mark.parametrize(
    "note",
    [
        "Takes 10 mg of morphine.",
        "Takes 10 mg of morphine 3 times a day and meperidine.",
        "Takes 10 mg of morphine 3 times a day. Takes 30 mg of morphine 2 times a day.",
        "Wears a 40 mg fentanyl patch once a day.",
        "Takes paracetamol.",
    ],
)
def test_a_sum_of_opioids_stands_only_where_every_one_is_counted(note: str) -> None:
    found = read(note, "morphine_milligram_equivalents")
    calculator = load_calculator("morphine_milligram_equivalents")
    assert not found.complete or not found.inputs
    assert not found.inputs or not found.complete or isinstance(calculator.calculate(found.inputs), Result)


@given(
    st.integers(18, 99),
    st.sampled_from(["man", "woman"]),
    st.integers(30, 1500),
    st.sampled_from(["{} mg/dL", "{} mg/dl"]),
    st.sampled_from(["", "He denies fever.\n", "Seen in clinic. "]),
)
def test_what_was_taken_is_what_stands_at_its_span(age: int, who: str, hundredths: int, unit: str, before: str) -> None:
    written = f"{hundredths // 100}.{hundredths % 100:02}"
    note = f"{before}A {age}-year-old {who}. Serum creatinine: {unit.format(written)}."
    found = read(note, "ckd_epi_2021")
    assert found.complete
    for one in found.taken:
        said = note[slice(*one.spans[0])]
        assert {"sex": who, "age": f"{age}-year-old", "creatinine": unit.format(written)}[one.name] == said
    assert found.inputs["creatinine"][0] == Exact(hundredths, 100)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120), st.sampled_from(names_of_calculators()))
def test_any_text_is_read_for_any_calculator(note: str, name: str) -> None:
    found = read(note, name)
    names = [one.name for one in load_calculator(name).inputs]
    assert set(found.inputs) <= set(names)
    assert all(0 <= start < end <= len(note) for one in found.taken if one.of == "note" for start, end in one.spans)
    assert not found.assumed
