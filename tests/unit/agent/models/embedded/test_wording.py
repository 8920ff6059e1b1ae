"""Answers to questions: side, negation and what is beyond presence; and the tests that are already done."""

import json

import pytest
from langchain_core.messages import HumanMessage

from agent.appraisal.criteria import apply_criterion
from agent.models.embedded.conversation import Conversation, read_conversation
from agent.models.embedded.reasoner import Ranked
from agent.models.embedded.wording import answer_record
from guidelines import Condition, Criterion, Vocabulary
from guidelines.criterion import Locator, Weight

VOCABULARY = Vocabulary.load()


def finding(code: str, presence: str = "present", side: str | None = None) -> dict[str, object]:
    return {"code": code, "name": code, "presence": presence, "certainty": 0.8, "laterality": side}


RIGHT = (
    finding("lung-opacity", side="right"),
    finding("bilateral-lung-opacity", "absent"),
    finding("unilateral-lung-opacity", side="right"),
)
RIGHT_AT_LEAST = (finding("lung-opacity", side="right"),)
BOTH = (finding("lung-opacity", side="bilateral"), finding("bilateral-lung-opacity"))
NONE = (finding("lung-opacity", "absent"),)


def conversation(question: str, findings: tuple[dict[str, object], ...], options: tuple[str, ...] = ()) -> Conversation:
    body = json.dumps({"findings": findings, "values": {"kind": "frontal chest film"}})
    letters = "".join(f"\n{chr(65 + index)}. {option}" for index, option in enumerate(options))
    text = f'Question: {question}{letters}\n<tool_response id="1" name="survey">\n{body}\n</tool_response>'
    return read_conversation([HumanMessage(text)], VOCABULARY)


def answer(question: str, findings: tuple[dict[str, object], ...], *options: str) -> str | None:
    said: str | None = answer_record(conversation(question, findings, options), (), VOCABULARY)["answer"]
    return said


@pytest.mark.parametrize(
    ("question", "right", "none"),
    [
        ("Is there consolidation?", "yes", "no"),
        ("Is there consolidation in the right lung?", "yes", "no"),
        ("Is there consolidation in the left lung?", "no", "no"),
        ("Does the film show consolidation in both lungs?", "no", "no"),
        ("Is there bilateral consolidation?", "no", "no"),
        ("Is there no consolidation?", "no", "yes"),
        ("Is the left lung clear of consolidation?", "yes", "yes"),
        ("Is the right lung free of consolidation?", "no", "yes"),
        ("Is consolidation absent?", "no", "yes"),
        ("Is there left lower lobe consolidation?", "no", "no"),
        # What cannot be told for certain is left open.
        ("Is there consolidation in the right lower lobe?", None, "no"),
        ("Is there not no consolidation?", None, None),
        ("Isn't there consolidation?", None, None),
        ("Can consolidation be ruled out?", None, None),
        ("Is the consolidation caused by tuberculosis?", None, None),
        ("Is the consolidation larger than before?", None, None),
        ("Is the consolidation patchy?", None, None),
        ("Is the left lung normal?", None, None),
        ("Is there a pleural effusion?", None, None),
        ("Is there consolidation or pleural effusion?", "yes", None),
        ("Is there consolidation and pleural effusion?", None, "no"),
    ],
)
def test_side_and_negation(question: str, right: str | None, none: str | None) -> None:
    assert answer(question, RIGHT) == right
    assert answer(question, NONE) == none


def test_the_other_side_is_free_only_where_the_tool_says_so() -> None:
    assert answer("Is there consolidation in the left lung?", RIGHT_AT_LEAST) is None
    assert answer("Is the left lung clear of consolidation?", RIGHT_AT_LEAST) is None
    assert answer("Is there consolidation in the left lung?", BOTH) == "yes"


def test_the_option_with_the_side_is_chosen() -> None:
    question = "Which side is the consolidation on?"
    assert answer(question, RIGHT, "left", "right") == "B"
    assert answer(question, RIGHT, "both lungs", "right lung", "left lung") == "B"
    assert answer(question, BOTH, "left", "right", "both") == "C"
    assert answer(question, BOTH, "left", "right") is None
    assert answer(question, NONE, "left", "right") is None
    assert answer(question, RIGHT) == "right"
    assert answer("Which side is clear of consolidation?", RIGHT, "left", "right") is None


