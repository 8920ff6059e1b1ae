"""Files that are two things at once: what they are taken for, and whether a byte of the other thing is passed on."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import PngImagePlugin
from pydicom import dcmread
from pydicom.data import get_testdata_file

from agent.encoding import EncodedImages
from agent.messages import describe
from agent.models.profile import load_profile
from benchmarks.file_seeds import SEEDS
from tools.deidentifying.study import deidentify_folder
from tools.errors import ToolError
from tools.reading import read_study

__all__ = ["CANARY", "Passed", "passed", "polyglots"]

CANARY = b"CaNaRy-7f3a"
"""Stands in every part that is not the picture."""

_SCRIPT = b"<script>/*" + CANARY + b"*/alert(1)</script>"
_HEADS = (
    b"MZ\x90\0" + CANARY,
    b"\x7fELF\x02\x01" + CANARY,
    b"\xcf\xfa\xed\xfe" + CANARY,
    b"\xca\xfe\xba\xbe" + CANARY,
    b"#!/bin/sh\n" + CANARY,
    b"%PDF-1.7\n" + CANARY,
    b"PK\3\4" + CANARY,
    b"<html>" + _SCRIPT,
    b"<svg onload=x>" + _SCRIPT,
    b"II*\0\x08\0\0\0" + CANARY,
    b"GIF89a" + CANARY,
    b"Rar!\x1a\7\0" + CANARY,
)


class Passed(NamedTuple):
    """What became of one file."""

    name: str
    outcome: str
    """`read` or the name of the error."""
    leaks: tuple[str, ...]
    """Where bytes of the other thing were found: `model picture`, `prompt`, `clean copy`."""


def polyglots() -> Iterator[tuple[str, bytes]]:
    """Forty files, each with the name it comes under."""
    sound = Path(str(get_testdata_file("CT_small.dcm"))).read_bytes()
    for number, head in enumerate(_HEADS):
        yield f"preamble{number}.dcm", head[:128].ljust(128, b"\0") + sound[128:]
    for name in ("film.png", "film.jpg", "film.bmp", "page.dcm", "brain.nii", "study.zip", "film.tif"):
        yield name, b"MZ\x90\0" + CANARY + bytes(400)
    yield "page.png", b"<html>" + _SCRIPT + SEEDS["PNG"]()
    yield "script.jpg", SEEDS["JPEG colour"]()[:-2] + b"\xff\xd9" + _SCRIPT
    yield "archive.png", SEEDS["PNG"]() + _archive()
    yield "archive.jpg", SEEDS["JPEG"]() + _archive()
    yield "archive.dcm", sound + _archive()
    yield "tail.bmp", SEEDS["BMP"]() + _SCRIPT
    yield "tail.nii", SEEDS["NIfTI"]() + _SCRIPT
    yield "tail.nrrd", SEEDS["NRRD"]() + _SCRIPT
    yield "text.png", _png_texts()
    yield "chunk.png", _png_chunk()
    yield "profile.png", _profile("PNG")
    yield "profile.jpg", _profile("JPEG")
    yield "exif.jpg", _exif("JPEG")
    yield "exif.tif", _exif("TIFF")
    yield "exif.webp", _exif("WEBP")
    yield (
        "comment.jpg",
        SEEDS["JPEG"]()[:2] + b"\xff\xfe" + struct.pack(">H", len(_SCRIPT) + 2) + _SCRIPT + SEEDS["JPEG"]()[2:],
    )
    yield "header.nii", _named_nifti()
    yield "keys.nrrd", SEEDS["NRRD"]().replace(b"# made for tests", b"note:=" + _SCRIPT)
    yield "texts.dcm", _texts(sound)
    yield "private.dcm", _private(sound)
    yield "vector.png", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>" + _SCRIPT + b"</svg>"
    yield "bitmap.html", SEEDS["BMP"]()[:54] + _SCRIPT + SEEDS["BMP"]()[54 + len(_SCRIPT) :]


def passed() -> Iterator[Passed]:
    """Hand over each file under its name, and look for the other thing in whatever is made from it."""
    profile, encoded = load_profile("embedded"), EncodedImages()
    for name, data in polyglots():
        with TemporaryDirectory(prefix="two-") as outer:
            path = Path(outer, "in", name)
            path.parent.mkdir()
            path.write_bytes(data)
            outcome, leaks = "read", []
            try:
                study = read_study(path)
            except ToolError as error:
                outcome, study = type(error).__name__, None
                if CANARY.decode() in str(error):
                    leaks.append("prompt")
            for image in study.images if study else ():
                sent = base64.b64decode(encoded.url(image.ref.digest, image, (image.width, image.height)).split(",")[1])
                if CANARY in sent or not sent.startswith(b"\x89PNG"):
                    leaks.append("model picture")
                if CANARY.decode() in describe(1, image, image.ref, profile, {}):
                    leaks.append("prompt")
            leaks += _copied(path.parent, Path(outer, "out"))
            yield Passed(name, outcome, tuple(leaks))


def _copied(source: Path, target: Path) -> list[str]:
    """What the clean copy of a folder still holds."""
    deidentify_folder(source, target, salt=b"0" * 32)
    copies = [one.read_bytes() for one in target.rglob("*") if one.is_file()]
    is_active = any(CANARY in one or (one[:128].strip(b"\0") and one[128:132] == b"DICM") for one in copies)
    return ["clean copy"] if is_active else []


def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("run.sh", CANARY)
    return stream.getvalue()


def _png_texts() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", _SCRIPT.decode())
    info.add_itxt("Comment", _SCRIPT.decode())
    stream = io.BytesIO()
    Pillow.open(io.BytesIO(SEEDS["PNG"]())).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def _png_chunk() -> bytes:
    body = b"vpAg" + _SCRIPT
    data = SEEDS["PNG"]()
    return data[:33] + struct.pack(">I", len(_SCRIPT)) + body + struct.pack(">I", zlib.crc32(body)) + data[33:]


def _profile(kind: str) -> bytes:
    stream = io.BytesIO()
    Pillow.open(io.BytesIO(SEEDS["PNG colour"]())).save(stream, kind, icc_profile=_SCRIPT)
    return stream.getvalue()


def _exif(kind: str) -> bytes:
    exif = Pillow.Exif()
    exif[0x010E] = _SCRIPT.decode()
    stream = io.BytesIO()
    Pillow.open(io.BytesIO(SEEDS["PNG colour"]())).save(stream, kind, exif=exif)
    return stream.getvalue()


def _named_nifti() -> bytes:
    data = bytearray(SEEDS["NIfTI"]())
    data[148:228] = _SCRIPT[:80].ljust(80, b"\0")
    return bytes(data)


def _texts(sound: bytes) -> bytes:
    dataset = dcmread(io.BytesIO(sound))
    for keyword in ("StudyDescription", "SeriesDescription", "PatientComments", "ImageComments", "ProtocolName"):
        setattr(dataset, keyword, _SCRIPT.decode())
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def _private(sound: bytes) -> bytes:
    dataset = dcmread(io.BytesIO(sound))
    block = dataset.private_block(0x0029, "OURS", create=True)
    block.add_new(0x01, "OB", _SCRIPT + bytes(len(_SCRIPT) % 2))
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()
