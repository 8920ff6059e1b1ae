"""Synthetic studies that are full of invented identifiers, for `phi_canaries.py`."""

import random
import string
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import PngImagePlugin
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEGBaseline8Bit

from tools.image import Image
from tools.samples.chest import VARIANTS, Variant, make_chest
from tools.samples.dicom import Person, dicom_file

KINDS = ("film", "nested", "odd", "ultrasound", "picture", "jpeg", "bigendian")
"""What a study is: our sample as it is written; sequences and private groups; wrong value representations and implicit
VR; burned-in text; a PNG with text chunks and EXIF; a JPEG with comments; big endian."""
SIZE = 256
"""Rows and columns of the synthetic films [pixels]."""
PERSONS = 5
"""Different films of each kind: drawing them takes longer than working on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canaries:
    """Six invented identifiers, different in every study."""

    name: str
    number: str
    birth: str
    address: str
    accession: str
    phone: str

    def needles(self) -> dict[str, tuple[str, ...]]:
        """Each with the forms in which it may turn up."""
        dashed = f"{self.birth[:4]}-{self.birth[4:6]}-{self.birth[6:]}"
        bare = "".join(one for one in self.phone if one.isdigit())
        return {
            "name": (self.name,),
            "number": (self.number,),
            "birth": (self.birth, dashed),
            "address": (self.address,),
            "accession": (self.accession,),
            "phone": (self.phone, bare),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A study on disk, and what is hidden in it."""

    kind: str
    folder: Path
    file: Path
    history: str
    canaries: Canaries
    ink: NDArray[np.bool_] | None
    """`(H, W)`, where text is burned into the pixels."""


def canaries(seed: int) -> Canaries:
    """Invent six identifiers."""
    dice = random.Random(f"canaries {seed}")  # noqa: S311 not for secrets
    letters = "".join(dice.choices(string.ascii_lowercase, k=7))
    return Canaries(
        name=f"Zq{letters}vich",
        number=f"{dice.randrange(10**9, 10**10)}",
        birth=f"{dice.randrange(1931, 1990)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}",
        address=f"{dice.randrange(1, 99)} Wombat{letters[:3]} Road",
        accession=f"ACQ{dice.randrange(10**7, 10**8)}",
        phone=f"+44 20 {dice.randrange(1000, 9999)} {dice.randrange(1000, 9999)}",
    )


