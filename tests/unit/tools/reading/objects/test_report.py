from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.unit.tools.reading.dicom_writing import encoded
from tests.unit.tools.reading.objects.test_segmentation import code, item
from tools.errors import FileTooLarge, Truncated
from tools.reading.dicom_object import read_dicom_object
from tools.structured import StructuredReport

SR = "1.2.840.10008.5.1.4.1.1.88.33"
CANARY = "Zyxwvut"


def content(kind: str, name: tuple[str, str] | None = None, relation: str = "CONTAINS", **values: Any) -> Dataset:
    found = item(RelationshipType=relation, ValueType=kind)
    if name is not None:
        found.ConceptNameCodeSequence = code(name[0], CANARY, name[1])
    for keyword, value in values.items():
        setattr(found, keyword, value)
    return found


def coded(name: tuple[str, str], value: tuple[str, str], relation: str = "CONTAINS") -> Dataset:
    return content("CODE", name, relation, ConceptCodeSequence=code(value[0], CANARY, value[1]))


def number(name: tuple[str, str], value: str, unit: str) -> Dataset:
    measured = item(NumericValue=value, MeasurementUnitsCodeSequence=code(unit, CANARY, "UCUM"))
    return content("NUM", name, MeasuredValueSequence=Sequence([measured]))


def report(*items: Dataset, cut: int = 0, **values: Any) -> StructuredReport:
    attributes: dict[str, Any] = {
        "SOPClassUID": SR,
        "SOPInstanceUID": "2.25.11",
        "Modality": "SR",
        "PatientName": f"{CANARY}^Jane",
        "PatientID": "QX-99812",
        "ValueType": "CONTAINER",
        "ConceptNameCodeSequence": code("126000", CANARY, "DCM"),
        "CompletionFlag": "COMPLETE",
        "VerificationFlag": "VERIFIED",
        "ContentSequence": Sequence(items),
    }
    dataset = item(**(attributes | values))
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found = read_dicom_object(encoded(dataset)[: len(encoded(dataset)) - cut])
    assert isinstance(found, StructuredReport)
    return found


FINDING, SITE, SIDE = ("121071", "DCM"), ("363698007", "SCT"), ("272741003", "SCT")
GROUP = ("125007", "DCM")
NODULE, LUNG, LEFT = ("27925004", "SCT"), ("39607008", "SCT"), ("7771000", "SCT")


def test_a_measurement_group_gives_its_finding_site_and_side_to_its_numbers() -> None:
    site = coded(SITE, LUNG, "HAS CONCEPT MOD")
    site.ContentSequence = Sequence([coded(SIDE, LEFT, "HAS CONCEPT MOD")])
    group = content(
        "CONTAINER",
        GROUP,
        ContentSequence=Sequence([coded(FINDING, NODULE), site, number(("103339001", "SCT"), "12.5", "mm")]),
    )
    found = report(group)
    assert [(one.code, one.name, one.laterality, one.source) for one in found.findings] == [
        ("SCT:27925004", "Nodule (Lung, left)", "left", "report")
    ]
    (measured,) = found.measurements
    assert (measured.name, measured.value, measured.unit) == ("Nodule: Long axis (Lung, left)", 12.5, "mm")
    assert "verified" in measured.basis


@pytest.mark.parametrize(
    ("value", "presence"), [("373066001", "present"), ("373067005", "absent"), ("82334004", "uncertain")]
)
def test_yes_and_no_say_whether_something_is_there(value: str, presence: str) -> None:
    found = report(coded(("27925004", "SCT"), (value, "SCT")))
    assert [(one.name, one.presence) for one in found.findings] == [("Nodule", presence)]


PRIVATE, ABSENT, PRESENT = ("presence", "99VENDOR"), ("272519000", "SCT"), ("52101004", "SCT")


@pytest.mark.parametrize("name", [PRIVATE, ("705057003", "SCT")])
@pytest.mark.parametrize(
    ("values", "presence"), [([], "present"), ([ABSENT], "absent"), ([ABSENT, PRESENT], "uncertain")]
)
def test_what_is_absent_in_a_group_never_becomes_present(
    name: tuple[str, str], values: list[tuple[str, str]], presence: str
) -> None:
    items = [coded(FINDING, NODULE), *(coded(name, value) for value in values)]
    found = report(content("CONTAINER", GROUP, ContentSequence=Sequence(items)))
    assert [(one.name, one.presence) for one in found.findings] == [("Nodule", presence)]


