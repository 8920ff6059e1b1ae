"""Images of different people are never one case; of different examinations they are one with a warning."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from agent import Agent, Budget, InputError
from agent.errors import SeveralPatients
from agent.models.scripted import ChatScripted
from tests.integration.conftest import answer
from tests.unit.tools.reading.dicom_writing import file_of

Make = Callable[..., tuple[Agent, ChatScripted]]
ONCE: dict[str, Any] = {"budget": Budget(retrievals=0)}


def study_of(folder: Path, *headers: dict[str, str]) -> Path:
    for number, header in enumerate(headers):
        pixels = np.full((70, 70), number + 1, np.uint16)
        (folder / f"{number}.dcm").write_bytes(
            file_of(pixels, Modality="CR", SeriesInstanceUID=f"2.25.{number}", **header)
        )
    return folder


ANN, BEN = {"PatientID": "Quokka 1"}, {"PatientID": "Quokka 2"}
OURS, THEIRS = {"IssuerOfPatientID": "Ours"}, {"IssuerOfPatientID": "Theirs"}


@pytest.mark.parametrize("headers", [(ANN, BEN), (ANN | OURS, BEN | OURS), (ANN | OURS, BEN), (ANN, {}, BEN)])
def test_two_people_are_refused(tmp_path: Path, scripted: Make, headers: tuple[dict[str, str], ...]) -> None:
    agent, _ = scripted(**ONCE)
    with pytest.raises(SeveralPatients, match="hand each patient's images over by themselves") as told:
        agent.diagnose(study_of(tmp_path, *headers), "A cough.")
    assert isinstance(told.value, InputError)
    assert "Quokka" not in str(told.value)


def test_two_people_in_an_archive_or_a_list_are_refused(tmp_path: Path, scripted: Make) -> None:
    agent, _ = scripted(**ONCE)
    study_of(tmp_path, ANN, BEN)
    files = sorted(tmp_path.glob("*.dcm"))
    with ZipFile(tmp_path / "both.zip", "w") as archive:
        for one in files:
            archive.write(one, one.name)
    for source in (tmp_path / "both.zip", files):
        with pytest.raises(SeveralPatients):
            agent.diagnose(source, "A cough.")


@pytest.mark.parametrize("headers", [(ANN, {"PatientID": "quokka1"}), ({}, {}), (ANN, {}), ({"PatientID": ""}, BEN)])
def test_one_person_or_nobody_named_is_read_without_a_word(
    tmp_path: Path, scripted: Make, headers: tuple[dict[str, str], ...]
) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    told = agent.diagnose(study_of(tmp_path, *headers), "A cough.")
    assert len(told.images) == 2
    assert not any("WARNING" in note for note in told.notes)


@pytest.mark.parametrize("headers", [(ANN | OURS, ANN | THEIRS), (ANN | OURS, BEN | THEIRS)])
def test_numbers_of_two_places_are_warned_of(
    tmp_path: Path, scripted: Make, headers: tuple[dict[str, str], ...]
) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    told = agent.diagnose(study_of(tmp_path, *headers), "A cough.")
    assert sum("given by different places" in note for note in told.notes) == 1
    assert "Quokka" not in told.to_json()


def test_two_examinations_of_one_person_are_warned_of(tmp_path: Path, scripted: Make) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    first = {**ANN, "StudyInstanceUID": "2.25.71", "StudyDate": "20240301"}
    told = agent.diagnose(
        study_of(tmp_path, first, {**first, "StudyInstanceUID": "2.25.72", "StudyDate": "20240311"}), "A cough."
    )
    assert any("2 different examinations, up to 10 days apart" in note for note in told.notes)
    assert "2.25.71" not in told.to_json()
    assert "202403" not in told.to_json()


def test_one_examination_in_two_series_is_not(tmp_path: Path, scripted: Make) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    one = {**ANN, "StudyInstanceUID": "2.25.71"}
    assert not any("WARNING" in note for note in agent.diagnose(study_of(tmp_path, one, one), "A cough.").notes)


ONE, TWO = {"StudyInstanceUID": "2.25.71"}, {"StudyInstanceUID": "2.25.72"}


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ((ANN | ONE, TWO), "1 of these 2 examinations bears no"),
        ((ONE, TWO), "2 of these 2 examinations bear no"),
        ((ANN | ONE, {"PatientID": "  "} | TWO), "1 of these 2 examinations bears no"),
        ((ANN | ONE, {}), "1 of these 2 examinations bears no"),  # a picture that names no examination
    ],
)
def test_an_examination_without_a_number_is_warned_of_among_others(
    tmp_path: Path, scripted: Make, headers: tuple[dict[str, str], ...], says: str
) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    told = agent.diagnose(study_of(tmp_path, *headers), "A cough.")
    (note,) = [one for one in told.notes if "could not be checked that they are of one person" in one]
    assert note.startswith("WARNING") and says in note
    assert "Quokka" not in told.to_json()


@pytest.mark.parametrize("headers", [(ANN | ONE, ANN | TWO), (ANN | ONE, ONE), (ONE, ONE)])
def test_what_can_be_checked_and_one_examination_are_not(
    tmp_path: Path, scripted: Make, headers: tuple[dict[str, str], ...]
) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    told = agent.diagnose(study_of(tmp_path, *headers), "A cough.")
    assert not any("could not be checked" in note for note in told.notes)


@pytest.mark.parametrize(
    ("now", "then", "says"),
    [
        (ANN, {}, "the earlier study (image 2) bears no"),
        ({}, ANN, "the current study bears no"),
        ({}, {}, "neither the earlier study (image 2) nor the current one bears a"),
        (ANN, ANN, None),
    ],
)
def test_an_earlier_study_that_cannot_be_checked_is_warned_of(
    tmp_path: Path, scripted: Make, now: dict[str, str], then: dict[str, str], says: str | None
) -> None:
    agent, _ = scripted(answer(abstain="enough"), **ONCE)
    for name in ("now", "then"):
        (tmp_path / name).mkdir()
    prior = study_of(tmp_path / "then", then | TWO)
    told = agent.diagnose(study_of(tmp_path / "now", now | ONE), "A cough.", priors=[prior])
    notes = [one for one in told.notes if "could not be checked that both are of one person" in one]
    assert len(notes) == (says is not None)
    assert says is None or (notes[0].startswith("WARNING") and says in notes[0])
