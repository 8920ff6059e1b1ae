"""The structured report, read back by highdicom and by pydicom alone."""

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
import pytest
from highdicom.sr import ComprehensiveSR, srread
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from tools import samples
from tools.exports import sr
from tools.exports.codes import LATERALITY, PRESENCE, TARGETS
from tools.exports.errors import NothingToRefer
from tools.exports.filing import Filing
from tools.exports.report import Report
from tools.exports.sources import SourceImage, find_sources
from tools.exports.sr import sr_bytes

Sources = dict[str, SourceImage]
FILING, IDENTIFIED = Filing(salt=bytes(32)), Filing(identify=True)


@pytest.fixture
def document(report: Report, sources: Sources) -> ComprehensiveSR:
    made = srread(BytesIO(sr_bytes(report, sources, FILING)))
    assert isinstance(made, ComprehensiveSR)
    return made


def items(dataset: Dataset) -> Iterator[Dataset]:
    for item in dataset.get("ContentSequence", ()):
        yield item
        yield from items(item)


def texts(dataset: Dataset) -> list[str]:
    return [str(item.TextValue) for item in items(dataset) if item.ValueType == "TEXT"]


def test_it_is_preliminary_and_unverified(document: ComprehensiveSR) -> None:
    assert document.SOPClassUID.name == "Comprehensive SR Storage"
    assert (document.PreliminaryFlag, document.VerificationFlag) == ("PRELIMINARY", "UNVERIFIED")
    assert document.ContentTemplateSequence[0].TemplateIdentifier == "1500"
    assert "VerifyingObserverSequence" not in document


def test_the_observer_is_the_device(document: ComprehensiveSR) -> None:
    (device,) = [one.observer_identifying_attributes for one in document.content.get_observer_contexts()]

    assert (device.name, device.serial_number) == ("MMedExpert Agent", "0.1.0")
    assert device.model_name == "embedded: rule-based reasoner"


def test_a_region_is_the_same_box_on_the_same_image(document: ComprehensiveSR) -> None:
    (group,) = document.content.get_planar_roi_measurement_groups()
    corners = [(128.25, 540.5), (356.0, 540.5), (356.0, 732.75), (128.25, 732.75)]
    reference = document.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0]
    (source,) = group.roi.ContentSequence

    assert group.roi.graphic_type.value == "POLYLINE"
    assert np.array_equal(group.roi.value, np.float32([*corners, corners[0]]))
    assert source.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == (
        reference.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
    )


def test_side_presence_and_certainty_are_coded(document: ComprehensiveSR) -> None:
    (group,) = document.content.get_planar_roi_measurement_groups()
    found = {one.name.value: one.value for one in group.get_qualitative_evaluations()}
    (certainty,) = group.get_measurements()

    assert found["272741003"] == codes.SCT.Right
    assert found["presence"] == codes.SCT.Present
    assert (certainty.name, certainty.value, certainty.unit) == (codes.DCM.CertaintyOfFinding, 75.0, codes.UCUM.Percent)


def test_measurements_keep_value_unit_and_doubt(document: ComprehensiveSR) -> None:
    groups = document.content.get_image_measurement_groups()
    measured = {one.name.value: one for group in groups for one in group.get_measurements()}
    ratio = measured["cardiothoracic-ratio"]
    doubts = [item.MeasuredValueSequence[0].NumericValue for item in items(ratio[0]) if item.ValueType == "NUM"]

    assert (ratio.value, ratio.unit.value) == (0.512345, "1")
    assert doubts == [0.03, 0.03]
    assert "temperature" not in measured


def test_what_matters_first_stands_first(report: Report, sources: Sources) -> None:
    plain = dcmread(BytesIO(sr_bytes(report, sources, FILING)))
    sections = [one.ConceptNameCodeSequence[0].CodeMeaning for one in plain.ContentSequence]
    told = texts(plain)
    order = [told.index(words) for words in (report.notice, next(one for one in told if one.startswith("Red flag:")))]

    assert sections[-8:] == [
        "Red flags",
        "Impressions",
        "Findings",
        "History",
        "Recommendations",
        "Citations",
        "Losses and remarks",
        "Imaging Measurements",
    ]
    assert order == sorted(order)
    assert "Confidence 0.60 of 1 (not calibrated; method evidence-coverage). A rule of ours." in told
    assert any("our summary of § Table 1" in one and "https://example.org/cap?a=1&b=2" in one for one in told)
    assert any("quoted from § 2" in one and "Dullness is seldom absent." in one for one in told)


