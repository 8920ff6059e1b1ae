"""Every element of a header is judged, wherever it stands and whatever it calls itself."""

from collections import Counter

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.unit.tools.deidentifying.objects import CANARIES, identified, texts
from tests.unit.tools.reading.dicom_writing import dataset_of
from tools.deidentifying.cleaning import MAX_DEPTH, Cleaner
from tools.deidentifying.known import Known, patient_key
from tools.deidentifying.options import Options
from tools.deidentifying.pseudonyms import Pseudonyms


def cleaner(dataset: Dataset, **options: bool) -> Cleaner:
    return Cleaner(Pseudonyms(b"s" * 32), Options(**options), patient_key(dataset), Known.of(dataset))  # type: ignore[arg-type]


@pytest.fixture
def dataset() -> Dataset:
    return identified(dataset_of(np.zeros((4, 6), np.uint16)))


def test_no_canary_is_left(dataset: Dataset) -> None:
    left = texts(cleaner(dataset).clean(dataset)).casefold()
    assert [one for one in CANARIES.values() if one.casefold() in left] == []


def test_what_the_picture_needs_stays(dataset: Dataset) -> None:
    copy = cleaner(dataset).clean(dataset)
    for keyword in ("Rows", "Columns", "BitsStored", "KVP", "Manufacturer", "BodyPartExamined", "SOPClassUID"):
        assert copy[keyword].value == dataset[keyword].value
    assert copy.ImageType == ["ORIGINAL", "PRIMARY"]
    assert copy.AnatomicRegionSequence[0].CodeMeaning == "Chest"
    assert copy.PixelData == dataset.PixelData


def test_descriptions_keep_the_words_of_imaging(dataset: Dataset) -> None:
    copy = cleaner(dataset).clean(dataset)
    assert copy.StudyDescription == "CHEST PA"
    assert copy.ProtocolName == "Head spin"
    assert "ImageComments" not in copy
    assert "ManufacturerModelName" not in copy


def test_uids_are_replaced_alike_everywhere_and_classes_stay(dataset: Dataset) -> None:
    dataset.AnatomicRegionSequence[0].FrameOfReferenceUID = dataset.FrameOfReferenceUID
    copy = cleaner(dataset).clean(dataset)
    new = copy.FrameOfReferenceUID
    assert new.startswith("2.25.")
    assert new != dataset.FrameOfReferenceUID
    assert copy.AnatomicRegionSequence[0].FrameOfReferenceUID == new
    item = copy.ReferencedImageSequence[0]
    assert item.ReferencedSOPClassUID == dataset.SOPClassUID
    assert item.ReferencedSOPInstanceUID.startswith("2.25.")


def test_dates_move_and_the_birth_date_goes(dataset: Dataset) -> None:
    copy = cleaner(dataset).clean(dataset)
    assert copy.StudyDate < "20240201"
    assert copy.StudyTime == "101500"
    assert copy.PatientBirthDate == ""
    assert cleaner(dataset, keep_dates=True).clean(dataset).StudyDate == "20240229"


def test_characteristics_on_request(dataset: Dataset) -> None:
    plain, kept = cleaner(dataset).clean(dataset), cleaner(dataset, keep_characteristics=True).clean(dataset)
    assert (plain.PatientSex, "PatientAge" in plain, "PatientWeight" in plain) == ("", False, False)
    assert (kept.PatientSex, kept.PatientAge, kept.PatientWeight) == ("F", "089Y", 61.5)


def test_a_value_of_another_representation_than_the_standard_names() -> None:
    dataset = dataset_of(np.zeros((4, 4), np.uint8))
    dataset.add_new(0x00280034, "LT", "Quokkavich")  # Pixel Aspect Ratio, IS
    dataset.add_new(0x00280006, "IS", "0")  # Planar Configuration, US
    copy = cleaner(dataset).clean(dataset)
    assert "PixelAspectRatio" not in copy
    assert copy.PlanarConfiguration == 0


def test_a_number_that_is_the_patients_is_found_where_numbers_belong() -> None:
    dataset = dataset_of(np.zeros((4, 4), np.uint8), PatientID="4711081500", InstanceNumber="4711081500")
    assert "InstanceNumber" not in cleaner(dataset).clean(dataset)


def test_deep_nesting_ends() -> None:
    dataset = item = Dataset()
    for _ in range(MAX_DEPTH + 3):
        inner = Dataset()
        inner.SliceThickness = "1"
        item.AnatomicRegionSequence = [inner]
        item = inner
    one = cleaner(dataset)
    copy = one.clean(dataset)
    assert one.counts["nested too deep"] == 1
    assert str(copy).count("Anatomic Region Sequence") == MAX_DEPTH


def test_counts_say_what_was_done_and_no_value(dataset: Dataset) -> None:
    one = cleaner(dataset)
    one.clean(dataset)
    assert isinstance(one.counts, Counter)
    assert one.counts["private"] >= 4
    assert not [word for word in CANARIES.values() if word in str(one.counts)]
