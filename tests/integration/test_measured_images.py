"""Two films in one case, each with a ratio: the answer and everything made of it tell both, each with its image."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest
from rich.console import Console

from agent import Agent, Diagnosis
from agent.console import show_diagnosis
from agent.exporting import as_report
from agent.page.cases import CaseFile
from agent.page.frames import Shelf
from agent.page.limits import Limits
from agent.page.results import result_of
from agent.report import as_page, which
from tools import samples
from tools.exports.filing import Filing
from tools.exports.narrative import narrative
from tools.exports.observations import observations
from tools.exports.sources import find_sources
from tools.exports.sr import referred, sr_bytes
from tools.image import Image

RATIO = "cardiothoracic-ratio"


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    for name in ("chest_normal", "chest_pneumonia"):
        film = pydicom.dcmread(samples.path(name))
        film.PatientID, film.StudyInstanceUID = "one", "2.25.1"
        film.save_as(folder / f"{name}.dcm")
    return folder


@pytest.fixture(scope="module")
def told(films: Path) -> Diagnosis:
    return Agent().diagnose(films, "Fever of 38.9 °C and cough.")


def test_the_answer_holds_both_ratios_and_tells_each_with_its_image(told: Diagnosis) -> None:
    ratios = [one for one in told.measurements if one.code == RATIO]
    assert [which(one, told) for one in ratios] == ["image 1", "image 2"]
    assert Diagnosis.from_json(told.to_json()).measurements == told.measurements
    assert as_page(told).count("<td><small>image 2. ") == 1
    shown = io.StringIO()
    show_diagnosis(Console(file=shown, width=300), told)
    rows = [line for line in shown.getvalue().splitlines() if "cardiothoracic ratio" in line and "0." in line]
    assert [("image 1" in row, "image 2" in row) for row in rows] == [(True, False), (False, True)]


def test_the_model_reads_the_number_of_the_image(told: Diagnosis) -> None:
    results = [call["result"] for step in told.trace.steps if step.node == "act" for call in step.detail["calls"]]
    read = [one for body in results for one in body.get("measurements", ()) if one["code"] == RATIO]
    assert [one["image"] for one in read] == [1, 2]


async def test_the_page_says_on_which_image_each_was_measured(told: Diagnosis) -> None:
    alone = replace(told, images=())
    case = CaseFile(id="1", owner="ann", profile="embedded", diagnosis=alone, further=[told])
    shown = await result_of(case, 0, Shelf(Limits()))
    assert set(shown["measured_on"]) == {""}
    places = {one.digest: {"study": "s", "image": number} for number, one in enumerate(told.images)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agent.page.results.placed", _placing(places))
        shown = await result_of(case, 1, Shelf(Limits()))
    of_ratios = [on for one, on in zip(told.measurements, shown["measured_on"], strict=True) if one.code == RATIO]
    assert of_ratios == ["image 1", "image 2"]


def _placing(places: dict[str, Any]) -> Any:
    async def placed(*_: object) -> dict[str, Any]:
        return places

    return placed


def test_exports_tell_each_ratio_with_its_image(films: Path, told: Diagnosis) -> None:
    pytest.importorskip("highdicom")
    sources = find_sources(films, told.images)
    report = as_report(told, sources, segments=())
    filing = Filing()
    observed = [one for one in observations(report, referred(report, sources, filing)) if _code(one) == RATIO]
    where = [part["valueString"] for one in observed for part in one["component"] if _code(part) == "image"]
    assert len(set(where)) == 2
    assert all(one.startswith("SOP instance ") for one in where)
    unseen = [one for one in observations(report, {}) if _code(one) == RATIO]
    assert [one["component"][-1]["valueString"] for one in unseen] == ["image 1", "image 2"]
    assert "on image 1" in narrative(report)["div"]

    plain = pydicom.dcmread(io.BytesIO(sr_bytes(report, sources, filing)))
    groups = [one for one in _items(plain) if one.ValueType == "CONTAINER" and _is_of_ratio(one)]
    seen = [
        item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
        for group in groups
        for item in _items(group)
        if item.ValueType == "IMAGE"
    ]
    assert len(groups) == len(seen) == len(set(seen)) == 2


def _code(one: dict[str, Any]) -> str:
    return str(one["code"]["coding"][0]["code"])


def _items(item: pydicom.Dataset) -> Iterator[pydicom.Dataset]:
    for one in item.get("ContentSequence", ()):
        yield one
        yield from _items(one)


def _is_of_ratio(group: pydicom.Dataset) -> bool:
    """Whether it is the group of a ratio, not that of a finding that bears one."""
    tracked = [str(one.get("TextValue", "")) for one in group.get("ContentSequence", ()) if one.ValueType == "TEXT"]
    return any(one.startswith("measurement") and one.endswith(RATIO) for one in tracked)


def test_measured_on_a_crop_it_is_told_with_the_image_of_the_study(scripted: Any, film: Image) -> None:
    other = replace(film, pixels=film.pixels[::-1].copy())
    agent, _ = scripted(
        _call("zoom", image=2, region=[10, 10, 60, 40]),
        _call("measure", image=3, kind="length", points=[[10, 10], [40, 10]]),
        '<answer>{"differential": []}</answer>',
        '<answer>{"differential": []}</answer>',
    )
    told = agent.diagnose([film, other], "Fever and cough.")
    lengths = [one for one in told.measurements if one.code == "length"]
    assert [which(one, told) for one in lengths] == ["image 2"]


def _call(name: str, **arguments: object) -> str:
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
