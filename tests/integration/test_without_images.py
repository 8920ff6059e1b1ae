"""A case told in words only: no picture, no tool that looks at one, and the answer says so."""

from pathlib import Path

import pytest

from agent import Agent, InputError

PNEUMONIA = "70-year-old man with fever, productive cough, crackles and tachypnoea."


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent.from_profile("embedded", encoder=None)


def test_a_question_is_answered_from_the_history(agent: Agent) -> None:
    options = ("Gout", "Community-acquired pneumonia", "Migraine")
    diagnosis = agent.answer(None, "Which diagnosis is the most likely?", options=options, history=PNEUMONIA)

    assert diagnosis.status == "answered"
    assert diagnosis.answer == "Community-acquired pneumonia"
    assert diagnosis.images == ()
    assert diagnosis.annotated is None
    assert any("No image was handed over" in note for note in diagnosis.notes)
    assert not [step for step in diagnosis.trace.steps if step.node == "act"]
    assert "<html" in diagnosis._repr_html_() or "mmx" in diagnosis._repr_html_()


def test_a_sign_of_danger_comes_first_without_a_picture(agent: Agent) -> None:
    diagnosis = agent.diagnose(None, "70-year-old man with crushing chest pain radiating to the left arm.")

    assert diagnosis.red_flags
    assert diagnosis.status == "escalate"


def test_nothing_at_all_is_refused(agent: Agent) -> None:
    with pytest.raises(InputError, match="nothing to work on"):
        agent.diagnose(None, "  ")
    with pytest.raises(InputError, match="list of images is empty"):
        agent.diagnose([], PNEUMONIA)
    with pytest.raises(InputError, match="current one"):
        agent.diagnose(None, PNEUMONIA, priors=["old.dcm"])


def test_it_is_recorded_and_followed_up(tmp_path: Path) -> None:
    with_log = Agent.from_profile("embedded", encoder=None, audit=tmp_path)
    with_log.diagnose(None, PNEUMONIA, case_id="words-only")
    further = with_log.follow_up("words-only", "Is pneumonia likely?")

    assert further.case_id == "words-only"
    assert further.status in ("answered", "insufficient_evidence")
