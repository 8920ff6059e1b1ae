"""A model asks for planes of a series of which it has seen a few slices."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent import Agent, Budget
from agent.messages import text_of
from agent.models.scripted import ChatScripted
from tests.integration.conftest import answer, call
from tests.unit.tools.reading.dicom_writing import file_of

Make = Callable[..., tuple[Agent, ChatScripted]]

ONCE: dict[str, Any] = {"budget": Budget(retrievals=0)}
"""An answer ends the case, however unsure it is."""


def heard(model: ChatScripted) -> str:
    """All that the model was told up to its last turn."""
    return "\n".join(text_of(message) for message in model.calls[-1])


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """Twelve axial slices, 3 mm apart, brighter towards the head, in files whose names say nothing."""
    folder = tmp_path / "series"
    folder.mkdir()
    for z in range(12):
        data = file_of(
            np.full((20, 24), 10 * z, np.uint16),
            Modality="CT",
            InstanceNumber=z + 1,
            ImagePositionPatient=[0, 0, 3 * z],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[1, 1],
        )
        (folder / f"{(7 * z) % 12:02}.dcm").write_bytes(data)
    return folder


def test_any_image_of_a_series_names_its_volume(series: Path, scripted: Make) -> None:
    agent, model = scripted(
        call("mpr", volume=2, plane="coronal"),
        call("slice", volume=9, position=33),
        answer(abstain="enough"),
        **ONCE,
    )
    diagnosis = agent.diagnose(series, "A cough.")
    last = heard(model)
    assert '"text": "slice: number 12 of 12, at 33.0 mm towards H' in last
    # Eight slices of twelve were shown; the plane is image 9, made of slices that were and were not shown.
    assert "[image 9]" in last
    assert '"made_by": "mpr"' in last
    assert '"PatientOrientation": "L\\\\F"' in last
    assert diagnosis.status == "insufficient_evidence"


def test_a_film_has_no_volume(scripted: Make, film: Any) -> None:
    agent, model = scripted(call("mpr", volume=1, plane="coronal"), answer(abstain="enough"), **ONCE)
    agent.diagnose(film, "A cough.")
    assert "at least two slices" in heard(model) or "do not state" in heard(model)


class Cut(RuntimeError):
    """Stands for a crash in the middle of a run."""


def test_after_a_crash_the_volume_is_read_again(
    series: Path, scripted: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent import graph

    first, _ = scripted(call("mpr", volume=1, plane="sagittal"), checkpoints=tmp_path / "cases", **ONCE)
    original = graph.act

    async def broken(*_: Any) -> Any:
        raise Cut

    monkeypatch.setattr(graph, "act", broken)
    with pytest.raises(Cut):
        first.diagnose(series, "A cough.", case_id="one")
    monkeypatch.setattr(graph, "act", original)
    second, model = scripted(answer(abstain="enough"), checkpoints=tmp_path / "cases", **ONCE)
    second.diagnose(series, "A cough.", case_id="one")
    assert "mpr: sagittal plane 13 of 24" in heard(model)


def test_a_further_question_can_ask_for_another_plane(series: Path, scripted: Make) -> None:
    agent, model = scripted(
        answer(abstain="enough"), call("mpr", volume=1, plane="axial", index=1), answer(abstain="enough"), **ONCE
    )
    agent.diagnose(series, "A cough.", case_id="one")
    agent.follow_up("one", "And at the bottom?")
    assert "mpr: axial plane 1 of 12, at 0.0 mm" in heard(model)
