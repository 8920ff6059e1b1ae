"""The part of a DICOM header that exports use, as plain typed values: told where the file is parsed, rebuilt elsewhere.

A file is parsed in a child process; what comes out of it are the attributes of an allow-list, in texts and numbers.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.valuerep import IS

from tools.exports.filing import GROUP_KEYWORDS, KEYWORDS
from tools.reading.dicom_file import parse_dicom
from tools.reading.limits import DECODER_ERRORS
from tools.reading.quiet import quietly

__all__ = ["Element", "rebuilt_header", "told_header"]

_NUMBERS = frozenset({"FD", "FL", "SL", "SS", "UL", "US"})
"""Value representations that are written as numbers; all others of the list are texts or sequences."""


class Element(NamedTuple):
    """One attribute."""

    keyword: str
    values: tuple[str | int | float, ...]
    """Empty for a sequence."""
    items: tuple[tuple["Element", ...], ...]
    """Of a sequence."""


def told_header(data: bytes) -> tuple[Element, ...]:
    """Parse a file and tell what exports use of its header; what cannot be decoded is left out.

    Args:
        data: The whole file.

    Raises:
        UnreadableImage: If it cannot be parsed.
    """
    with quietly():
        return tuple(_told(parse_dicom(data), KEYWORDS))


def _told(dataset: Dataset, keywords: frozenset[str]) -> Iterator[Element]:
    for keyword in sorted(keywords):
        try:
            if keyword not in dataset:
                continue
            value: Any = dataset[keyword].value
            if dictionary_VR(tag_for_keyword(keyword) or 0) == "SQ":
                yield Element(keyword, (), tuple(tuple(_told(item, GROUP_KEYWORDS)) for item in value or ()))
            else:
                values = value if isinstance(value, MultiValue | list | tuple) else [value]
                yield Element(keyword, tuple(_plain(one) for one in values if one is not None), ())
        except DECODER_ERRORS:
            continue


def _plain(value: Any) -> str | int | float:
    if isinstance(value, IS) or not isinstance(value, int | float):
        return str(value)
    return int(value) if isinstance(value, int) else str(value) if hasattr(value, "original_string") else float(value)


def rebuilt_header(elements: tuple[Element, ...]) -> Dataset:
    """Make a data set of what was told; what does not fit its value representation is left out.

    Args:
        elements: As `told_header` gives them.
    """
    with quietly():
        return _rebuilt(elements, KEYWORDS)


def _rebuilt(elements: tuple[Element, ...], keywords: frozenset[str]) -> Dataset:
    dataset = Dataset()
    for one in elements:
        tag = tag_for_keyword(one.keyword)
        if tag is None or one.keyword not in keywords:
            continue
        vr = dictionary_VR(tag)
        value: Any = list(one.values) if len(one.values) != 1 else one.values[0]
        if vr == "SQ":
            value = [_rebuilt(item, GROUP_KEYWORDS) for item in one.items]
        elif vr in _NUMBERS and not all(isinstance(single, int | float) for single in one.values):
            continue
        elif not one.values:
            value = None
        try:
            dataset.add(DataElement(tag, vr, value))
        except DECODER_ERRORS:
            continue
    return dataset
