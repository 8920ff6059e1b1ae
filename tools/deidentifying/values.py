"""What a value of each representation may look like, and what stands in for one that may not stay."""

import re
from typing import Any

from pydicom._uid_dict import UID_dictionary

from tools.header_words import IMAGING_WORDS

__all__ = [
    "BYTES",
    "DESCRIPTIONS",
    "KEPT_BINARY",
    "NUMBERS",
    "SHORT_TEXTS",
    "TEXTS",
    "as_written",
    "dummy",
    "imaging_words",
    "is_code",
    "is_number",
    "is_registered_uid",
    "told_age",
]

BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_TIMES = frozenset({"DA", "DT", "TM"})
TEXTS = _TIMES | {"AE", "AS", "CS", "DS", "IS", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"}
"""Value representations whose empty value is an empty text."""
NUMBERS = frozenset({"DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV"})
SHORT_TEXTS = frozenset({"LO", "SH", "UC"})
"""Texts of a word or two (a manufacturer, a kernel, the meaning of a code), which stay where nothing speaks against
them. Longer ones (LT, ST, UT) are where people write, and go."""
DESCRIPTIONS = frozenset({"SeriesDescription", "StudyDescription", "ProtocolName", "RequestedProcedureDescription"})
"""Of these the words of imaging stay (option 113105); all other free text of that option goes."""
KEPT_BINARY = frozenset(
    {
        "AlphaPaletteColorLookupTableData",
        "BluePaletteColorLookupTableData",
        "DoubleFloatPixelData",
        "ExtendedOffsetTable",
        "ExtendedOffsetTableLengths",
        "FloatPixelData",
        "GreenPaletteColorLookupTableData",
        "LUTData",
        "PixelData",
        "RedPaletteColorLookupTableData",
        "SegmentedBluePaletteColorLookupTableData",
        "SegmentedGreenPaletteColorLookupTableData",
        "SegmentedRedPaletteColorLookupTableData",
    }
)
"""Binary values that a picture needs. An ICC profile is not among them: it carries free text."""

_OLDEST_TOLD = 89
"""Older ages [a] are told as this. Source: 45 CFR 164.514(b)(2)(i)(C)."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:inf|nan)")
_CODE = re.compile(r"[A-Z0-9_ ]{0,16}")  # PS3.5 table 6.2-1, CS
_AGE = re.compile(r"(\d{3})([DWMY])")
_WORD = re.compile(r"[A-Za-z]+\d?|\d{1,2}(?:\.\d)?mm")
_LONGEST_DESCRIPTION = 64  # PS3.5 table 6.2-1, LO


_WHOLE = frozenset({"SL", "SS", "SV", "UL", "US", "UV"})


def is_number(text: str) -> bool:
    """True for a decimal or integer string, or a binary number."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_code(text: str) -> bool:
    """True for what a code string may be."""
    return _CODE.fullmatch(text) is not None


def is_registered_uid(text: str) -> bool:
    """True for UIDs of the standard (classes, transfer syntaxes, context groups), which name nobody."""
    return text in UID_dictionary


def told_age(text: str) -> str:
    """An age string, at most 089Y; empty where it is none."""
    found = _AGE.fullmatch(text.strip())
    if found is None:
        return ""
    return f"{_OLDEST_TOLD:03d}Y" if found[2] == "Y" and int(found[1]) > _OLDEST_TOLD else found[0]


def imaging_words(text: str) -> str:
    """The words of imaging in a description; all others are left out."""
    kept = [word for word in _WORD.findall(text) if word.lower() in IMAGING_WORDS]
    return " ".join(kept)[:_LONGEST_DESCRIPTION].strip()


def as_written(value: Any, vr: str) -> Any:
    """A value that may stay, of the Python type that its representation is written from."""
    if vr in _WHOLE:
        return int(float(value)) if isinstance(value, str) else int(value)
    if vr in ("FD", "FL"):
        return float(value)
    return told_age(str(value)) if vr == "AS" else value


def dummy(vr: str) -> Any:
    """A value that says nothing, valid for its representation; None where there is none."""
    if vr in BYTES:
        return bytes(8)  # one value of the longest of them
    return _DUMMIES.get(vr, "REMOVED" if vr in TEXTS else 0 if vr in NUMBERS else None)


_DUMMIES = {"AS": "000Y", "UR": "urn:removed", "DS": "0", "IS": "0"}
