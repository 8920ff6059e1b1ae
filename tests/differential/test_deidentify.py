"""Header cleaning against the engine of dicom-anonymizer, which applies the same table in its own way."""

from copy import deepcopy

import numpy as np
import pytest
from dicomanonymizer.simpledicomanonymizer import anonymize_dataset, initialize_actions
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from tests.unit.tools.deidentifying.objects import identified
from tests.unit.tools.reading.dicom_writing import dataset_of
from tools.deidentifying.cleaning import Cleaner
from tools.deidentifying.known import Known, patient_key
from tools.deidentifying.options import Options
from tools.deidentifying.profile import action_for
from tools.deidentifying.pseudonyms import Pseudonyms

VALUES = {
    "AE": "STATION7",
    "AS": "047Y",
    "CS": "QUOKKA",
    "DA": "20240311",
    "DS": "12.5",
    "DT": "20240311101500",
    "IS": "7",
    "LO": "Quokkavich",
    "LT": "Quokkavich, Zelda",
    "PN": "Quokkavich^Zelda",
    "SH": "Quokkavich",
    "ST": "Quokkavich",
    "TM": "101500",
    "UC": "Quokkavich",
    "UI": "1.2.826.0.1.3680043.8.498.7",
    "UR": "http://quokka.example",
    "UT": "Quokkavich",
    "FD": 4.5,
    "FL": 4.5,
    "SL": 4711,
    "SS": 471,
    "UL": 4711,
    "US": 471,
    "OB": b"Quokkavich",
    "UN": b"Quokkavich",
}


def tags() -> list[int]:
    """Every attribute of the table that a data set may hold and that is not a sequence."""
    found = []
    for tag in initialize_actions("dicomfields_2026c"):
        number = int(Tag(tag[0], tag[1]))
        if len(tag) == 2 and tag[0] not in (0x0002, 0xFFFA, 0xFFFC) and keyword_for_tag(number):
            vr = dictionary_VR(number).split(" or ")[0]
            if vr in VALUES:
                found.append(number)
    return sorted(set(found))


def table_dataset() -> Dataset:
    dataset = Dataset()
    for tag in tags():
        vr = dictionary_VR(tag).split(" or ")[0]
        dataset.add_new(tag, vr, VALUES[vr])
    return dataset


def clean(dataset: Dataset) -> Dataset:
    options = Options(keep_dates=False)
    return Cleaner(Pseudonyms(b"s" * 32), options, patient_key(dataset), Known.of(dataset)).clean(dataset)


def theirs(dataset: Dataset) -> Dataset:
    copy = deepcopy(dataset)
    anonymize_dataset(copy, base_rules_gen=lambda: initialize_actions("dicomfields_2026c"))
    return copy


def test_the_whole_table_is_tried() -> None:
    assert len(tags()) > 450


def test_no_value_of_the_table_is_left_that_they_change() -> None:
    dataset = table_dataset()
    ours, other = clean(dataset), theirs(dataset)
    left = [
        keyword_for_tag(tag)
        for tag in tags()
        if (tag not in other or other[tag].value != dataset[tag].value)
        and tag in ours
        and ours[tag].value == dataset[tag].value
        and ours[tag].VR != "TM"  # whole days are added, so the time of day stays: option 113107
    ]
    assert left == []


def test_what_they_empty_or_replace_is_there_with_us() -> None:
    dataset = table_dataset()
    ours, other = clean(dataset), theirs(dataset)
    missing = [
        keyword_for_tag(tag) for tag in tags() if tag in other and action_for(Tag(tag)) != "X" and tag not in ours
    ]
    assert missing == []


@pytest.mark.parametrize("seed", range(3))
def test_what_both_keep_is_the_same(seed: int) -> None:
    dataset = identified(dataset_of(np.random.default_rng(seed).integers(0, 999, (5, 7)).astype(np.uint16)))
    dataset.PatientName = "Quokkavich^Zelda"
    for tag in (0x00189999, 0x60000022, 0x60003000, 0xFFFCFFFC):
        del dataset[tag]
    ours, other = clean(dataset), theirs(dataset)
    for element in other:
        if element.tag in ours and element.VR not in ("SQ", "UI") and action_for(element.tag) is None:
            assert ours[element.tag].value == element.value
    assert "PixelData" in ours
