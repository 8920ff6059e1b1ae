"""What a header says about who the patient is, so that the same words are found again where nobody expects them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from tools.notes import scrub
from tools.reading.limits import DECODER_ERRORS

__all__ = ["Known", "patient_key"]

_NUMBERS = (
    "AccessionNumber",
    "AdmissionID",
    "MedicalRecordLocator",
    "OtherPatientIDs",
    "PatientBirthDate",
    "PatientID",
    "PatientTelephoneNumbers",
    "ReferringPhysicianTelephoneNumbers",
    "StudyID",
)
_PLACES = (
    "InstitutionAddress",
    "InstitutionName",
    "InstitutionalDepartmentName",
    "PatientAddress",
    "ReferringPhysicianAddress",
    "StationName",
)
_SHORTEST_NAME = 3
"""A shorter part of a name [characters] is an initial, which is found in every text."""
_SHORTEST_NUMBER = 4
"""A shorter number [characters] is found in every header."""
_WORD = re.compile(r"[^\W\d_]+")
_NO_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """Names, numbers and places of one patient."""

    names: frozenset[str] = frozenset()
    """Parts of persons' names, case-folded: looked for as whole words."""
    numbers: frozenset[str] = frozenset()
    """Numbers and places, case-folded, letters and digits only: looked for anywhere."""

    @classmethod
    def of(cls, dataset: Dataset) -> "Known":
        """Collect them from a data set with everything nested in it."""
        names: set[str] = set()
        numbers: set[str] = set()
        for keyword, vr, text in _texts(dataset):
            if vr == "PN":
                names |= {word.casefold() for word in _WORD.findall(text) if len(word) >= _SHORTEST_NAME}
            elif keyword in _NUMBERS or keyword in _PLACES:
                numbers.add(_NO_SIGNS.sub("", text).casefold())
        return cls(frozenset(names), frozenset(one for one in numbers if len(one) >= _SHORTEST_NUMBER))

    def __or__(self, other: "Known") -> "Known":
        """Both together."""
        return Known(self.names | other.names, self.numbers | other.numbers)

    def are_in(self, text: str) -> bool:
        """True if a text holds one of them."""
        words = {word.casefold() for word in _WORD.findall(text)}
        if self.names & words:
            return True
        bare = _NO_SIGNS.sub("", text).casefold()
        return any(number in bare for number in self.numbers)

    def clean(self, text: str) -> bool:
        """True if a text may stay: none of them is in it, and the rules for free text find nothing either."""
        return not self.are_in(text) and not scrub(text).counts


def patient_key(dataset: Dataset) -> str:
    """What tells one patient from another; of the study where nothing names a patient."""
    parts = [_plain(dataset, keyword) for keyword in ("PatientID", "IssuerOfPatientID")]
    if not parts[0]:
        parts = [_plain(dataset, keyword) for keyword in ("PatientName", "PatientBirthDate")]
    if not parts[0]:
        parts = [_plain(dataset, "StudyInstanceUID")]
    return "\0".join(parts)


def _plain(dataset: Dataset, keyword: str) -> str:
    try:
        return str(dataset.get(keyword) or "").strip()
    except DECODER_ERRORS:
        return ""  # the value cannot be decoded, so it names nobody


def _texts(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Keyword, value representation and text of every element."""
    for tag in list(dataset.keys()):
        try:
            element = dataset[tag]
            value: Any = element.value
        except DECODER_ERRORS:
            continue  # it cannot be decoded, so it cannot be written again either
        if element.VR == "SQ":
            for item in value or ():
                yield from _texts(item)
            continue
        if isinstance(value, bytes):
            continue
        vr = "PN" if element.keyword.endswith("Name") and element.keyword.startswith(_PERSONS) else str(element.VR)
        # A person's name is iterable too: its characters.
        for one in value if isinstance(value, MultiValue | list | tuple) else [value]:
            if one not in (None, ""):
                yield element.keyword, vr, str(one)


_PERSONS = ("Patient", "Referring", "Operators", "Performing", "Physician", "Requesting", "Consulting")
"""Names of persons by what the attribute is called, whatever value representation the file gives it."""
