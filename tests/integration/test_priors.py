"""Earlier studies: numbered, labelled with their age and no date, compared, and never taken for the present."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from agent import Agent, Budget, Diagnosis, InputError, Prior
from agent.__main__ import app
from agent.console import show_diagnosis
from agent.messages import text_of
from agent.models.scripted import ChatScripted
from agent.report import as_page
from tests.integration.conftest import answer, call
from tests.unit.tools.reading.dicom_writing import file_of
from tools import samples
from tools.image import Image
from tools.reading import read_study

Make = Callable[..., tuple[Agent, ChatScripted]]
ONCE: dict[str, Any] = {"budget": Budget(retrievals=0)}


def dated(path: Path, date: str, value: int) -> Path:
    path.write_bytes(file_of(np.full((70, 70), value, np.uint16), Modality="CR", AcquisitionDate=date, StudyDate=date))
    return path


def heard(model: ChatScripted) -> str:
    return "\n".join(text_of(message) for message in model.calls[-1])


def test_each_is_numbered_and_labelled_with_its_age(tmp_path: Path, scripted: Make) -> None:
    agent, model = scripted(answer(abstain="enough"), **ONCE)
    now, old, older = (
        dated(tmp_path / f"{date}.dcm", date, at) for at, date in enumerate(("20240301", "20240119", "20230301"))
    )
    diagnosis = agent.diagnose(now, "A cough.", priors=[older, old])
    assert [(one.number, one.days) for one in diagnosis.earlier] == [(2, 366), (3, 42)]
    text = heard(model)
    assert '"study": "prior, 42 days before"' in text
    assert "image 2: prior, 366 days before" in text
    assert diagnosis.trace.steps[0].detail["earlier"][1] == {"image": 3, "days": 42.0}
    for surface in (text, diagnosis.to_json(), as_page(diagnosis)):
        assert not {"20240119", "2024-01-19", "20230301"} & {word.strip('",.') for word in surface.split()}


def test_one_that_is_dated_later_is_told(tmp_path: Path, scripted: Make) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    now, later = dated(tmp_path / "a.dcm", "20240101", 1), dated(tmp_path / "b.dcm", "20240111", 2)
    diagnosis = agent.diagnose(now, "A cough.", priors=[later])
    assert any("dated after the current one" in note for note in diagnosis.notes)


def test_another_persons_film_and_an_age_against_the_headers_are_warned_of(tmp_path: Path, scripted: Make) -> None:
    agent, _ = scripted(*[answer(abstain="enough")] * 3, **ONCE)

    def film_of(person: str, date: str, value: int) -> Path:
        path = tmp_path / f"{person}-{date}.dcm"
        path.write_bytes(file_of(np.full((70, 70), value, np.uint16), Modality="CR", StudyDate=date, PatientID=person))
        return path

    now = film_of("A 1", "20240301", 1)
    same, other = film_of("a1", "20240119", 2), film_of("B2", "20240119", 3)
    told = agent.diagnose(now, "A cough.", priors=[other])
    assert any("bears another patient's number" in note for note in told.notes)
    assert "B2" not in told.to_json()
    told = agent.diagnose(now, "A cough.", priors=[same])
    assert not any("WARNING" in note for note in told.notes)
    told = agent.diagnose(now, "A cough.", priors=[Prior(images=same, days=7)])
    assert any("stated to be 7 days older, but" in note and "42 days before" in note for note in told.notes)
    with pytest.raises(InputError, match="is the current one"):
        agent.diagnose(now, "A cough.", priors=[now])


def test_pictures_without_dates_have_the_age_that_is_stated_or_none(scripted: Make, film: Image) -> None:
    agent, model = scripted(answer(abstain="enough"), answer(abstain="enough"), **ONCE)
    other = Image(pixels=np.array(255 - film.pixels), modality="CR")
    agent.diagnose(film, "A cough.", priors=[Prior(images=other, days=7)])
    assert "prior, 7 days before" in heard(model)
    agent.diagnose(film, "A cough.", priors=[other])
    assert "prior, time before not stated" in heard(model)


@pytest.mark.parametrize("days", [-1, 1e9, float("nan")])
def test_an_age_that_cannot_be_is_refused(days: float) -> None:
    with pytest.raises(InputError, match="days older"):
        Prior(images="x", days=days)


def test_what_is_found_on_an_earlier_image_is_not_of_the_present(scripted: Make) -> None:
    agent, model = scripted(
        call("survey", image=2) + call("zoom", image=2, region=[100, 500, 400, 800]),
        call("survey", image=1),
        answer(abstain="enough"),
        **ONCE,
    )
    diagnosis = agent.diagnose(
        samples.path("chest_normal"), "A cough.", priors=[Prior(images=samples.path("chest_pneumonia"), days=5)]
    )
    found = {one.code: one.presence for one in diagnosis.findings if one.source == "image"}
    assert found["lung-opacity"] == "absent"
    assert '"prior": "prior, 5 days before"' in heard(model)
    changed = {one.name: (one.then.split(" ")[0].strip(","), one.now.split(" ")[0]) for one in diagnosis.changes}
    assert changed["airspace opacity of the lung"] == ("present", "absent")
    assert {one.basis for one in diagnosis.changes} == {"The two images were not laid on each other."}


@pytest.fixture(scope="module")
def worked_up() -> Diagnosis:
    """The embedded reasoner with a film and the one before."""
    return Agent().diagnose(
        samples.path("chest_pneumonia"),
        samples.history("chest_pneumonia"),
        priors=[Prior(images=samples.path("chest_normal"), days=42)],
    )


def test_the_embedded_reasoner_compares_and_says_what_changed(worked_up: Diagnosis) -> None:
    changed = {one.name: one for one in worked_up.changes}
    opacity, ratio = changed["airspace opacity of the lung"], changed["cardiothoracic ratio"]
    assert opacity.then.startswith("absent")
    assert opacity.now.startswith("present, right")
    assert "residual of" in opacity.basis
    assert ratio.difference == pytest.approx(0.007, abs=0.02)
    assert ratio.is_beyond_error is False
    area = changed["area of lung-opacity"]
    assert area.unit == "mm2"
    assert area.difference is not None and area.difference > 1000
    assert {one.days for one in worked_up.changes} == {42}


def test_the_earlier_film_changes_nothing_about_the_present(worked_up: Diagnosis) -> None:
    alone = Agent().diagnose(samples.path("chest_pneumonia"), samples.history("chest_pneumonia"))
    assert [(one.condition, one.probability) for one in worked_up.differential] == [
        (one.condition, one.probability) for one in alone.differential
    ]
    assert worked_up.findings == alone.findings


def test_a_reader_sees_then_and_now(worked_up: Diagnosis) -> None:
    console = Console(record=True, width=200)
    show_diagnosis(console, worked_up)
    for surface in (console.export_text(), as_page(worked_up)):
        assert "Changes since earlier studies" in surface
        assert "42 days before" in surface
        assert "within the error" in surface
    assert Diagnosis.from_json(worked_up.to_json()).changes == worked_up.changes


def test_images_of_different_persons_are_told_apart_or_said_to_fit_badly(scripted: Make) -> None:
    noise = Image(pixels=np.random.default_rng(4).integers(0, 255, (400, 400), np.uint8), modality="CR")
    agent, _ = scripted(
        call("survey", image=1) + call("survey", image=2) + call("compare_prior", image=1, prior=2),
        answer(abstain="enough"),
        **ONCE,
    )
    (film,) = read_study(samples.path("chest_normal")).images
    diagnosis = agent.diagnose(film, "A cough.", priors=[noise])
    (step,) = [one for one in diagnosis.trace.steps if one.node == "act"]
    assert "cannot be registered" in step.detail["calls"][-1]["error"]


def test_from_the_command_line(tmp_path: Path) -> None:
    runner = CliRunner()
    now, old = str(samples.path("chest_pneumonia")), str(samples.path("chest_normal"))
    out = ["--out", str(tmp_path / "out"), "--json"]
    done = runner.invoke(
        app, ["diagnose", now, "--prior", old, "--prior-days", "42", "--history", "Fever, cough.", *out]
    )
    assert done.exit_code == 0
    record = json.loads(done.stdout)
    assert record["earlier"] == [{"number": 2, "days": 42.0}]
    assert record["changes"]
    wrong = runner.invoke(app, ["diagnose", now, "--prior", old, "--prior-days", "1", "--prior-days", "2", *out])
    assert wrong.exit_code == 2
    missing = runner.invoke(app, ["diagnose", now, "--prior", str(tmp_path / "none.dcm"), *out])
    assert missing.exit_code == 2