def test_the_differential_is_coded_where_codes_are_sure(report: Report, sources: Sources) -> None:
    plain = dcmread(BytesIO(sr_bytes(report, sources, FILING)))
    found = [
        (item.ConceptCodeSequence[0].CodingSchemeDesignator, item.ConceptCodeSequence[0].get("CodeValue"))
        for item in items(plain)
        if item.ValueType == "CODE" and item.ConceptNameCodeSequence[0].CodeValue == "111023"
    ]

    assert found == [("I10", "J18.9"), ("99MMEDEXPERT", "something-else")]


def test_codes_are_those_of_the_standard() -> None:
    names = {"52101004": "Present", "272519000": "Absent", "42425007": "Equivocal"}
    names |= {"7771000": "Left", "24028007": "Right", "51440002": "Bilateral"}
    for code in (*PRESENCE.values(), *LATERALITY.values()):
        assert (code.value, code.scheme) == (getattr(codes.SCT, names[code.value]).value, "SCT")
    for code in (one for pair in TARGETS.values() for one in pair if one.scheme == "SCT"):
        assert getattr(codes.SCT, code.meaning.replace(" ", "")).value == code.value
    for code in vars(sr)["_DCM"].values():
        keyword = "".join(word.capitalize() for word in code.meaning.replace("/", " ").split())
        assert getattr(codes.DCM, keyword).value == code.value


def test_nobody_is_named_unless_asked(report: Report, sources: Sources) -> None:
    data = sr_bytes(report, sources, FILING)
    plain = dcmread(BytesIO(data))

    assert (plain.PatientID, str(plain.PatientName), plain.PatientIdentityRemoved) == ("case-7", "case-7^", "YES")
    for canary in (b"Fictitious", b"SYN-0001", b"19670101", b"Referrer", b"Synthetic Hospital", b"20250211", b"101500"):
        assert canary not in data
    for header in (one.header for one in sources.values()):
        assert header is not None
        for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
            assert str(header[keyword].value).encode() not in data


def test_whoever_asks_files_it_under_the_patient(report: Report, sources: Sources) -> None:
    plain = dcmread(BytesIO(sr_bytes(report, sources, IDENTIFIED)))
    (source,) = sources.values()
    assert source.header is not None

    assert (plain.PatientID, str(plain.PatientName)) == ("SYN-0001", "Fictitious^Marta")
    assert plain.StudyInstanceUID == source.header.StudyInstanceUID
    assert plain.AccessionNumber == "ASYN-0001"
    assert "PatientIdentityRemoved" not in plain
    assert "InstitutionName" not in plain
    referred = {
        item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for item in items(plain) if item.ValueType == "IMAGE"
    }
    assert referred == {source.header.SOPInstanceUID}


def test_references_into_a_deidentified_study_resolve(report: Report) -> None:
    cleaned = find_sources(samples.path("chest_pneumonia"))
    (source,) = cleaned.values()
    assert source.header is not None
    source.header.PatientIdentityRemoved = "YES"
    plain = dcmread(BytesIO(sr_bytes(report, cleaned, FILING)))

    assert plain.StudyInstanceUID == source.header.StudyInstanceUID
    assert plain.PatientID == "case-7"


def test_an_abstention_is_exported_as_one(make: Callable[..., Report], sources: Sources) -> None:
    abstained = make(
        status="insufficient_evidence",
        outcome="No answer: the evidence does not decide",
        answer=None,
        red_flags=(),
        findings=(),
        measurements=(),
    )
    document = srread(BytesIO(sr_bytes(abstained, sources, FILING)))

    (group,) = document.content.get_image_measurement_groups()

    assert document.content.get_planar_roi_measurement_groups() == []
    assert [one.value.value for one in group.get_qualitative_evaluations()] == ["insufficient_evidence"]
    assert any(one.startswith("No answer: the evidence does not decide") for one in texts(document))


def test_without_dicom_there_is_nothing_to_refer_to(make: Callable[..., Report], sources: Sources) -> None:
    (source,) = sources.values()
    plain = SourceImage(image=source.image, header=None)

    for given in ({}, {source.image.ref.digest: plain}):
        with pytest.raises(NothingToRefer, match="hand over the same DICOM files"):
            sr_bytes(make(), given, FILING)


def test_a_header_without_uid_is_refused_by_name(report: Report) -> None:
    broken = find_sources(samples.path("chest_pneumonia"))
    (source,) = broken.values()
    assert source.header is not None
    del source.header.SOPInstanceUID

    with pytest.raises(NothingToRefer, match="SOPInstanceUID"):
        sr_bytes(report, broken, FILING)
