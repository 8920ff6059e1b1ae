"""What another value answers is not asked for again; what it does not answer is."""

import tomllib
from importlib.resources import files

import pytest
from langchain_core.messages import HumanMessage

from agent.facts import Patient, gather
from agent.models.embedded.alternatives import alternatives, is_known_otherwise
from agent.models.embedded.conversation import read_conversation
from agent.models.embedded.reasoner import Ranked
from agent.models.embedded.wording import answer_record
from guidelines import Condition, Criterion, Library, Vocabulary
from guidelines.criterion import Locator, Weight
from tools.notes import read_note

VOCABULARY = Vocabulary.load()


def missing(history: str, *codes: str) -> list[str]:
    """What an answer says would help, where its one condition has these criteria unknown."""
    said = read_conversation([HumanMessage(f"<history>\n{history}\n</history>")], VOCABULARY)
    unknown = tuple(
        Criterion(
            id=code,
            condition="failure",
            anchor="a",
            finding=code,
            weight=Weight(kind="supportive"),
            source=Locator(section="1", url="https://example.org"),
        )
        for code in codes
    )
    ranked = Ranked(
        condition=Condition(id="failure", name="Failure"),
        probability=0.5,
        supports=(),
        refutes=(),
        unknown=unknown,
        labels=("E1",),
    )
    found: list[str] = answer_record(said, (ranked,), VOCABULARY)["missing"]
    return found


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ("NT-proBNP 4200 pg/mL", "bnp"),
        ("BNP 700 pg/mL", "nt-probnp"),
        ("PaO2/FiO2 180 mmHg", "spo2-fio2"),
        ("hs-CRP 186 mg/L", "crp-elevated"),
    ],
)
def test_what_another_value_answers_is_not_missing(history: str, code: str) -> None:
    name = VOCABULARY.term(code).name
    assert missing(history, code, "orthopnoea") == ["orthopnoea"]
    assert name in missing("A cough.", code)


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ("SpO2/FiO2 250", "pao2-fio2"),
        ("troponin I 50 ng/L", "troponin-raised"),
        ("troponin I 50 ng/L", "bnp"),
        ("raised CRP", "c-reactive-protein"),
    ],
)
def test_what_it_does_not_answer_is_still_missing(history: str, code: str) -> None:
    assert missing(history, code) == [VOCABULARY.term(code).name]


def test_room_that_is_left_free_is_used_for_the_next() -> None:
    codes = ("bnp", "cough", "fever", "headache", "dyspnoea", "orthopnoea")
    names = [VOCABULARY.term(code).name for code in codes[1:]]
    assert missing("NT-proBNP 4200 pg/mL", *codes) == names


@pytest.mark.parametrize("said", ["troponin I", "troponin T", "hs-troponin", "high-sensitivity troponin T"])
def test_every_troponin_is_one_quantity(said: str) -> None:
    (measured,) = read_note(f"{said} 50 ng/L", VOCABULARY).measurements
    assert measured.code == "troponin"


def test_the_table_names_what_is_there() -> None:
    text = files("agent.models.embedded").joinpath("alternatives.toml").read_text(encoding="utf-8")
    library = Library.load()
    for code, one in tomllib.loads(text).items():
        assert code in VOCABULARY
        assert {VOCABULARY.term(other).kind for other in one["known_by"]} == {"quantity"}
        assert code not in one["known_by"]
        library.recommendation(*one["source"].split("#"))
    facts = gather((), (), Patient(), VOCABULARY)
    assert not any(is_known_otherwise(code, facts) for code in alternatives())
