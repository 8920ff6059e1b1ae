"""Small DICOM files made in memory for the tests of reading."""

from io import BytesIO
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid


def dataset_of(pixels: np.ndarray[Any, Any], **attributes: Any) -> Dataset:
    """A data set over `(H, W)`, `(H, W, 3)` or `(N, H, W)` pixels; attributes of None are left out."""
    frames = pixels.shape[0] if pixels.ndim == 3 and pixels.shape[-1] != 3 else None
    rows, columns = pixels.shape[1:3] if frames else pixels.shape[:2]
    bits = pixels.dtype.itemsize * 8
    found = Dataset()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    values: dict[str, Any] = {
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": generate_uid(),
        "SeriesInstanceUID": "2.25.1",
        "Modality": "OT",
        "SamplesPerPixel": 3 if pixels.ndim == 3 and not frames else 1,
        "PhotometricInterpretation": "RGB" if pixels.ndim == 3 and not frames else "MONOCHROME2",
        "Rows": rows,
        "Columns": columns,
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(pixels.dtype.kind == "i"),
    }
    if values["SamplesPerPixel"] == 3:
        values["PlanarConfiguration"] = 0
    if frames:
        values["NumberOfFrames"] = frames
    values |= attributes
    for keyword, value in values.items():
        if value is not None:
            setattr(found, keyword, value)
    if "PixelData" not in attributes:
        found.PixelData = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    if "PixelData" in found:
        found["PixelData"].VR = "OB" if bits == 8 else "OW"
    return found


def file_of(pixels: np.ndarray[Any, Any], **attributes: Any) -> bytes:
    """The bytes of such a data set as a file."""
    return encoded(dataset_of(pixels, **attributes))


def encoded(dataset: Dataset) -> bytes:
    """The bytes of a data set as a file."""
    stream = BytesIO()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()
