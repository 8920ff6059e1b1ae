"""What an answer says a calculator gave is what it gave, or is put right and named."""

from typing import Any

import pytest

from agent.answer_record import AnswerRecord, ClaimRecord, HypothesisRecord
from agent.repeating import Repetition
from tools.calculating import Result, load_calculator
from tools.finding import Measurement


def measured(name: str, **inputs: Any) -> Measurement:
    result = load_calculator(name).calculate(inputs)
    assert isinstance(result, Result)
    return result.as_result().measurements[0]


CURB = measured("curb65", confusion=True, urea=8, respiratory_rate=20, systolic=110, diastolic=70, age=71)
CLEARANCE = measured("creatinine_clearance", sex="male", age=83, weight=67.2, height=173, creatinine=1.4)
STROKE = measured(
    "cha2ds2_vasc",
    age=75,
    sex="female",
    heart_failure=True,
    hypertension=True,
    diabetes=False,
    stroke=False,
    vascular_disease=False,
)
CALCIUM = measured("corrected_calcium", calcium=8, albumin=2)
BAZETT = measured("qtc_bazett", qt_interval=400, heart_rate=80)
FRIDERICIA = measured("qtc_fridericia", qt_interval=400, heart_rate=80)
CASE = (CURB, CLEARANCE, STROKE, CALCIUM)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("The CURB-65 score is 4, so admit.", "The CURB-65 score is 3, so admit."),
        ("CURB 65 = 2", "CURB 65 = 3"),
        ("curb65: 5!", "curb65: 3!"),
        ("CURB-65 is 4 in this case", "CURB-65 is 3 in this case"),
        ("CrCl of 45 mL/min and CURB-65 (1)", "CrCl of 38 mL/min and CURB-65 (3)"),
        ("CHA₂DS₂-VASc is 4.", "CHA₂DS₂-VASc is 5."),
        ("Creatinine clearance (Cockcroft-Gault) was approximately 40 ml/min", None),
        ("corrected calcium 9.5 mg/dL", "corrected calcium 9.6 mg/dL"),
    ],
)
def test_another_value_is_replaced_and_named(said: str, right: str | None) -> None:
    repetition = Repetition(CASE)
    out = repetition.text(said)
    assert out != said
    assert right is None or out == right
    assert all("which stands now" in sentence for sentence in repetition.corrected)
    assert repetition.corrected


@pytest.mark.parametrize(
    "said",
    [
        "The CURB-65 score is 3.",
        "CURB65 was 3.0",
        "creatinine clearance is 38 mL/min",
        "A CURB-65 of 4 or more needs intensive care; of 2-3, hospital. CURB-65 of 0 to 1 may go home.",
        "CHA2DS2-VASc score of 5",
        "Creatinine is 2 mg/dL and the GCS is 14.",
        "CURB-65 was calculated.",
        "",
    ],
)
def test_the_right_value_thresholds_and_other_numbers_stay(said: str) -> None:
    repetition = Repetition(CASE)
    assert repetition.text(said) == said
    assert repetition.corrected == []


def test_a_value_in_another_unit_stays_and_is_named() -> None:
    repetition = Repetition(CASE)
    assert repetition.text("corrected calcium is 2.4 mmol/L") == "corrected calcium is 2.4 mmol/L"
    assert "not compared" in repetition.corrected[0]


def test_where_two_calculators_share_a_name_either_value_is_right() -> None:
    repetition = Repetition((BAZETT, FRIDERICIA))
    both = f"QTc {BAZETT.value} ms and QTc {FRIDERICIA.value} ms"
    assert repetition.text(both) == both
    assert repetition.text("The QTc is 500 ms") == f"The QTc is {FRIDERICIA.value} ms"


def test_where_nothing_was_calculated_nothing_is_touched() -> None:
    other = Measurement(code="length", name="length", value=3.0, unit="mm")
    record = AnswerRecord(answer="CURB-65 is 9")
    assert Repetition((other,)).record(record) is record


def test_every_part_of_the_answer_is_held_to_it() -> None:
    claim = ClaimRecord(text="a CURB-65 of 5 speaks for it", cites=["E1"])
    record = AnswerRecord(
        answer="CURB-65: 1", differential=[HypothesisRecord(name="Pneumonia", supports=[claim], refutes=[claim])]
    )
    repetition = Repetition(CASE)
    held = repetition.record(record)
    assert held.answer == "CURB-65: 3"
    assert [one.text for one in (*held.differential[0].supports, *held.differential[0].refutes)] == [
        "a CURB-65 of 3 speaks for it"
    ] * 2
    assert held.differential[0].supports[0].cites == ["E1"]
    assert len(repetition.corrected) == 3


def test_an_option_is_named_and_not_changed() -> None:
    repetition = Repetition(CASE)
    repetition.option("CURB-65 of 4: admit")
    assert repetition.corrected[0].startswith("The chosen option differs from a calculator: CURB-65")
