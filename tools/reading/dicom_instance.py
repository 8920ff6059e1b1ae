"""From the bytes of a DICOM file to an `Instance` and what groups it with others."""

import hashlib
from dataclasses import replace
from typing import Any, NamedTuple

from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tools.header import allowed_facts
from tools.image import Image
from tools.reading.attributes import attribute, numbers
from tools.reading.colour import from_palette, from_partial_ybr, to_bytes
from tools.reading.dates import day_of
from tools.reading.decoding import decode
from tools.reading.dicom_file import is_little_endian, parse_dicom
from tools.reading.dicom_pixels import PixelHeader, pixel_header
from tools.reading.geometry import Placement, placement, spacing
from tools.reading.grey import grey_frame
from tools.reading.objects.overlays import overlays_of
from tools.reading.objects.segmentation import is_segmentation, segmentation_of
from tools.reading.person import issuer_of, person_of, study_of
from tools.reading.planes import located
from tools.reading.quiet import quietly
from tools.segments import SegmentationObject
from tools.study import Instance

__all__ = ["DicomInstance", "instance_of", "read_dicom"]

_BURNED_IN = "The header says that text is burned into the pixels: it may name the patient."
_CONTRADICTION = "The header calls larger values brighter and asks for the inverse; the former counts."
_SUPPLEMENTAL = "Some values stand for colours of a supplemental palette, which are not drawn: they are shown as grey."
_DOSE = "The values are doses in units of the dose grid, and were not scaled to gray."
_GREY = ("MONOCHROME1", "MONOCHROME2")


class DicomInstance(NamedTuple):
    """An instance with what is needed to put it into its series."""

    instance: Instance
    series_uid: str
    """Series Instance UID, for grouping only; it goes no further."""
    placement: Placement | None
    segmentation: SegmentationObject | None = None
    """The masks, where the object is a segmentation; then the frames of `instance` show the same as pictures."""


def read_dicom(data: bytes) -> DicomInstance:
    """Read one DICOM file.

    Args:
        data: The whole file.

    Raises:
        UnreadableImage: If it is broken, holds no picture, or is too large.
        UnsupportedTransferSyntax: If no installed decoder reads it.
    """
    with quietly():
        dataset = parse_dicom(data)
        return instance_of(dataset, hashlib.sha256(data).hexdigest())


def instance_of(dataset: Dataset, digest: str) -> DicomInstance:
    """Read a parsed data set; call it within `quietly`.

    Args:
        dataset: The data set.
        digest: SHA-256 of the file.

    Raises:
        UnreadableImage: If it holds no picture, or one that is broken or too large.
        UnsupportedTransferSyntax: If no installed decoder reads it.
    """
    header = pixel_header(dataset)
    pixels = decode(dataset, header)
    overlays, notes = overlays_of(dataset, header)
    place = placement(dataset)
    number = numbers(attribute([dataset], "InstanceNumber"))
    sop = str(attribute([dataset], "SOPInstanceUID") or "")
    instance = Instance(
        frames=_frames(pixels, dataset, header, notes),
        digest=digest,
        position=None if place is None else place.position,
        number=int(number[0]) if number and abs(number[0]) < 2**31 else None,
        sop=hashlib.sha256(sop.encode()).hexdigest() if sop else None,
        overlays=overlays,
        day=day_of(dataset),
        person=person_of(dataset),
        issuer=issuer_of(dataset),
        study=study_of(dataset),
    )
    instance = located(instance, dataset)
    if len(instance.frames) != header.frames:
        instance = replace(instance, overlays=())  # they lay over the mosaic, and it was split
    masks = None
    if is_segmentation(dataset):
        masks = segmentation_of(
            dataset, pixels, planes=instance.planes, spacing=instance.frames[0].spacing, digest=digest
        )
    return DicomInstance(
        instance=instance,
        series_uid=str(attribute([dataset], "SeriesInstanceUID") or ""),
        placement=place,
        segmentation=masks,
    )


def _frames(pixels: NDArray[Any], dataset: Dataset, header: PixelHeader, notes: tuple[str, ...]) -> tuple[Image, ...]:
    facts = allowed_facts(dataset)
    modality = facts.get("Modality", "OT")
    notes = (*header.notes, *_object_notes(dataset, header), *notes)
    is_grey = header.samples == 1 and header.photometric in _GREY
    if not is_grey:
        colours, lost = _colours(pixels, dataset, header)
        notes = (*notes, *lost)
    images = []
    for index in range(header.frames):
        distance, odd = spacing(dataset, index)
        if is_grey:
            grey = grey_frame(pixels[index], dataset, header, index)
            image = Image(
                pixels=grey.pixels,
                spacing=distance,
                window=grey.window,
                unit="[hnsf'U]" if modality == "CT" and _is_hounsfield(dataset) else "1",
                modality=modality,
                facts=facts,
                notes=(*notes, *odd, *grey.notes),
            )
        else:
            image = Image(pixels=colours[index], spacing=distance, modality=modality, facts=facts, notes=(*notes, *odd))
        images.append(image)
    return tuple(images)


def _is_hounsfield(dataset: Dataset) -> bool:
    """CT values are Hounsfield units unless Rescale Type names another. Source: PS3.3 C.11.1.1.2."""
    return str(attribute([dataset], "RescaleType") or "HU") == "HU"


def _colours(pixels: NDArray[Any], dataset: Dataset, header: PixelHeader) -> tuple[NDArray[Any], tuple[str, ...]]:
    if header.photometric == "PALETTE COLOR":
        return from_palette(pixels, dataset, is_little_endian=is_little_endian(dataset)), ()
    colours, lost = to_bytes(pixels, header)
    return (from_partial_ybr(colours) if header.photometric == "YBR_PARTIAL_422" else colours), lost


def _object_notes(dataset: Dataset, header: PixelHeader) -> tuple[str, ...]:
    notes = []
    if str(attribute([dataset], "BurnedInAnnotation") or "").upper() == "YES":
        notes.append(_BURNED_IN)
    is_inverse = str(attribute([dataset], "PresentationLUTShape") or "").strip().upper() == "INVERSE"
    if is_inverse and header.photometric == "MONOCHROME2":
        notes.append(_CONTRADICTION)
    if header.photometric in _GREY and "RedPaletteColorLookupTableDescriptor" in dataset:
        notes.append(_SUPPLEMENTAL)
    if attribute([dataset], "DoseGridScaling") is not None:
        notes.append(_DOSE)
    return tuple(notes)
