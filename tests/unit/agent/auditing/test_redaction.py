"""What may stand in a record: what we know by name; everything else is a digest."""

import json
from typing import Any

import pytest

from agent.auditing.redaction import Redaction, sha256_of
from agent.toolbox import collect
from guidelines import Library, Vocabulary

CANARY = "Zyxwvutson"


@pytest.fixture(scope="module")
def redaction() -> Redaction:
    return Redaction(texts=False, tools=collect(()), library=Library.load(), vocabulary=Vocabulary.load())


@pytest.mark.parametrize(
    "detail",
    [
        {"query": CANARY},
        {"thought": f"It is {CANARY}"},
        {"calls": [{"name": CANARY, "arguments": {"image": 1}}]},
        {"calls": [{"name": "zoom", "arguments": {CANARY: 1, "image": CANARY}}]},
        {"calls": [{"name": "zoom", "arguments": {"image": 1}, "result": {"text": CANARY}}]},
        {CANARY: 1},
        {"differential": [[CANARY, 0.5]]},
        {"findings": [f"{CANARY}: present"]},
        {"reason": CANARY},
        {"label": f"E1 {CANARY}"},
        {"anything": object},
    ],
)
def test_a_foreign_text_stands_nowhere(detail: dict[str, Any], redaction: Redaction) -> None:
    kept = json.dumps(redaction.detail(detail, ""))
    assert CANARY not in kept
    assert "sha256" in kept


def test_what_is_known_by_name_stays(redaction: Redaction) -> None:
    detail = {
        "findings": ["fever: present"],
        "images": ["ab12"],
        "calls": [{"id": "1.1", "name": "zoom", "arguments": {"image": 1, "region": [1.5, 2, 30, 40]}}],
        "kept": [{"label": "E1", "passage": "gold-copd-2024#diagnosis", "stance": "SUPPORTS", "relevance": 0.4}],
        "rejected": [{"passage": "x#y", "reason": "off-topic"}],
        "accepted": True,
        "gain": None,
    }
    assert redaction.detail(detail, "") == detail


def test_a_long_number_may_be_somebodys(redaction: Redaction) -> None:
    assert redaction.detail({"value": 4_711_081_500}, "") == {"value": {"sha256": sha256_of("4711081500")}}
    assert redaction.detail({"value": 4_096}, "") == {"value": 4_096}


def test_a_sentence_of_ours_loses_what_it_quotes(redaction: Redaction) -> None:
    assert CANARY not in redaction.sentence(f"There is no tool '{CANARY}' here, nor “{CANARY}”.")


def test_texts_that_are_asked_for_lose_identifiers() -> None:
    kept = Redaction(texts=True, tools={}, library=Library.load(), vocabulary=Vocabulary.load())
    said = kept.text("Seen on 1950-02-03, MRN 4711081500, with fever.")
    assert "fever" in said["text"]
    assert "4711081500" not in said["text"]
