"""A typical history of each specialty names its condition first, and the same words denied or of others do not."""

import numpy as np
import pytest

from agent import Agent

BLANK = np.zeros((64, 64), np.uint8)
TYPICAL = [
    (
        "14-year-old boy with severe left testicular pain for three hours and vomiting. Swollen left testis, "
        "high-riding left testis, absent cremasteric reflex.",
        "testicular-torsion",
    ),
    (
        "24-year-old man with type 1 diabetes, vomiting and polyuria. Kussmaul breathing. Glucose 504 mg/dL, "
        "blood ketones 5.2 mmol/L, bicarbonate 9 mmol/L.",
        "diabetic-ketoacidosis",
    ),
    ("55-year-old woman with palpitations and weight loss. Fine tremor, goitre and lid lag.", "hyperthyroidism"),
    ("3-year-old child with fever and ear pain. Bulging tympanic membrane.", "acute-otitis-media"),
    (
        "52-year-old woman, vertigo when turning over in bed, vertigo lasting seconds. Positive Dix-Hallpike.",
        "benign-paroxysmal-positional-vertigo",
    ),
    ("30-year-old man with sore throat, trismus and muffled voice. Uvula is deviated.", "peritonsillar-abscess"),
    ("38-year-old woman with heavy periods. Hb 84 g/L, MCV 68 fL, ferritin 6 ng/mL.", "iron-deficiency-anaemia"),
    ("58-year-old woman after chemotherapy with fever 38.9 C. ANC 0.2 x10^9/L.", "febrile-neutropenia"),
    ("48-year-old man with chronic hepatitis C. Spider naevi, platelets 92 x10^9/L.", "cirrhosis"),
    (
        "61-year-old man with fever and abdominal pain. Ascites. Ascitic fluid neutrophil count 620 /uL.",
        "spontaneous-bacterial-peritonitis",
    ),
    ("50-year-old woman with leg edema, nephrotic-range proteinuria and albumin 22 g/L.", "nephrotic-syndrome"),
]
OTHER = [
    "24-year-old man with type 1 diabetes and a sprained wrist. Glucose 7 mmol/L, ketones negative.",
    "8-year-old child with sore throat, fever, tonsillar exudate and tender cervical nodes. No trismus.",
    "19-year-old man with fever, headache and neck stiffness. CSF glucose 12 mmol/L. No testicular pain, no ear pain.",
    "70-year-old man with cough and fever. Crackles. Hb 140 g/L, platelets 250 x10^9/L, eGFR 85 mL/min/1.73m2.",
]


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent()


@pytest.mark.parametrize(("history", "condition"), TYPICAL, ids=[condition for _, condition in TYPICAL])
def test_a_typical_history_names_its_condition_first(agent: Agent, history: str, condition: str) -> None:
    diagnosis = agent.diagnose(BLANK, history)
    assert diagnosis.differential
    assert diagnosis.differential[0].condition == condition
    assert diagnosis.differential[0].supports


@pytest.mark.parametrize("history", OTHER)
def test_what_is_denied_or_normal_names_none_of_them(agent: Agent, history: str) -> None:
    named = {one.condition for one in agent.diagnose(BLANK, history).differential}
    assert not named & {condition for _, condition in TYPICAL}
