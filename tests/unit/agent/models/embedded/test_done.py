"""What a case holds already is not proposed again."""

import json

import pytest
from langchain_core.messages import HumanMessage

from agent.models.embedded.conversation import read_conversation
from agent.models.embedded.done import is_done
from guidelines import Vocabulary

VOCABULARY = Vocabulary.load()
HISTORY = "CRP 186 mg/L, SpO2 93 %, temperature 38.9 °C, heart rate 104 bpm, NT-proBNP 4200 pg/mL."


def done(test: str, *, history: str = HISTORY, image: dict[str, object] | None = None) -> bool:
    shown = f"[image 1] {json.dumps(image)}" if image else ""
    said = read_conversation([HumanMessage(f"<history>\n{history}\n</history>\n{shown}")], VOCABULARY)
    return is_done(test, said, VOCABULARY)


@pytest.mark.parametrize("test", ["C-reactive protein", "Pulse oximetry", "BNP or NT-proBNP", "Pulse oximetry and CRP"])
def test_a_measured_quantity_is_not_asked_for_again(test: str) -> None:
    assert done(test)
    assert not done(test, history="A cough.")


def test_either_natriuretic_peptide_is_enough() -> None:
    assert done("BNP")
    assert done("NT-proBNP", history="BNP 700 pg/mL")
    assert not done("BNP", history="CRP 186 mg/L")


@pytest.mark.parametrize(
    "test",
    [
        "Pulse oximetry and D-dimer",
        "High-sensitivity cardiac troponin, repeated",
        "C-reactive protein, repeated",
        "Pulse oximetry with FiO2",
        "Blood cultures",
        "Chest radiograph",
    ],
)
def test_what_is_not_known_stays(test: str) -> None:
    assert not done(test)


FILM: dict[str, object] = {"modality": "DX", "BodyPartExamined": "CHEST", "width": 9, "height": 9}


@pytest.mark.parametrize(
    "test",
    ["Chest radiograph", "Chest radiograph or CT where it changes care", "Chest radiograph, CT or lung ultrasound"],
)
def test_an_image_of_the_examination_is_enough(test: str) -> None:
    assert done(test, image=FILM)
    assert not done(test, image=FILM | {"BodyPartExamined": "HAND"})
    assert not done(test, image=FILM | {"study": "prior, 5 days before"})
    assert not done("CT pulmonary angiography", image=FILM)


def test_an_abnormal_vital_sign_follows_from_the_values() -> None:
    said = read_conversation([HumanMessage(f"<history>\n{HISTORY}\n</history>")], VOCABULARY)
    assert said.facts.findings["abnormal-vital-signs"].presence == "present"
