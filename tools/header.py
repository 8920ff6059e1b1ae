"""What of a DICOM header may reach a model or a report: an allow-list, and a check of every value on it.

A name, a date or an instruction can be written into any text attribute, so no free text passes: codes must be codes
that the standard defines; numbers are read as numbers and written again, and a series description loses every word
that is no word of imaging. Everything else of a header stays in the file.
"""

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException

from tools.header_words import (
    BODY_PARTS,
    IMAGE_TYPES,
    IMAGING_WORDS,
    LATERALITIES,
    MODALITIES,
    PATIENT_POSITIONS,
    PHOTOMETRIC_INTERPRETATIONS,
    SEQUENCES,
    VIEWS,
)

__all__ = ["ALLOWED", "MAX_VALUE_CHARS", "allowed_facts"]

MAX_VALUE_CHARS = 64
"""Length of one value [characters]: that of a long string (LO) in PS3.5 table 6.2-1."""

_OLDEST_STATED_YEARS = 89
"""Ages above it identify a person and are given as 90. Source: 45 CFR 164.514(b)(2)(i)(C)."""

_AGE = re.compile(r"(\d{3})([DWMY])")
_MONTHS_PER_YEAR, _WEEKS_PER_YEAR, _DAYS_PER_YEAR = 12, 52.18, 365.25

_DIRECTION = re.compile(r"[LRAPHF]{1,3}")
_WORD = re.compile(r"[A-Za-z]+|\d{1,2}(?:\.\d)?(?:mm)?|[+*/.-]")

_CODE_VALUES = 8
"""Values of one multi-valued attribute that are kept: enough for Image Type and direction cosines."""

_LARGEST_NUMBER = 1e7
"""A larger number is no dose, time or distance of imaging but something else in the wrong place."""

_READ_ERRORS = (
    AttributeError,
    BytesLengthException,
    LookupError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pydicom raises for a value that cannot be decoded."""

Check = Callable[[tuple[str, ...]], str]


def _code(allowed: frozenset[str]) -> Check:
    """Values of a closed vocabulary; any other value is dropped."""

    def check(values: tuple[str, ...]) -> str:
        return "\\".join(value.upper() for value in values[:_CODE_VALUES] if value.upper() in allowed)

    return check


def _numbers(values: tuple[str, ...]) -> str:
    """Finite numbers, written again with six significant digits; one bad value drops all of them."""
    try:
        found = [float(value) for value in values[:_CODE_VALUES]]
    except ValueError:
        return ""
    if not all(math.isfinite(value) and abs(value) <= _LARGEST_NUMBER for value in found):
        return ""
    return "\\".join(f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}" for value in found)


def _age(values: tuple[str, ...]) -> str:
    """An age string (PS3.5 table 6.2-1), at most 090Y."""
    match = _AGE.fullmatch(values[0])
    if match is None:
        return ""
    per_year = {"Y": 1.0, "M": _MONTHS_PER_YEAR, "W": _WEEKS_PER_YEAR, "D": _DAYS_PER_YEAR}[match[2]]
    return "090Y" if int(match[1]) / per_year > _OLDEST_STATED_YEARS else match[0]


def _directions(values: tuple[str, ...]) -> str:
    return "\\".join(values) if len(values) == 2 and all(_DIRECTION.fullmatch(value) for value in values) else ""


def _known_words(values: tuple[str, ...]) -> str:
    """The words of imaging in a description; names and all other words are left out."""
    found = _WORD.findall(values[0])
    kept = [word for word in found if word.lower() in IMAGING_WORDS]
    return " ".join(kept)


def _is_given(_values: tuple[str, ...]) -> str:
    return "yes"


ALLOWED: Mapping[str, Check] = MappingProxyType(
    {
        "BodyPartExamined": _code(BODY_PARTS),
        "BurnedInAnnotation": _code(frozenset({"YES", "NO"})),
        "Columns": _numbers,
        "ContrastBolusAgent": _is_given,
        "DiffusionBValue": _numbers,
        "DistanceSourceToDetector": _numbers,
        "DistanceSourceToPatient": _numbers,
        "EchoTime": _numbers,
        "EstimatedRadiographicMagnificationFactor": _numbers,
        "ExposureInuAs": _numbers,
        "FlipAngle": _numbers,
        "ImageLaterality": _code(LATERALITIES),
        "ImageOrientationPatient": _numbers,
        "ImageType": _code(IMAGE_TYPES),
        "InversionTime": _numbers,
        "KVP": _numbers,
        "Laterality": _code(LATERALITIES),
        "LossyImageCompression": _code(frozenset({"00", "01"})),
        "MagneticFieldStrength": _numbers,
        "Modality": _code(MODALITIES),
        "NumberOfFrames": _numbers,
        "PatientAge": _age,
        "PatientOrientation": _directions,
        "PatientPosition": _code(PATIENT_POSITIONS),
        "PatientSex": _code(frozenset({"F", "M", "O"})),
        "PhotometricInterpretation": _code(PHOTOMETRIC_INTERPRETATIONS),
        "PresentationIntentType": _code(frozenset({"FOR PRESENTATION", "FOR PROCESSING"})),
        "RepetitionTime": _numbers,
        "Rows": _numbers,
        "ScanningSequence": _code(SEQUENCES),
        "SeriesDescription": _known_words,
        "SliceThickness": _numbers,
        "SpacingBetweenSlices": _numbers,
        "ViewPosition": _code(VIEWS),
    }
)
"""The attributes that may leave a header, and how each value is checked."""


def allowed_facts(dataset: Dataset) -> dict[str, str]:
    """The values on the allow-list, by DICOM keyword; what fails its check is left out.

    Args:
        dataset: Any data set; only its root is looked at.

    Returns:
        Values of at most `MAX_VALUE_CHARS` characters; several values of one attribute are parted by a backslash.
        `ContrastBolusAgent` is `yes` where an agent is named, and absent otherwise.
    """
    facts = {}
    for keyword, check in ALLOWED.items():
        values = _texts(dataset, keyword)
        if values and (text := check(values)[:MAX_VALUE_CHARS]):
            facts[keyword] = text
    return facts


def _texts(dataset: Dataset, keyword: str) -> tuple[str, ...]:
    """The values of an attribute as stripped texts; none where it is missing, empty or cannot be decoded."""
    try:
        value: Any = dataset.get(keyword)
        if value is None or value == "":
            return ()
        parts = [value] if isinstance(value, str | int | float) else list(value)
        return tuple(str(part).strip() for part in parts)
    except _READ_ERRORS:
        return ()  # dropping a value that cannot be decoded is what an allow-list is for