def test_the_range_of_a_number_is_its_uncertainty_and_no_measurement() -> None:
    measured = number(("103339001", "SCT"), "12.5", "mm")
    measured.ContentSequence = Sequence(
        [number(("371885007", "SCT"), "0.4", "mm"), number(("371886008", "SCT"), "0.6", "mm")]
    )
    (found,) = report(measured).measurements
    assert (found.value, found.uncertainty) == (12.5, 0.6)


def test_regions_keep_their_points_and_their_image() -> None:
    image = content(
        "IMAGE",
        relation="SELECTED FROM",
        ReferencedSOPSequence=Sequence([item(ReferencedSOPInstanceUID="2.25.5", ReferencedFrameNumber=3)]),
    )
    drawn = content(
        "SCOORD", GraphicType="POLYLINE", GraphicData=[1.0, 2.0, 3.0, 4.5], ContentSequence=Sequence([image])
    )
    (region,) = report(drawn).regions
    assert [(point.column, point.row) for point in region.points] == [(1.0, 2.0), (3.0, 4.5)]
    assert (region.shape, region.source_frame, len(region.source or "")) == ("polyline", 2, 64)


@pytest.mark.parametrize("data", [[1.0], [float("nan"), 1.0], [1e9, 0.0]])
def test_a_damaged_region_is_left_out_and_told(data: list[float]) -> None:
    found = report(content("SCOORD", GraphicType="MULTIPOINT", GraphicData=data))
    assert found.regions == ()
    assert any("regions" in note for note in found.notes)


@pytest.mark.parametrize(("value", "unit"), [("nan", "mm"), ("5", "Zyxwvut")])
def test_a_number_without_sense_or_unit_is_left_out_and_told(value: str, unit: str) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        measured = Dataset()
        measured.add_new("NumericValue", "LO", value)
        measured.MeasurementUnitsCodeSequence = code(unit, "", "UCUM")
        found = report(content("NUM", ("103339001", "SCT"), MeasuredValueSequence=Sequence([measured])))
    assert found.measurements == ()
    assert any("numbers" in note for note in found.notes)


def test_nothing_of_the_patient_leaves_a_report() -> None:
    found = report(
        content("TEXT", ("121106", "DCM"), TextValue=f"{CANARY} Jane has a nodule of 5 mm. Record QX-99812."),
        content("TEXT", ("121106", "DCM"), TextValue="Mrs. Smith, tel. 020 7946 0018, was seen on 2026-03-04."),
        content("TEXT", ("112039", "DCM"), TextValue=f"{CANARY} lesion"),
        content("PNAME", ("121008", "DCM"), PersonName="Observer^Odd", relation="HAS OBS CONTEXT"),
        content("PNAME", ("121008", "DCM"), PersonName="Observer^Odd"),
        content("DATETIME", ("121125", "DCM"), DateTime="20260304101112"),
        coded(("X1", "99PRIVATE"), ("Q", "99PRIVATE")),
        number(("103339001", "SCT"), "12.5", "mm"),
    )
    told = repr(found)
    for secret in (CANARY, "Jane", "99812", "Smith", "7946", "2026-03-04", "Observer", "20260304", "PRIVATE"):
        assert secret not in told
    assert "nodule of 5 mm" in told
    assert any("a name may still be in it" in note for note in found.notes)


def test_a_report_says_whether_a_person_stands_for_it() -> None:
    found = report(coded(FINDING, NODULE), VerificationFlag="UNVERIFIED", CompletionFlag="PARTIAL")
    assert (found.is_verified, found.is_complete) == (False, False)
    assert "not verified" in found.findings[0].basis


def test_endless_nesting_is_refused() -> None:
    inner = content("CONTAINER", GROUP)
    for _ in range(40):
        outer = content("CONTAINER", GROUP)
        outer.ContentSequence = Sequence([inner])
        inner = outer
    with pytest.raises(FileTooLarge, match="levels"):
        report(inner)


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_report_that_is_cut_short_is_refused(cut: int) -> None:
    items = [number(("103339001", "SCT"), f"{one}.5", "mm") for one in range(8)]
    assert len(report(*items).measurements) == 8
    with pytest.raises(Truncated):
        report(*items, cut=cut)