def test_options_that_say_what_is_there_are_held_against_side_and_negation() -> None:
    options = ("Left lung consolidation", "Right lung consolidation", "No consolidation")
    assert answer("What does the film show?", RIGHT, *options) == "B"
    assert answer("What does the film show?", NONE, *options) == "C"
    assert answer("Is there consolidation?", RIGHT, "No", "Yes") == "B"


def test_an_answer_names_what_it_rests_on_and_none_is_an_abstention() -> None:
    record = answer_record(conversation("Is there consolidation in the left lung?", RIGHT), (), VOCABULARY)
    assert set(record["rests_on"]) == {"lung-opacity", "bilateral-lung-opacity", "unilateral-lung-opacity"}
    assert record["abstain"] is None
    assert answer_record(conversation("Is the consolidation old?", RIGHT), (), VOCABULARY)["abstain"]


def test_a_test_that_the_study_already_is_is_not_suggested() -> None:
    ranked = Ranked(
        condition=Condition(id="pneumonia", name="Pneumonia"),
        probability=0.5,
        supports=(),
        refutes=(),
        unknown=(),
        labels=("E1",),
        tests=(("Chest radiograph", "E1"), ("High-resolution CT of the chest", "E1")),
    )

    record = answer_record(conversation("What is the diagnosis?", RIGHT), (ranked,), VOCABULARY)

    assert [one["name"] for one in record["next_tests"]] == ["High-resolution CT of the chest"]
    assert record["answer"] == "Pneumonia"


def test_what_would_help_to_know_is_about_the_patient_and_not_about_the_library() -> None:
    said = conversation("What is the diagnosis?", RIGHT)
    said.other_ages = 3
    assert answer_record(said, (), VOCABULARY)["missing"] == []


def test_what_no_tool_looks_for_is_said_to_be_not_judged() -> None:
    said = conversation("Is there a pleural effusion?", RIGHT)
    said.not_judged = {"pleural effusion": None, "pneumothorax": None}
    record = answer_record(said, (), VOCABULARY)
    assert record["answer"] is None
    assert "do not judge pleural effusion" in record["abstain"]
    said.question = "Is there consolidation?"
    assert answer_record(said, (), VOCABULARY)["answer"] == "yes"


def measured(*ratios: tuple[int, float]) -> str:
    """What each image gave."""
    about = {"width": 8, "height": 8}
    images = "\n".join(f"[image {number}] {json.dumps(about)}" for number, _ in ratios)
    one = {"code": "cardiothoracic-ratio", "name": "cardiothoracic ratio", "unit": "1", "uncertainty": 0.01}
    body = {"measurements": [{**one, "value": value, "image": number} for number, value in ratios]}
    return f'{images}\n<tool_response id="1" name="survey">\n{json.dumps(body)}\n</tool_response>'


@pytest.mark.parametrize(("ratios", "where"), [(((1, 0.62),), ""), (((1, 0.62), (2, 0.48)), " (image 1)")])
def test_a_claim_on_one_of_several_measurements_names_its_image(
    ratios: tuple[tuple[int, float], ...], where: str
) -> None:
    criterion = Criterion(
        id="wide",
        condition="failure",
        anchor="a",
        finding="cardiothoracic-ratio",
        weight=Weight(kind="supportive"),
        source=Locator(section="1", url="https://example.org"),
        operator=">",
        value=0.5,
        unit="1",
    )
    said = read_conversation([HumanMessage(measured(*ratios))], VOCABULARY)
    applied = apply_criterion(criterion, said.facts)
    assert applied is not None
    ranked = Ranked(
        condition=Condition(id="failure", name="Failure"),
        probability=0.5,
        supports=((applied, "E1"),),
        refutes=(),
        unknown=(),
        labels=("E1",),
    )
    (claim,) = answer_record(said, (ranked,), VOCABULARY)["differential"][0]["supports"]
    assert claim["text"].startswith(f"cardiothoracic ratio 0.62 ± 0.01{where} meets > 0.5")
