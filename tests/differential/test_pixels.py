"""Our reading against pydicom's own functions, over the files that come with pydicom."""

import warnings
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array

from tools.errors import ToolError
from tools.reading import read_study
from tools.study import Study

FILES = sorted(path for path in (Path(pydicom.__file__).parent / "data" / "test_files").rglob("*") if path.is_file())
DICOM = [path for path in FILES if path.suffix in (".dcm", "") and not path.name.startswith("DICOMDIR")]
"""A DICOMDIR is read as all that it lists, and the files that it lists are here themselves."""
READABLE_AT_LEAST = 60
"""Files of pydicom 3.0 with pixels that this project reads; fewer means that a decoder got lost."""


def read_or_none(path: Path) -> Study | None:
    """The study, or None where it is refused or holds no picture."""
    try:
        study = read_study(path)
    except ToolError:
        return None
    return study if study.images else None


def transformed(dataset: pydicom.Dataset) -> pydicom.Dataset:
    """The data set that states the rescale: pydicom looks at the root only, enhanced objects state it per frame."""
    for holder in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        for group in dataset.get(holder, [])[:1]:
            for item in group.get("PixelValueTransformationSequence", []):
                assert isinstance(item, pydicom.Dataset)
                return item
    return dataset


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_bundled_file_opens_or_is_refused_by_a_typed_error_without_its_name(path: Path) -> None:
    try:
        study = read_study(path)
    except ToolError as error:
        assert path.stem not in str(error)
    else:
        assert study.images or study.reports


def test_enough_of_the_bundled_files_open() -> None:
    assert sum(read_or_none(path) is not None for path in DICOM) >= READABLE_AT_LEAST


@pytest.mark.parametrize("path", DICOM, ids=lambda path: path.name)
def test_grey_values_equal_pydicoms_modality_lut(path: Path) -> None:
    study = read_or_none(path)
    if study is None:
        return  # refused: covered above
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(path, force=True)
        if dataset.SamplesPerPixel != 1 or dataset.PhotometricInterpretation not in ("MONOCHROME1", "MONOCHROME2"):
            return
        if "TransferSyntaxUID" not in dataset.file_meta:
            dataset.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
        if dataset.file_meta.TransferSyntaxUID == pydicom.uid.JPEGExtended12Bit:
            return  # pydicom has no decoder of 12 bits that may be installed here: see test_decoders.py
        stored = dataset.pixel_array
        wanted = apply_modality_lut(stored, transformed(dataset))
        if dataset.PhotometricInterpretation == "MONOCHROME1":
            bits, is_signed = dataset.BitsStored, dataset.PixelRepresentation
            # The negative, mirrored in the middle of the range that the stored bits can have.
            start = -(2 ** (bits - 1)) if is_signed else 0
            ends = apply_modality_lut(np.array([start, start + 2**bits - 1], np.int64), transformed(dataset))
            wanted = ends.sum() - wanted.astype(np.float64)
    frames = np.stack([image.pixels for image in study.images]).reshape(wanted.shape)
    np.testing.assert_allclose(frames.astype(np.float64), wanted, rtol=1e-6, atol=0)


@pytest.mark.parametrize("path", DICOM, ids=lambda path: path.name)
def test_windowed_display_equals_pydicoms_voi_lut(path: Path) -> None:
    study = read_or_none(path)
    if study is None or study.images[0].window is None or study.images[0].window.table is not None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(path, force=True)
        if dataset.PhotometricInterpretation != "MONOCHROME2" or "VOILUTSequence" in dataset:
            return
        shown = apply_voi_lut(apply_modality_lut(dataset.pixel_array, dataset), dataset)
    window = study.images[0].window
    low = window.centre - 0.5 - (window.width - 1) / 2
    clipped = np.clip(
        np.stack([image.pixels for image in study.images]).astype(np.float64), low, low + window.width - 1
    )
    ours = (clipped - low) / (window.width - 1)
    # pydicom maps to the range of the stored type, so both are compared as shares of their range.
    bits, is_signed = dataset.BitsStored, dataset.PixelRepresentation
    start = -(2 ** (bits - 1)) if is_signed else 0
    slope, intercept = float(dataset.get("RescaleSlope", 1)), float(dataset.get("RescaleIntercept", 0))
    span = (2**bits - 1) * slope
    theirs = (shown - (start * slope + intercept)) / span
    np.testing.assert_allclose(ours.reshape(theirs.shape), theirs, atol=1e-6)


@pytest.mark.parametrize("path", DICOM, ids=lambda path: path.name)
def test_colour_equals_pydicoms_decoding(path: Path) -> None:
    study = read_or_none(path)
    if study is None or not study.images[0].is_colour:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(path)
        if (
            dataset.BitsAllocated != 8
            or dataset.SamplesPerPixel != 3
            or dataset.file_meta.TransferSyntaxUID.is_compressed
        ):
            return  # lossy JPEG may differ by a level between decoders
        wanted = pixel_array(dataset)
    frames = np.stack([image.pixels for image in study.images]).reshape(wanted.shape)
    np.testing.assert_array_equal(frames, wanted)
