"""What tells one DICOM object from another without saying whose it is: digests of its UIDs, and how it is encoded."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydicom.filereader import dcmread
from pydicom.uid import UID

from tools.header import allowed_facts
from tools.reading.limits import DECODER_ERRORS
from tools.reading.quiet import quietly

__all__ = ["Identity", "identify"]

_TAGS = ["SOPInstanceUID", "SeriesInstanceUID", "SOPClassUID", "Modality", "DeidentificationMethodCodeSequence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A file as an audit may name it."""

    sop_instance: str | None
    """SHA-256 of the SOP Instance UID (0008,0018) [64 hex digits]."""
    series: str | None
    """SHA-256 of the Series Instance UID (0020,000E) [64 hex digits]."""
    modality: str | None
    """Modality (0008,0060), where it is one that the standard defines."""
    transfer_syntax: str | None
    """Transfer Syntax UID (0002,0010), where it is a registered one."""
    deidentified_by: tuple[str, ...] = ()
    """Numeric codes of (0012,0064), such as 113100 (Basic Application Confidentiality Profile)."""


def identify(source: Path | IO[bytes]) -> Identity | None:
    """Read the few header elements that identify a DICOM file; pixels are not read.

    Right here: a deflated file is unpacked whole by the parser. `identify_isolated` does it in a child process.

    Args:
        source: The file, or its path.

    Returns:
        None if the file is not a DICOM file with its preamble, or its header cannot be read.
    """
    try:
        with quietly():
            header = dcmread(source, stop_before_pixels=True, specific_tags=list(_TAGS))
            syntax = UID(str(header.file_meta.get("TransferSyntaxUID", "")))
            codes = (str(one.get("CodeValue", "")) for one in header.get("DeidentificationMethodCodeSequence") or ())
            return Identity(
                sop_instance=_digest(header.get("SOPInstanceUID")),
                series=_digest(header.get("SeriesInstanceUID")),
                modality=allowed_facts(header).get("Modality"),
                transfer_syntax=str(syntax) if syntax.is_transfer_syntax else None,
                deidentified_by=tuple(code for code in codes if code.isascii() and code.isdigit() and len(code) <= 8),
            )
    except (OSError, *DECODER_ERRORS):
        return None


def _digest(uid: object) -> str | None:
    return hashlib.sha256(str(uid).encode()).hexdigest() if uid else None
