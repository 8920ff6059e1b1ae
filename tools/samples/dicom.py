"""Write a synthetic radiograph as a DICOM file: Digital X-Ray Image Storage, JPEG-LS lossless."""

import hashlib
from io import BytesIO
from typing import NamedTuple

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, JPEGLSLossless

from tools.image import Image

__all__ = ["Person", "dicom_file"]

_BITS_STORED = 12
_UID_ROOT = "2.25."
"""Roots of UIDs made from a 128-bit number. Source: PS3.5 annex B.2."""


class Person(NamedTuple):
    """A fictitious patient; reading must drop the name and the number."""

    name: str
    number: str
    sex: str
    age: int
    """[years]"""
    date: str
    """Study date, YYYYMMDD."""


def dicom_file(image: Image, person: Person, *, key: str, is_inverted: bool = False) -> bytes:
    """Encode an image of 12 bits as a DICOM file; the same arguments give the same bytes.

    Args:
        image: `(H, W)` uint16 below 4096, larger = brighter, with a spacing and a window.
        person: Who it claims to be.
        key: What the UIDs are made from.
        is_inverted: Store it as MONOCHROME1, with larger = darker.
    """
    dataset = Dataset()
    _identify(dataset, person, key)
    _describe(dataset, image, is_inverted=is_inverted)
    stored = (2**_BITS_STORED - 1) - image.pixels if is_inverted else image.pixels
    dataset.PixelData = np.ascontiguousarray(stored, dtype="<u2").tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.compress(JPEGLSLossless, encoding_plugin="pyjpegls", generate_instance_uid=False)
    stream = BytesIO()
    dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()


def _uid(key: str) -> str:
    return _UID_ROOT + str(int.from_bytes(hashlib.sha256(key.encode()).digest()[:16], "big"))


def _identify(dataset: Dataset, person: Person, key: str) -> None:
    dataset.SOPClassUID = DigitalXRayImageStorageForPresentation
    dataset.SOPInstanceUID = _uid(f"{key}/instance")
    dataset.StudyInstanceUID = _uid(f"{key}/study")
    dataset.SeriesInstanceUID = _uid(f"{key}/series")
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = dataset.ContentDate = person.date
    dataset.StudyTime = dataset.ContentTime = "101500"
    dataset.AccessionNumber = f"A{person.number}"
    dataset.ReferringPhysicianName = "Example^Referrer"
    dataset.InstitutionName = "Synthetic Hospital"
    dataset.Manufacturer = "MMedExpert synthetic phantom"
    dataset.PatientName = person.name
    dataset.PatientID = person.number
    dataset.PatientBirthDate = f"{int(person.date[:4]) - person.age}0101"
    dataset.PatientSex = person.sex
    dataset.PatientAge = f"{person.age:03d}Y"
    dataset.StudyID = "1"
    dataset.SeriesNumber = dataset.InstanceNumber = 1
    dataset.AcquisitionContextSequence = []


def _describe(dataset: Dataset, image: Image, *, is_inverted: bool) -> None:
    spacing, window = image.spacing, image.window
    dataset.Modality = "DX"
    dataset.PresentationIntentType = "FOR PRESENTATION"
    dataset.ImageType = ["DERIVED", "PRIMARY"]
    dataset.StudyDescription = "Chest PA"
    dataset.SeriesDescription = "Chest PA erect"
    dataset.BodyPartExamined = "CHEST"
    dataset.ViewPosition = "PA"
    dataset.PatientOrientation = ["L", "F"]
    dataset.ImageLaterality = "U"
    dataset.KVP = "120"
    dataset.DistanceSourceToDetector = "1800"
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "00"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME1" if is_inverted else "MONOCHROME2"
    dataset.Rows, dataset.Columns = image.height, image.width
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, _BITS_STORED, _BITS_STORED - 1
    dataset.PixelRepresentation = 0
    dataset.PixelIntensityRelationship = "LOG"
    dataset.PixelIntensityRelationshipSign = 1 if is_inverted else -1
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "0", "1", "US"
    dataset.PresentationLUTShape = "INVERSE" if is_inverted else "IDENTITY"
    if spacing is not None:
        dataset.ImagerPixelSpacing = [f"{spacing.row:.6f}", f"{spacing.column:.6f}"]
    if window is not None:
        centre = 2**_BITS_STORED - window.centre if is_inverted else window.centre
        dataset.WindowCenter, dataset.WindowWidth = f"{centre:g}", f"{window.width:g}"
