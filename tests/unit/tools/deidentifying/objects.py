"""DICOM objects with invented persons all over them, for the tests of de-identification."""

from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

CANARIES = {
    "name": "Quokkavich",
    "number": "MRN471108150",
    "birth": "19500203",
    "address": "17 Wombatgasse",
    "accession": "ACCQX99817",
    "physician": "Numbatova",
}
"""One invented value for each kind of identifier; none of them is a word of imaging."""


def identified(dataset: Dataset) -> Dataset:
    """Write the canaries into a data set: at their places, nested, private, and where they do not belong."""
    one = CANARIES
    dataset.PatientName = f"{one['name']}^Zelda"
    dataset.PatientID = one["number"]
    dataset.PatientBirthDate = one["birth"]
    dataset.PatientAddress = one["address"]
    dataset.AccessionNumber = one["accession"]
    dataset.ReferringPhysicianName = f"{one['physician']}^Ilka"
    dataset.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.1"
    dataset.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.2"
    dataset.FrameOfReferenceUID = "1.2.826.0.1.3680043.8.498.3"
    dataset.StudyDate, dataset.StudyTime = "20240229", "101500"
    dataset.StudyDescription = f"CHEST PA for {one['name']}"
    dataset.ImageComments = f"seen by Dr {one['physician']}"
    dataset.Manufacturer = "Acme"
    dataset.ManufacturerModelName = f"Scanner of {one['name']}"
    dataset.ProtocolName = "Head spin"
    dataset.KVP = "120"
    dataset.PatientAge, dataset.PatientSex, dataset.PatientWeight = "093Y", "F", "61.5"
    dataset.BodyPartExamined = "CHEST"
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    nested = Dataset()
    nested.CodeValue, nested.CodingSchemeDesignator, nested.CodeMeaning = "T-D3000", "SRT", "Chest"
    nested.PatientName = f"{one['name']}^Zelda"
    nested.add_new(0x00091001, "LO", one["number"])
    deeper = Dataset()
    deeper.PersonName = f"{one['physician']}^Ilka"
    deeper.TextValue = f"phone of {one['name']}"
    nested.ContentSequence = Sequence([deeper])
    dataset.AnatomicRegionSequence = Sequence([nested])
    referenced = Dataset()
    referenced.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    referenced.ReferencedSOPInstanceUID = "1.2.826.0.1.3680043.8.498.9"
    dataset.ReferencedImageSequence = Sequence([referenced])
    block = dataset.private_block(0x0011, "ACME 1.0", create=True)
    block.add_new(0x01, "LT", f"{one['name']} {one['address']}")
    block.add_new(0x02, "UN", one["number"].encode())
    dataset.add_new(0x60000022, "LO", one["name"])
    dataset.add_new(0x60003000, "OW", np.zeros(32, np.uint8).tobytes())
    dataset.add_new(0x00180023, "CS", one["number"][:12])
    dataset.add_new(0x00189999, "LO", one["name"])
    dataset.add_new(0xFFFCFFFC, "OB", one["name"].encode())
    return dataset


def texts(dataset: Dataset) -> str:
    """Every value of a data set as one text."""
    return "\n".join(f"{element.tag} {_shown(element.value)}" for element in dataset.iterall())


def _shown(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
