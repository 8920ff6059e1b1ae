"""A diagnosis of a shipped study in every format."""

import json
import stat
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from highdicom.seg import segread
from highdicom.sr import srread
from pydicom import dcmread
from pypdf import PdfReader

import agent
from agent import Agent, Diagnosis, Exported, InputError, export
from agent.audit import Audit
from agent.auditing.chain import AuditError
from agent.errors import ConfigurationError
from agent.exporting import as_report
from tools import samples
from tools.exports import errors
from tools.exports.sources import find_sources

STUDY = samples.path("chest_pneumonia")


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return Agent().diagnose(STUDY, samples.history("chest_pneumonia"), case_id="case-1")


@pytest.fixture(scope="module")
def made(diagnosis: Diagnosis, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export(diagnosis, STUDY, tmp_path_factory.mktemp("exports") / "new")


def test_every_format_is_written_for_the_owner_only(made: Exported) -> None:
    folder = made.files["report.pdf"].parent

    assert list(made.files) == ["report.sr.dcm", "outlines-1.seg.dcm", "report.fhir.json", "report.pdf"]
    assert made.left_out == {}
    assert {stat.S_IMODE(one.stat().st_mode) for one in made.files.values()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(one.name for one in folder.iterdir()) == sorted(made.files)


def test_regions_notice_and_citations_arrive(diagnosis: Diagnosis, made: Exported) -> None:
    boxes = [one.region for one in diagnosis.findings if one.region is not None]
    groups = srread(made.files["report.sr.dcm"]).content.get_planar_roi_measurement_groups()
    told = " ".join(" ".join(page.extract_text() for page in PdfReader(made.files["report.pdf"]).pages).split())
    bundle = json.loads(made.files["report.fhir.json"].read_text("utf-8"))

    assert boxes
    assert [(*one.roi.value.min(axis=0), *one.roi.value.max(axis=0)) for one in groups] == [
        one.as_tuple() for one in boxes if one is not None
    ]
    for citation in diagnosis.citations:
        assert citation.url.replace(" ", "") in told.replace(" ", "")
        assert citation.url in bundle["entry"][0]["resource"]["text"]["div"]
    assert diagnosis.notice in told
    assert diagnosis.notice in bundle["entry"][0]["resource"]["conclusion"]


def test_the_outlines_are_those_of_the_case(made: Exported) -> None:
    from tools.library.segment import segment

    read = segread(BytesIO(made.files["outlines-1.seg.dcm"].read_bytes()))
    labels = [read.get_segment_description(number).segment_label for number in read.segment_numbers]
    (source,) = find_sources(STUDY).values()
    uid = read.SourceImageSequence[0].ReferencedSOPInstanceUID
    back = read.get_pixels_by_source_instance(source_sop_instance_uids=[uid])[0]

    assert labels == ["lungs", "heart", "lung-opacity"]
    for number, label in enumerate(labels):
        assert np.array_equal(back[:, :, number] > 0, segment(source.image, label).mask.pixels)  # type: ignore[arg-type]


def test_a_diagnosis_read_from_json_exports_alike(diagnosis: Diagnosis) -> None:
    again = Diagnosis.from_json(diagnosis.to_json())
    sources = find_sources(STUDY)
    first, second = as_report(diagnosis, sources, segments=()), as_report(again, sources, segments=())

    assert first.findings == second.findings
    assert first.differential == second.differential
    assert first.pictures == second.pictures


def test_nothing_of_the_patient_is_in_any_file(made: Exported) -> None:
    for path in made.files.values():
        for canary in ("Fictitious", "SYN-0001", "19670101", "Referrer", "Synthetic Hospital", "20250211", str(STUDY)):
            assert canary.encode() not in path.read_bytes(), (path.name, canary)


def test_without_a_study_there_are_pages_but_no_references(diagnosis: Diagnosis, tmp_path: Path) -> None:
    made = export(diagnosis, None, tmp_path)

    assert list(made.files) == ["report.fhir.json", "report.pdf"]
    assert set(made.left_out) == {"sr", "seg"}
    assert sum(len(page.images) for page in PdfReader(made.files["report.pdf"]).pages) == 1


def test_a_picture_of_another_kind_is_exported_without_references(tmp_path: Path) -> None:
    shot = np.zeros((96, 96), np.uint8)
    shot[20:70, 30:60] = 200
    made = export(Agent().diagnose(shot, "fever and cough"), shot, tmp_path)

    assert list(made.files) == ["report.fhir.json", "report.pdf"]
    assert "DICOM" in made.left_out["sr"]


def test_another_study_is_refused(diagnosis: Diagnosis, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="None of the case's images"):
        export(diagnosis, np.zeros((50, 50), np.uint8), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_failed_case_is_exported_as_one(tmp_path: Path) -> None:
    failed = Diagnosis(case_id="lost", status="failed", reason="The server is down.", model="m")
    made = export(failed, STUDY, tmp_path)
    told = " ".join(PdfReader(made.files["report.pdf"]).pages[0].extract_text().split())

    assert list(made.files) == ["report.fhir.json", "report.pdf"]
    assert "Failed. The server is down." in told


@pytest.mark.parametrize("formats", [["docx"], [], ["pdf", "SR"]])
def test_an_unknown_format_is_refused(diagnosis: Diagnosis, tmp_path: Path, formats: list[str]) -> None:
    with pytest.raises(InputError, match="sr, seg, fhir, pdf"):
        export(diagnosis, STUDY, tmp_path, formats)


def test_a_missing_library_is_a_matter_of_configuration(
    diagnosis: Diagnosis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "find_spec", lambda _name: None)

    with pytest.raises(ConfigurationError, match=r"mmedexpert-agent\[exports\]"):
        export(diagnosis, STUDY, tmp_path, ["sr"])


def test_a_folder_that_cannot_be_written_is_bad_input(diagnosis: Diagnosis, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("taken")

    with pytest.raises(InputError, match="cannot be written"):
        export(diagnosis, None, tmp_path / "file" / "deeper", ["pdf"])


def test_the_audit_log_gets_the_hashes(tmp_path: Path) -> None:
    log = Audit(tmp_path / "audit")
    made = Agent(audit=tmp_path / "audit").diagnose(STUDY, "cough", case_id="case-2")
    files = export(made, STUDY, tmp_path / "out", ["fhir", "pdf"], audit=log).files
    entry = log.entries("case-2")[-1]

    assert set(entry.body["rendered"]) == {one.name for one in files.values()}
    with pytest.raises(AuditError):
        export(Diagnosis.from_json(made.to_json()), None, tmp_path, ["pdf"], audit=Audit(tmp_path / "other"))


def test_the_door_is_named_as_documented() -> None:
    assert agent.export is export
    assert "export" in agent.__all__


def test_an_image_whose_text_was_masked_is_exported_masked(tmp_path: Path) -> None:
    pixels = np.zeros((300, 500), np.uint8)
    pixels[150:280, 100:400] = np.random.default_rng(0).integers(60, 120, (130, 300))
    cv2.putText(pixels, "DOE JOHN 19700101", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 1)
    data = dcmread(STUDY)
    data.decompress()
    data.Modality, data.BurnedInAnnotation = "US", "YES"
    data.Rows, data.Columns = pixels.shape
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit, data.WindowCenter, data.WindowWidth = 7, 128, 256
    data.set_pixel_data(pixels, "MONOCHROME2", 8)
    data.save_as(tmp_path / "us.dcm")
    diagnosis = Agent().diagnose(tmp_path / "us.dcm", "abdominal pain", case_id="case-3")
    made = export(diagnosis, tmp_path / "us.dcm", tmp_path / "out", ["sr", "pdf"])
    (shown,) = [one.image for page in PdfReader(made.files["report.pdf"]).pages for one in page.images]

    assert any("masked" in one for one in diagnosis.notes)
    assert made.left_out == {}
    assert shown is not None
    assert np.asarray(shown.convert("L"))[40:65, 25:250].max() < 60
