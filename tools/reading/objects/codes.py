"""Coded concepts out of a header: only the standard's own words for them go further.

A code meaning is free text, so a name can stand there. The value is looked up in pydicom's copy of the standard's
context groups, and the meaning found there is used; a code that is not in them keeps its value where its scheme gives
values a form that no name has, and else goes no further.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pydicom.dataset import Dataset

from tools.code import Code
from tools.reading.limits import DECODER_ERRORS

__all__ = ["code_of", "unit_of"]

_FORMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "DCM": re.compile(r"\d{5,6}"),
        "SCT": re.compile(r"\d{6,18}"),
        "SRT": re.compile(r"[A-Z0-9]{1,2}-[0-9A-F]{4,5}"),
        "LN": re.compile(r"\d{1,5}-\d"),
        "RADLEX": re.compile(r"RID\d{1,6}"),
        "FMA": re.compile(r"\d{3,7}"),
        "NCIt": re.compile(r"C\d{3,6}"),
        "UMLS": re.compile(r"C\d{7}"),
    }
)
"""The form of the values of each coding scheme. Source: PS3.16 section 8 and the schemes themselves."""

_OLD_SCHEMES = MappingProxyType({"SNM3": "SRT", "99SDM": "SRT", "NCIT": "NCIt", "RadLex": "RADLEX", "LOINC": "LN"})
"""Other designators of the same schemes. Source: PS3.16 table 8-1."""

_COMMON_UNITS = (
    "mm cm m um mm2 cm2 mm3 cm3 ml l deg rad % 1 s ms min h Hz /min mm/s cm/s m/s mm2/s um2/s kg g mg g/ml mg/ml kg/m2 "
    "[hnsf'U] {counts} Bq Bq/ml kBq/ml MBq mGy mSv mGy.cm Gy mm[Hg] ml/min ml/m2 l/min/m2 g/ml{SUVbw} {SUVbw}g/ml "
    "{pixels} {ratio} {score} dB [p'diop] 10*-3.mm2/s 10*-6.mm2/s ms/mm /mm 1/mm 1/min mmol/l"
)
"""UCUM units of measurements on images; another one could be any text. Source: PS3.16 CID 7181 and 7460 to 7470."""


_UNITS = frozenset(_COMMON_UNITS.split())


@cache
def _meanings() -> Mapping[tuple[str, str], str]:
    """Meanings by scheme and value. 12,000 codes are loaded when the first code is met."""
    from pydicom.sr import _concepts_dict

    concepts: Any = _concepts_dict.concepts  # {scheme: {keyword: {value: (meaning, context groups)}}}
    # Some values have several wordings; the shortest is the one without remarks in brackets.
    found: dict[tuple[str, str], str] = {}
    for scheme, keywords in concepts.items():
        for values in keywords.values():
            for value, entry in values.items():
                found[scheme, value] = min(found.get((scheme, value), entry[0]), entry[0], key=len)
    return MappingProxyType(found)


@cache
def _snomed(value: str) -> str | None:
    """The present identifier of a code of the old SNOMED RT."""
    from pydicom.sr._snomed_dict import mapping

    return mapping["SRT"].get(value)


def code_of(items: list[Dataset]) -> Code | None:
    """The first code of a code sequence; None where there is none.

    Args:
        items: The items of the sequence.
    """
    try:
        item = items[0]
        value = _first_text(item, "CodeValue", "LongCodeValue")
        scheme = _first_text(item, "CodingSchemeDesignator")
    except DECODER_ERRORS:
        return None
    scheme = _OLD_SCHEMES.get(scheme, scheme)
    if scheme == "SRT" and (present := _snomed(value)) is not None:
        value, scheme = present, "SCT"
    form = _FORMS.get(scheme)
    if form is None or not form.fullmatch(value):
        return Code(value="", scheme="", meaning="a term of another coding scheme")
    meaning = _meanings().get((scheme, value), f"{scheme} {value}")
    return Code(value=value, scheme=scheme, meaning=meaning)


def _first_text(item: Dataset, *keywords: str) -> str:
    return next((str(item.get(one)).strip() for one in keywords if item.get(one)), "")


def unit_of(items: list[Dataset]) -> str | None:
    """The UCUM unit of a Measurement Units Code Sequence; None where it is none that is known here."""
    try:
        item = items[0]
        value, scheme = _first_text(item, "CodeValue"), _first_text(item, "CodingSchemeDesignator")
    except DECODER_ERRORS:
        return None
    if scheme != "UCUM" or value not in _UNITS:
        return None
    return value
