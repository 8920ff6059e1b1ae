"""From the bytes of a DICOM file to whatever it holds: pictures, masks, or a report."""

import hashlib
from typing import TypeAlias

from tools.reading.dicom_file import parse_dicom
from tools.reading.dicom_instance import DicomInstance, instance_of
from tools.reading.objects.report import is_report, report_of
from tools.reading.quiet import quietly
from tools.structured import StructuredReport

__all__ = ["DicomObject", "read_dicom_object"]

DicomObject: TypeAlias = DicomInstance | StructuredReport
"""What one DICOM file may hold."""


def read_dicom_object(data: bytes) -> DicomObject:
    """Read one DICOM file.

    Args:
        data: The whole file.

    Raises:
        UnreadableImage: If it is broken, of a kind that is not read, or too large.
        UnsupportedTransferSyntax: If no installed decoder reads it.
    """
    with quietly():
        dataset = parse_dicom(data)
        digest = hashlib.sha256(data).hexdigest()
        return report_of(dataset, digest) if is_report(dataset) else instance_of(dataset, digest)
