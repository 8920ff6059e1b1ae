"""Whether two studies are of one person, without keeping who that is."""

import hashlib

from pydicom import Dataset

__all__ = ["issuer_of", "person_of", "study_of"]


def person_of(dataset: Dataset) -> str | None:
    """Hash the Patient ID (0010,0020) [64 hex digits]; None where it is missing or empty.

    Spaces and capitals do not count. Only for comparing studies of one case in memory: the hash of a short number can
    be undone by trying, so that it is never shown, logged or written.
    """
    return _hashed(dataset, "PatientID")


def issuer_of(dataset: Dataset) -> str | None:
    """Hash who gave the number, Issuer of Patient ID (0010,0021) [64 hex digits]; None where nothing says it.

    Two places may give the same number to two people, or two numbers to one.
    """
    return _hashed(dataset, "IssuerOfPatientID")


def study_of(dataset: Dataset) -> str | None:
    """Hash the Study Instance UID (0020,000D) [64 hex digits]; None where it is missing or empty."""
    return _hashed(dataset, "StudyInstanceUID")


def _hashed(dataset: Dataset, keyword: str) -> str | None:
    text = "".join(str(dataset.get(keyword) or "").split()).casefold()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else None
