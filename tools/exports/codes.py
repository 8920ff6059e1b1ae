"""Codes that other systems know, where they are sure, and a private scheme for everything else."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tools.errors import BadArguments
from tools.finding import Laterality, Presence

__all__ = ["LATERALITY", "PRESENCE", "PRIVATE", "SYSTEMS", "TARGETS", "Code", "Scheme", "own", "unit"]

Scheme = Literal["SCT", "I10", "DCM", "LN", "UCUM", "99MMEDEXPERT"]
_NO_CODE = re.compile(r"[^0-9A-Za-z._-]+")
_LONGEST = 64
"""Longest value of a private code [characters], ours: long enough for a condition's id."""
PRIVATE: Scheme = "99MMEDEXPERT"
"""Coding scheme of our own; the prefix 99 marks a private one. Source: PS3.16 section 8.2."""

SYSTEMS = MappingProxyType(
    {
        "SCT": "http://snomed.info/sct",
        "I10": "http://hl7.org/fhir/sid/icd-10",
        "DCM": "http://dicom.nema.org/resources/ontology/DCM",
        "LN": "http://loinc.org",
        "UCUM": "http://unitsofmeasure.org",
        "99MMEDEXPERT": "urn:uuid:5a1f35f5-9a2b-5d15-a6a5-7f61c8a1a7a1",
    }
)
"""FHIR's names of the coding schemes that DICOM designates. Source: PS3.16 table 8-1 and FHIR R4 section 4.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A concept: a value, the scheme that defines it, and what it means."""

    value: str
    scheme: Scheme
    meaning: str

    def __post_init__(self) -> None:
        if not self.value.strip() or not self.meaning.strip() or self.scheme not in SYSTEMS:
            raise BadArguments(
                f"A code has a value, a meaning and one of the schemes {', '.join(SYSTEMS)}, not {self!r}."
            )


def own(value: str, meaning: str) -> Code:
    """A code of the private scheme; a model's own words become one word of at most 64 letters and digits."""
    word = _NO_CODE.sub("-", value).strip("-")[:_LONGEST]
    return Code(value=word or "other", scheme=PRIVATE, meaning=meaning if meaning.strip() else word or "other")


PRESENCE: MappingProxyType[Presence, Code] = MappingProxyType(
    {
        "present": Code(value="52101004", scheme="SCT", meaning="Present"),
        "absent": Code(value="272519000", scheme="SCT", meaning="Absent"),
        "uncertain": Code(value="42425007", scheme="SCT", meaning="Equivocal"),
    }
)
"""Source: PS3.16 CID 241 and annex D, as pydicom's code dictionary has them (tested)."""

LATERALITY: MappingProxyType[Laterality, Code] = MappingProxyType(
    {
        "left": Code(value="7771000", scheme="SCT", meaning="Left"),
        "right": Code(value="24028007", scheme="SCT", meaning="Right"),
        "bilateral": Code(value="51440002", scheme="SCT", meaning="Bilateral"),
    }
)
"""Source: PS3.16 CID 244."""

_ANATOMY = Code(value="91723000", scheme="SCT", meaning="Anatomical Structure")
_TISSUE = Code(value="85756007", scheme="SCT", meaning="Tissue")
_ABNORMAL = Code(value="49755003", scheme="SCT", meaning="Morphologically Abnormal Structure")
TARGETS: MappingProxyType[str, tuple[Code, Code]] = MappingProxyType(
    {
        "lungs": (_ANATOMY, Code(value="39607008", scheme="SCT", meaning="Lung")),
        "lung": (_ANATOMY, Code(value="39607008", scheme="SCT", meaning="Lung")),
        "heart": (_ANATOMY, Code(value="80891009", scheme="SCT", meaning="Heart")),
        "bone": (_ANATOMY, Code(value="272673000", scheme="SCT", meaning="Bone")),
        "brain": (_ANATOMY, Code(value="12738006", scheme="SCT", meaning="Brain")),
        "fat": (_TISSUE, Code(value="256674009", scheme="SCT", meaning="Fat")),
        "lung-opacity": (_ABNORMAL, own("lung-opacity", "Airspace opacity of the lung")),
    }
)
"""Category and type of what a segment outlines. Source: PS3.16 CID 7150 and 7151."""


def unit(ucum: str) -> Code:
    """The code of a unit; UCUM writes what has none as 1."""
    return Code(value=ucum, scheme="UCUM", meaning="no units" if ucum == "1" else ucum)
