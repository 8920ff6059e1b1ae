"""Whether two studies are of one person, without keeping who that is."""

import hashlib

from pydicom import Dataset

__all__ = ["person_of"]


def person_of(dataset: Dataset) -> str | None:
    """Hash the Patient ID (0010,0020) [64 hex digits]; None where it is missing or empty.

    Spaces and capitals do not count. Only for comparing studies of one case in memory: the hash of a short number can
    be undone by trying, so that it is never shown, logged or written.
    """
    text = "".join(str(dataset.get("PatientID") or "").split()).casefold()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else None