def plant(seed: int, root: Path) -> Planted:
    """Write a study with six canaries in its headers, pixels, file names and history."""
    one, kind = canaries(seed), KINDS[seed % len(KINDS)]
    folder = root / f"{one.name} {one.number}"
    folder.mkdir(parents=True)
    variant = VARIANTS[seed % len(VARIANTS)]
    image = _chest(variant, seed // len(VARIANTS) % PERSONS)
    person = Person(name=f"{one.name}^Ada", number=one.number, sex="F", age=58, date="20240311")
    data = dicom_file(image, person, key=f"canary/{seed}")
    ink = None
    if kind == "picture":
        file = folder / f"{one.name}.png"
        file.write_bytes(_picture(image.shown(), one))
    else:
        dataset = dcmread(BytesIO(data))
        _identify(dataset, one)
        file = folder / f"{one.name}_{one.accession}.dcm"
        if kind == "film":
            _save(dataset, file, str(dataset.file_meta.TransferSyntaxUID), one)
        else:
            dataset.decompress()
            ink = _change(dataset, kind, one)
            syntax = {"odd": ImplicitVRLittleEndian, "jpeg": JPEGBaseline8Bit, "bigendian": ExplicitVRBigEndian}
            _save(dataset, file, str(syntax.get(kind, ExplicitVRLittleEndian)), one)
    return Planted(kind=kind, folder=folder, file=file, history=_history(one), canaries=one, ink=ink)


@cache
def _chest(variant: Variant, person: int) -> Image:
    return make_chest(variant, seed=person, size=SIZE).image


def _identify(dataset: Dataset, one: Canaries) -> None:
    """What every header says."""
    dataset.PatientBirthDate = one.birth
    dataset.PatientAddress = one.address
    dataset.AccessionNumber = one.accession
    dataset.PatientTelephoneNumbers = one.phone
    dataset.ReferringPhysicianName = f"{one.name}^Referrer"
    dataset.ReferringPhysicianTelephoneNumbers = one.phone
    dataset.StudyDescription = f"Chest PA {one.name}"
    dataset.SeriesDescription = f"{one.name} {one.number} chest erect"
    dataset.ImageComments = f"{one.name}, {one.address}, {one.phone}"
    dataset.add_new(0x00090010, "LO", "ACME 1.0")
    dataset.add_new(0x00091001, "LT", f"{one.name} {one.number} {one.birth}")


def _change(dataset: Dataset, kind: str, one: Canaries) -> NDArray[np.bool_] | None:
    if kind == "nested":
        _nest(dataset, one)
    elif kind == "odd":
        _misuse(dataset, one)
    elif kind == "ultrasound":
        return _burn(dataset, one)
    elif kind == "jpeg":
        _compress(dataset, one)
    else:
        dataset.PixelData = np.frombuffer(dataset.PixelData, "<u2").astype(">u2").tobytes()
    return None


def _nest(dataset: Dataset, one: Canaries) -> None:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "T-D3000", "SRT", f"Chest of {one.name}"
    item.PatientName, item.PatientID = one.name, one.number
    item.add_new(0x00290010, "LO", "ACME 2.0")
    item.add_new(0x00291010, "UN", f"{one.name} {one.address}".encode())
    inner = Dataset()
    inner.PersonName, inner.TextValue = f"{one.name}^Ada", f"call {one.phone}"
    inner.UID = "1.2.826.0.1.3680043.8.498.5"
    item.ContentSequence = [inner]
    dataset.AnatomicRegionSequence = [item]
    request = Dataset()
    request.RequestedProcedureDescription, request.AccessionNumber = one.name, one.accession
    dataset.RequestAttributesSequence = [request]
    dataset.OriginalAttributesSequence = [item]


def _misuse(dataset: Dataset, one: Canaries) -> None:
    dataset.Manufacturer = one.name
    dataset.ManufacturerModelName = f"{one.number} {one.address}"[:60]
    dataset.SoftwareVersions = [one.accession, one.phone]
    dataset.add_new(0x00189999, "LO", one.name)
    dataset.add_new(0x60000022, "LO", one.name)
    dataset.add_new(0x50000022, "LO", one.number)
    dataset.add_new(0xFFFCFFFC, "OB", one.name.encode())
    dataset.InstanceNumber = one.number
    dataset.PixelData += f"{one.name} {one.address}  ".encode()


def _burn(dataset: Dataset, one: Canaries) -> NDArray[np.bool_]:
    pixels = np.frombuffer(dataset.PixelData, np.uint16).reshape(dataset.Rows, dataset.Columns).copy()
    ink = np.zeros(pixels.shape, np.uint8)
    for row, text in enumerate((one.name.upper(), one.number, one.birth)):
        cv2.putText(ink, text, (6, 18 + 22 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.55, 255, 1, cv2.LINE_AA)
    drawn = ink > 127
    pixels[:72] //= 8
    pixels[drawn] = 4095
    dataset.PixelData = pixels.tobytes()
    dataset.Modality, dataset.BurnedInAnnotation = "US", "YES"
    return drawn


def _compress(dataset: Dataset, one: Canaries) -> None:
    pixels = np.frombuffer(dataset.PixelData, np.uint16).reshape(dataset.Rows, dataset.Columns)
    stream = BytesIO()
    Pillow.fromarray((pixels >> 4).astype(np.uint8)).save(
        stream, "JPEG", quality=95, comment=f"{one.name} {one.address}".encode()
    )
    dataset.PixelData = encapsulate([stream.getvalue() + one.number.encode()])
    dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.WindowCenter, dataset.WindowWidth = "128", "256"


def _picture(pixels: NDArray[np.uint8], one: Canaries) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", one.name)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{one.name} {one.number} {one.address}</x>")
    info.add_text("Comment", f"{one.accession} {one.phone} {one.birth}", zip=True)
    exif = Pillow.Exif()
    exif[0x010E], exif[0x013B] = f"{one.name} {one.number}", one.phone
    stream = BytesIO()
    Pillow.fromarray(pixels).save(stream, "PNG", pnginfo=info, exif=exif)
    return stream.getvalue()


def _save(dataset: Dataset, file: Path, syntax: str, one: Canaries) -> None:
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.SourceApplicationEntityTitle = one.name[:16]
    dataset.preamble = f"{one.name} {one.number}".encode().ljust(128, b"\0")
    copy = Dataset()
    copy.update(dataset)
    copy.file_meta, copy.preamble = dataset.file_meta, dataset.preamble
    dcmwrite(file, copy, enforce_file_format=True)


def _history(one: Canaries) -> str:
    birth = f"{one.birth[:4]}-{one.birth[4:6]}-{one.birth[6:]}"
    return (
        f"Patient name: {one.name}. MRN {one.number}, born {birth}. Address: {one.address}. Tel: {one.phone}. "
        f"Accession number {one.accession}. Referred by: Dr {one.name}. "
        "58-year-old woman with fever, productive cough and pleuritic pain for three days. Temperature 38.9 C."
    )
