"""What no tool looks for stands in the answer, on every surface, and is said where it is asked for."""

import pytest
from rich.console import Console

from agent import Agent, Diagnosis
from agent.console import show_diagnosis
from agent.exporting import as_report
from agent.report import as_page
from tools import samples


@pytest.fixture(scope="module")
def asked() -> tuple[Diagnosis, Diagnosis]:
    agent = Agent()
    first = agent.diagnose(samples.path("chest_pneumonia"), samples.history("chest_pneumonia"), case_id="limits")
    return first, agent.follow_up("limits", "Is there a pleural effusion?")


def test_every_surface_says_what_was_not_looked_for(asked: tuple[Diagnosis, Diagnosis]) -> None:
    first, _ = asked
    assert first.not_judged[:2] == ("pleural effusion", "pneumothorax")
    assert Diagnosis.from_json(first.to_json()).not_judged == first.not_judged
    console = Console(record=True, width=200)
    show_diagnosis(console, first)
    for surface in (console.export_text(), as_page(first), "\n".join(as_report(first, {}).remarks)):
        assert "Not judged by the tools that looked: pleural effusion, pneumothorax" in surface


def test_a_question_for_it_is_told_so_and_its_confidence_says_why(asked: tuple[Diagnosis, Diagnosis]) -> None:
    _, further = asked
    assert further.answer is None
    assert "do not judge pleural effusion" in further.reason
    assert further.differential
    assert "hypothesis was named" not in further.confidence.meaning
    assert further.not_judged
