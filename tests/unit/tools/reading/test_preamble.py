import numpy as np
import pytest

from tests.unit.tools.reading.dicom_writing import file_of
from tools.reading.content import read_content
from tools.reading.dicom_instance import DicomInstance
from tools.reading.preamble import polyglot_note

FILE = file_of(np.arange(64, dtype=np.uint16).reshape(8, 8))


def frame_of(preamble: bytes) -> tuple[list[int], str]:
    content = read_content(preamble.ljust(128, b"\0") + FILE[128:])
    assert isinstance(content, DicomInstance)
    frame = content.instance.frames[0]
    return frame.pixels.ravel().tolist(), " ".join(frame.notes)


@pytest.mark.parametrize(
    ("preamble", "kind"),
    [
        (b"MZ\x90\0", "a Windows program"),
        (b"\x7fELF\x02", "a Linux program"),
        (b"\xcf\xfa\xed\xfe", "a macOS program"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04", "an archive"),
        (b" \n<!DOCTYPE html><script>alert(1)</script>", "a web page"),
        (b"<svg onload=x>", "a web page"),
        (b"#!/bin/sh\n", "a script"),
    ],
)
def test_a_polyglot_is_read_and_told(preamble: bytes, kind: str) -> None:
    pixels, notes = frame_of(preamble)
    assert pixels == list(range(64))
    assert f"also {kind}" in notes
    assert "script>" not in notes


@pytest.mark.parametrize("preamble", [b"", b"II*\0\x08\0\0\0", b"some scanner writes its name"])
def test_what_the_standard_allows_is_not_told(preamble: bytes) -> None:
    assert frame_of(preamble) == (list(range(64)), "")


def test_without_a_preamble_there_is_nothing_to_tell() -> None:
    assert polyglot_note(b"MZ" + bytes(200)) is None
    assert polyglot_note(b"") is None
