"""One file of a clean study: from the bytes of the original to the bytes of the copy."""

from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID

from tools.deidentifying.cleaning import Cleaner
from tools.deidentifying.covering import masked_lines
from tools.deidentifying.known import Known, patient_key
from tools.deidentifying.options import Options
from tools.deidentifying.pixels import put_clean, put_masked
from tools.deidentifying.profile import EDITION
from tools.deidentifying.pseudonyms import Pseudonyms
from tools.deidentifying.text import TextLine, area_of, find_text
from tools.errors import DamagedImage, NotAnImage
from tools.header import allowed_facts
from tools.reading.decoding import decode
from tools.reading.dicom_file import parse_dicom
from tools.reading.dicom_pixels import PixelHeader, pixel_header
from tools.reading.limits import DECODER_ERRORS
from tools.reading.quiet import quietly
from tools.reading.raster import read_raster

__all__ = ["MOST_FRAMES", "CleanObject", "clean_object", "clean_raster"]

_PREAMBLE = bytes(128)
_METHOD = (f"DICOM PS3.15 {EDITION} table E.1-1", "MMedExpert Agent: python -m tools deidentify")
_IMPLEMENTATION = "2.25.220174716018312519245213407297283461017"
"""A UID of ours, drawn once at random (PS3.5 annex B.2), for Implementation Class UID (0002,0012)."""
MOST_FRAMES = 64
"""Frames looked at in one object: an overlay of a loop stands still, and 64 evenly chosen ones show it."""

MASKED, CLEAN, SUSPECTED = "text masked", "no text found", "text suspected, not masked: look at these"
DECLARED = "text stated by the header, none found: look at these"


class CleanObject(NamedTuple):
    """A file to write."""

    name: str
    """Relative path."""
    data: NDArray[np.uint8]
    """The whole file, one byte each: an array travels from one process to another without being copied."""
    elements: Mapping[str, int]
    """Header elements by what was done to them."""
    pixels: str
    """What was done to its pixels."""


def clean_object(data: bytes, pseudonyms: Pseudonyms, options: Options, known: Mapping[str, Known]) -> CleanObject:
    """Clean a DICOM file.

    Args:
        data: The whole file.
        pseudonyms: What the new names are made with.
        options: What is kept.
        known: What is known of each patient, by `patient_key`.

    Raises:
        UnreadableImage: If it holds no picture, or one that cannot be decoded and so not be looked at.
    """
    with quietly():
        dataset = parse_dicom(data)
        header = pixel_header(dataset)
        patient = patient_key(dataset)
        cleaner = Cleaner(pseudonyms, options, patient, known.get(patient, Known()))
        copy = cleaner.clean(dataset)
        if not copy.get("SOPClassUID") or not copy.get("SOPInstanceUID"):
            raise NotAnImage("The DICOM object does not say what it is: SOP Class UID or SOP Instance UID is missing.")
        decoded = decode(dataset, header)
        lines, outcome = _text(decoded, dataset, header, options)
        if outcome == MASKED:
            syntax = put_masked(copy, header, decoded, [area_of(lines, (header.height, header.width))])
        else:
            syntax = put_clean(copy, dataset, header, decoded)
        _sign(copy, options, outcome)
        name = _name(copy)
        return CleanObject(name, np.frombuffer(_encoded(copy, syntax), np.uint8), cleaner.counts, outcome)


def _text(
    decoded: NDArray[Any], dataset: Dataset, header: PixelHeader, options: Options
) -> tuple[tuple[TextLine, ...], str]:
    """The text to mask, of all frames together, or what may be text; and what is done about it."""
    facts = allowed_facts(dataset)
    burned_in = facts.get("BurnedInAnnotation", "")
    chosen = sorted({round(one) for one in np.linspace(0, header.frames - 1, min(header.frames, MOST_FRAMES))})
    lines: tuple[TextLine, ...] = ()
    for index in chosen:
        frame = decoded[index]
        if header.samples == 3 and frame.dtype != np.uint8:
            frame = (frame >> max(0, header.bits_stored - 8)).astype(np.uint8)
        lines = (*lines, *find_text(frame))
    masked = masked_lines(lines, options.mask_text, modality=facts.get("Modality", "OT"), burned_in=burned_in)
    if masked:
        return masked, MASKED
    if lines:
        return lines, SUSPECTED
    return lines, DECLARED if burned_in == "YES" else CLEAN


def _sign(copy: Dataset, options: Options, outcome: str) -> None:
    """Say what was done. Source: PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1."""
    copy.PatientIdentityRemoved = "YES"
    copy.DeidentificationMethod = list(_METHOD)
    items = []
    for code, meaning in options.codes(is_masked=outcome == MASKED):
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "DCM", meaning
        items.append(item)
    copy.DeidentificationMethodCodeSequence = items
    copy.LongitudinalTemporalInformationModified = "UNMODIFIED" if options.keep_dates else "MODIFIED"
    if outcome == MASKED:
        copy.BurnedInAnnotation = "NO"
    copy.SpecificCharacterSet = "ISO_IR 192"


def _name(copy: Dataset) -> str:
    """Where the file goes, from its new UIDs."""
    study, series, one = (
        str(copy.get(keyword) or "none")[-12:]
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    )
    return f"study-{study}/series-{series}/{one}.dcm"


def _encoded(copy: Dataset, syntax: UID) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = copy.SOPClassUID
    meta.MediaStorageSOPInstanceUID = copy.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = UID(_IMPLEMENTATION)
    meta.ImplementationVersionName = "MMEDEXPERT"
    copy.file_meta = meta
    copy.preamble = _PREAMBLE
    stream = BytesIO()
    try:
        dcmwrite(stream, copy, enforce_file_format=True)
    except DECODER_ERRORS as error:
        raise DamagedImage(
            "The DICOM file cannot be written again: a value does not fit its representation."
        ) from error
    return stream.getvalue()


def clean_raster(data: bytes, pseudonyms: Pseudonyms, options: Options) -> Iterator[CleanObject]:
    """Clean a picture file: its pixels alone, as PNG; EXIF, XMP, ICC, comments and thumbnails stay behind.

    Args:
        data: The whole file.
        pseudonyms: What the new name is made with.
        options: What is kept.

    Yields:
        One file for each page.

    Raises:
        UnreadableImage: If it cannot be decoded, or its pixels do not fit into a PNG.
    """
    instance = read_raster(data)
    code = pseudonyms.code("file", instance.digest)
    for page, image in enumerate(instance.frames, start=1):
        pixels = image.pixels
        if pixels.dtype not in (np.uint8, np.uint16):
            raise NotAnImage(
                f"The picture has {pixels.dtype} pixels, and a clean copy holds 8 or 16 bits without sign."
            )
        lines = find_text(pixels)
        outcome = SUSPECTED if lines else CLEAN
        masked = masked_lines(lines, options.mask_text, modality=image.modality, burned_in="")
        if masked:
            pixels = pixels.copy()
            pixels[area_of(masked, (image.height, image.width)).pixels] = 0 if image.is_colour else pixels.min()
            outcome = MASKED
        stored = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if image.is_colour else pixels
        done, buffer = cv2.imencode(".png", np.ascontiguousarray(stored))
        if not done:
            raise DamagedImage("The picture cannot be written again as PNG.")
        yield CleanObject(f"pictures/{code}-{page:04d}.png", np.asarray(buffer, np.uint8), Counter(), outcome)
