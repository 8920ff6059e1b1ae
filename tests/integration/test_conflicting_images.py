"""A normal and an abnormal film in one case: the answer counts what is seen and says which image says what."""

from pathlib import Path

import pydicom

from agent import Agent
from agent.report import as_page, which
from tools import samples


def test_the_conflict_is_named_and_not_called_unknown(tmp_path: Path) -> None:
    for name in ("chest_normal", "chest_pneumonia"):
        film = pydicom.dcmread(samples.path(name))
        film.PatientID, film.StudyInstanceUID = "one", "2.25.1"
        film.save_as(tmp_path / f"{name}.dcm")
    told = Agent().diagnose(tmp_path, "Fever of 38.9 °C and cough.")
    (note,) = [one for one in told.notes if one.startswith("CONFLICT")]
    assert "airspace opacity of the lung is present on image 2 (right), absent on image 1" in note
    assert "airspace opacity of the lung" not in told.missing
    assert any(claim.finding == "lung-opacity" for one in told.differential for claim in one.supports)
    of_images = [one for one in told.findings if one.source == "image"]
    assert {which(one, told) for one in of_images} == {"image 1", "image 2"}
    assert "CONFLICT" in as_page(told)
