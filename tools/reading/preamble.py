"""What else a DICOM file is: its preamble may make it a program, an archive or a page to other software.

Reading skips the preamble, so the picture is not in doubt; whoever passes the file on should know. Source: PS3.10
section 7.5 (security of the preamble) and CVE-2019-11687.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from tools.reading.dicom_instance import DicomInstance

__all__ = ["polyglot_note", "told"]

_Content = TypeVar("_Content")

_PREAMBLE_BYTES = 128  # PS3.10 section 7.1

_KINDS: Mapping[bytes, str] = MappingProxyType(
    {
        b"MZ": "a Windows program",
        b"\x7fELF": "a Linux program",
        b"\xcf\xfa\xed\xfe": "a macOS program",
        b"\xce\xfa\xed\xfe": "a macOS program",
        b"\xca\xfe\xba\xbe": "a macOS program",
        b"#!": "a script",
        b"%PDF": "a PDF document",
        b"PK": "an archive",
        b"Rar!": "an archive",
        b"\x1f\x8b": "an archive",
        b"<": "a web page",
        b"\x89PNG": "a PNG picture",
        b"\xff\xd8\xff": "a JPEG picture",
        b"GIF8": "a GIF picture",
    }
)
"""How such files begin. TIFF is missing on purpose: the standard itself names it as a use of the preamble."""


def polyglot_note(data: bytes) -> str | None:
    """What the preamble makes of the file besides DICOM, as a sentence; None where nothing.

    Args:
        data: The file, or its beginning.
    """
    if data[_PREAMBLE_BYTES : _PREAMBLE_BYTES + 4] != b"DICM":
        return None
    head = data[:_PREAMBLE_BYTES].lstrip()
    for magic, kind in _KINDS.items():
        if head.startswith(magic):
            return f"To other software the file is also {kind}, by its preamble; do not pass it on as it is."
    return None


def told(content: _Content, data: bytes) -> _Content:
    """Add the note to every frame of a DICOM instance; other content is left as it is."""
    note = polyglot_note(data)
    if note is None or not isinstance(content, DicomInstance):
        return content
    frames = tuple(replace(one, notes=(*one.notes, note)) for one in content.instance.frames)
    return content._replace(instance=replace(content.instance, frames=frames))
