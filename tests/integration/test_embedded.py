"""The default reasoner on the shipped studies and the shipped library: nothing canned, everything cited."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from agent import Agent, Case, ConfigurationError, Diagnosis, InputError, Step
from tools import samples
from tools.reading import read_study

BLANK = np.zeros((128, 128), np.uint8)
APPENDIX = (
    "24-year-old man with right lower quadrant pain that migrated from the umbilicus, loss of appetite, nausea and "
    "fever 38.4 C. Rebound tenderness."
)
HEART = (
    "72-year-old woman with orthopnoea, paroxysmal nocturnal dyspnoea and ankle swelling. Crackles, raised jugular "
    "venous pressure and a third heart sound."
)


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent()


@pytest.fixture(scope="module")
def pneumonia(agent: Agent) -> Diagnosis:
    return agent.diagnose(samples.path("chest_pneumonia"), samples.history("chest_pneumonia"))


def top(diagnosis: Diagnosis) -> str | None:
    return diagnosis.differential[0].condition if diagnosis.differential else None


def test_the_sample_is_recognised_with_boxes_and_citations(pneumonia: Diagnosis) -> None:
    assert pneumonia.status == "answered"
    assert top(pneumonia) == "community-acquired-pneumonia"
    seen = [one for one in pneumonia.findings if one.source == "image" and one.region is not None]
    assert any(one.code == "lung-opacity" and one.laterality == "right" for one in seen)
    assert pneumonia.citations
    assert pneumonia.annotated is not None


def test_every_claim_names_a_citation_that_is_there_and_every_citation_a_passage_of_the_library(
    agent: Agent, pneumonia: Diagnosis
) -> None:
    labels = {one.label for one in pneumonia.citations}
    for hypothesis in pneumonia.differential:
        for claim in (*hypothesis.supports, *hypothesis.refutes):
            assert claim.citations
            assert set(claim.citations) <= labels
    for cited in pneumonia.citations:
        guideline, anchor = cited.passage.split("#")
        assert agent.library.recommendation(guideline, anchor).text == cited.text
        assert cited.wording == "summary"


def test_it_says_that_it_is_not_the_medical_model(pneumonia: Diagnosis) -> None:
    for surface in (pneumonia.to_json(), pneumonia._repr_html_()):
        assert "not a medical language model" in surface
        assert "not a medical device" in surface


def test_different_histories_give_different_answers(agent: Agent) -> None:
    assert top(agent.diagnose(BLANK, APPENDIX)) == "acute-appendicitis"
    assert top(agent.diagnose(BLANK, HEART)) == "heart-failure"


def test_the_picture_changes_the_answer(agent: Agent) -> None:
    words = "60-year-old man with cough."
    with_picture = agent.diagnose(samples.path("chest_pneumonia"), words)
    without = agent.diagnose(BLANK, words)
    assert with_picture.differential != without.differential
    assert "lung-opacity" in {one.code for one in with_picture.findings}


def test_removing_the_cited_guidelines_changes_the_answer_or_makes_it_abstain(
    agent: Agent, pneumonia: Diagnosis
) -> None:
    cited = {claim for claim in pneumonia.differential[0].supports for claim in claim.citations}
    guidelines = {one.passage.split("#")[0] for one in pneumonia.citations if one.label in cited}
    poorer = Agent(library=agent.library.without(*guidelines))
    again = poorer.diagnose(samples.path("chest_pneumonia"), samples.history("chest_pneumonia"))
    assert not {one.passage.split("#")[0] for one in again.citations} & guidelines
    assert again.differential != pneumonia.differential


@pytest.mark.parametrize(
    "nonsense",
    ["I would like a pizza with extra cheese.", "Lorem ipsum dolor sit amet.", "", "?!", "The car has a flat."],
)
def test_nonsense_is_answered_by_an_abstention(agent: Agent, nonsense: str) -> None:
    diagnosis = agent.diagnose(BLANK, nonsense)
    assert diagnosis.status == "insufficient_evidence"
    assert diagnosis.differential == ()
    assert diagnosis.reason


def test_a_sign_of_danger_escalates_first(agent: Agent) -> None:
    diagnosis = agent.diagnose(
        BLANK, "50-year-old with sudden thunderclap headache, the worst of her life, and vomiting."
    )
    assert diagnosis.status == "escalate"
    assert diagnosis.red_flags[0].source.startswith("https://")


def test_a_denied_sign_of_danger_does_not_escalate(agent: Agent) -> None:
    assert agent.diagnose(BLANK, "Mild headache for a month. No thunderclap headache.").status != "escalate"


def test_the_same_case_gives_the_same_answer(agent: Agent) -> None:
    first = agent.diagnose(BLANK, APPENDIX, case_id="same").to_json(times=False)
    assert agent.diagnose(BLANK, APPENDIX, case_id="same").to_json(times=False) == first


def test_every_kind_of_image_is_taken(agent: Agent, tmp_path: Path) -> None:
    study = read_study(samples.path("chest_pneumonia"))
    grey = study.images[0].shown()
    file = tmp_path / "film.png"
    PillowImage.fromarray(grey).save(file)
    given: list[object] = [
        study,
        study.images[0],
        grey,
        PillowImage.fromarray(grey),
        file,
        str(file),
        [file],
        tmp_path,
    ]
    for image in given:
        found = agent.diagnose(image, "fever and cough").findings
        assert any(one.code == "lung-opacity" and one.presence == "present" for one in found), type(image)


async def test_the_plain_call_works_inside_a_running_loop(agent: Agent) -> None:
    assert asyncio.get_running_loop().is_running()
    assert top(agent.diagnose(BLANK, APPENDIX)) == "acute-appendicitis"


async def test_the_asynchronous_door_gives_the_same(agent: Agent) -> None:
    plain = await asyncio.to_thread(agent.diagnose, BLANK, APPENDIX, case_id="door")
    other = await agent.adiagnose(BLANK, APPENDIX, case_id="door")
    assert other.to_json(times=False) == plain.to_json(times=False)


def test_many_cases_keep_their_order_and_one_bad_one_does_not_end_the_batch(agent: Agent) -> None:
    seen: list[int] = []
    results = agent.diagnose_many(
        [(BLANK, APPENDIX), Case(images="/no/such/file", history="x", case_id="bad"), (BLANK, HEART)],
        concurrency=2,
        on_result=lambda number, _: seen.append(number),
    )
    assert [top(one) for one in results] == ["acute-appendicitis", None, "heart-failure"]
    assert results[1].status == "failed"
    assert results[1].case_id == "bad"
    assert sorted(seen) == [0, 1, 2]


def test_steps_come_as_they_happen_and_the_diagnosis_last(agent: Agent) -> None:
    items = list(agent.stream(BLANK, APPENDIX))
    assert all(isinstance(one, Step) for one in items[:-1])
    assert isinstance(items[-1], Diagnosis)
    assert items[-1].trace.steps == tuple(items[:-1])


def test_a_question_with_options_is_answered_by_one_of_them(agent: Agent) -> None:
    diagnosis = agent.answer(
        BLANK,
        "What is the most likely diagnosis?",
        options=["Acute cholecystitis", "Acute appendicitis"],
        history=APPENDIX,
    )
    assert diagnosis.answer == "Acute appendicitis"


def test_a_question_about_a_finding_is_answered_from_the_picture(agent: Agent) -> None:
    diagnosis = agent.answer(samples.path("chest_pneumonia"), "Is there consolidation?")
    assert diagnosis.answer == "yes"


def test_a_follow_up_uses_what_is_new(agent: Agent) -> None:
    first = agent.diagnose(BLANK, "24-year-old man with right lower quadrant pain.", case_id="grows")
    more = agent.follow_up("grows", "And now?", history="Fever, nausea, loss of appetite and rebound tenderness.")
    assert more.case_id == "grows"
    before = {one.condition: one.probability for one in first.differential}
    after = {one.condition: one.probability for one in more.differential}
    assert (after["acute-appendicitis"] or 0) > (before.get("acute-appendicitis") or 0)


@pytest.mark.parametrize("history", [3, ["a"], b"bytes"])
def test_a_history_of_the_wrong_kind_is_refused(agent: Agent, history: object) -> None:
    with pytest.raises(InputError, match="history is text"):
        agent.diagnose(BLANK, history)  # type: ignore[arg-type]


def test_a_history_may_be_a_mapping(agent: Agent) -> None:
    facts = {
        "age": 24,
        "sex": "male",
        "complaint": "right lower quadrant pain with rebound tenderness",
        "fever": "38.4 C",
    }
    diagnosis = agent.diagnose(BLANK, facts)
    assert "acute-appendicitis" in {one.condition for one in diagnosis.differential}


def test_a_history_too_long_is_refused_rather_than_cut(agent: Agent) -> None:
    with pytest.raises(InputError, match="20,001 characters"):
        agent.diagnose(BLANK, "x" * 20_001)


@pytest.mark.parametrize("case_id", ["", "a b", "../x", "é", "x" * 65])
def test_a_case_id_of_the_wrong_form_is_refused(agent: Agent, case_id: str) -> None:
    with pytest.raises(InputError, match="case id"):
        agent.diagnose(BLANK, "", case_id=case_id)


def test_an_unknown_profile_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'embedded'"):
        Agent.from_profile("embeded")


def test_guidelines_of_ones_own_are_added_in_a_line(tmp_path: Path) -> None:
    from tests.integration.conftest import FILES

    (tmp_path / "lung-fever.md").write_text(FILES["lung-fever"], encoding="utf-8")
    diagnosis = Agent(guidelines=[tmp_path]).diagnose(BLANK, "40-year-old man with fever and cough.")
    assert "lung-fever#diagnosis" in {one.passage for one in diagnosis.citations}


def test_a_tool_of_ones_own_is_added_in_a_line() -> None:
    from tools.image import Image
    from tools.result import ToolResult

    def brightness(image: Image) -> ToolResult:
        """Say how bright an image is.

        Args:
            image: Image to look at.

        Returns:
            The mean of its pixels.
        """
        return ToolResult(text=f"mean {image.pixels.mean():.1f}")

    diagnosis = Agent(tools=[brightness]).diagnose(BLANK, "cough")
    assert "brightness" in diagnosis.trace.settings["tools"]
