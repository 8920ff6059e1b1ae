"""A clean copy of a DICOM data set: the basic profile of PS3.15 annex E, and what it leaves to whoever applies it.

Every element is judged: by the table where the table names it, by its value representation where not. What cannot be
judged (private, unknown, undecodable, binary of unknown content, free text, a value that is not what its
representation says) is removed. What stays is written again, element by element; nothing is copied unread.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag
from pydicom.valuerep import VR

from tools.deidentifying.dates import shifted_date, shifted_datetime, time_of_day
from tools.deidentifying.known import Known
from tools.deidentifying.options import Options
from tools.deidentifying.profile import Action, action_for
from tools.deidentifying.pseudonyms import Pseudonyms
from tools.deidentifying.values import (
    BYTES,
    DESCRIPTIONS,
    KEPT_BINARY,
    NUMBERS,
    SHORT_TEXTS,
    TEXTS,
    as_written,
    dummy,
    imaging_words,
    is_code,
    is_number,
    is_registered_uid,
    told_age,
)
from tools.reading.limits import DECODER_ERRORS

__all__ = ["MAX_DEPTH", "Cleaner"]

MAX_DEPTH = 16
"""Sequences nested deeper are removed: real ones end at 8. Source: the project's reliability goals."""

_CHARACTERISTICS = frozenset({"PatientSex", "PatientAge", "PatientSize", "PatientWeight"})
"""Kept on request (113108); the others of that option are free text or rare. Source: PS3.15 table E.1-1."""
_BIRTHS = frozenset({"PatientBirthDate", "PatientBirthTime", "PatientDeathDateInAlternativeCalendar"})
"""Dates that no option keeps. Source: PS3.15 table E.1-1."""
_TIMES = frozenset({"DA", "DT", "TM"})
_RETIRED_GROUPS = (0x5000, 0x6000)
"""Curves and overlays, groups xx00 to xxFF: PS3.5 section 7.6. They hold drawn text, so nothing of them stays."""


@dataclass(slots=True)
class Cleaner:
    """Cleans the data sets of one patient."""

    pseudonyms: Pseudonyms
    options: Options
    patient: str
    """What tells this patient from others (`patient_key`)."""
    known: Known
    counts: Counter[str] = field(default_factory=Counter)
    """How many elements each thing was done to."""

    def clean(self, dataset: Dataset, depth: int = 0) -> Dataset:
        """Give a clean copy; the data set itself is not changed.

        Args:
            dataset: A data set or an item of a sequence.
            depth: How many sequences it lies in.
        """
        copy = Dataset()
        for tag in sorted(dataset.keys()):
            if tag.element == 0:
                continue  # group lengths are retired and would not fit any more
            kept = self._element(dataset, tag, depth)
            if kept is not None:
                copy.add(kept)
        return copy

    def _element(self, dataset: Dataset, tag: BaseTag, depth: int) -> DataElement | None:
        action = action_for(tag)
        why = _unseen(tag, action)
        element = _decoded(dataset, tag) if why is None else None
        if element is None:
            return self._removed(why or "unreadable")
        vr = _vr_of(tag, element)
        by_option = self._by_option(element, vr, action)
        if by_option is not None:
            return by_option
        match action:
            case "X":
                return self._removed("removed by the profile")
            case "Z":
                return self._emptied(element, vr)
            case "D":
                return self._dummied(element, vr, depth)
            case "U" | "K" | None:
                return self._judged(element, vr, depth)

    def _by_option(self, element: DataElement, vr: str, action: Action | None) -> DataElement | None:
        """What an option keeps of an element, changed as it says; None where the profile decides alone."""
        keyword = element.keyword
        if keyword in _PSEUDONYMS:
            return self._pseudonym(element, keyword)
        if vr in _TIMES and keyword not in _BIRTHS:
            return self._moved(element, vr)
        if self.options.keep_characteristics and keyword in _CHARACTERISTICS:
            return self._characteristic(element)
        if action is not None and keyword in DESCRIPTIONS and (words := imaging_words(_text(element.value))):
            self.counts["description cleaned"] += 1
            return DataElement(element.tag, vr, words)
        return None

    def _removed(self, why: str) -> DataElement | None:
        self.counts[why] += 1
        return None

    def _characteristic(self, element: DataElement) -> DataElement | None:
        text = _text(element.value)
        if element.keyword == "PatientAge":
            text = told_age(text)
        elif element.keyword == "PatientSex":
            text = text if text in ("F", "M", "O") else ""
        elif not is_number(text):
            text = ""
        self.counts["characteristic kept"] += bool(text)
        return DataElement(element.tag, dictionary_VR(element.tag), text) if text else None

    def _emptied(self, element: DataElement, vr: str) -> DataElement:
        self.counts["emptied"] += bool(element.value)
        return DataElement(element.tag, vr, [] if vr == "SQ" else b"" if vr in BYTES else "" if vr in TEXTS else None)

    def _moved(self, element: DataElement, vr: str) -> DataElement | None:
        """Dates by the patient's offset, times of day as they are; what is neither is emptied."""
        days = 0 if self.options.keep_dates else self.pseudonyms.days(self.patient)
        change: Callable[[str], str]
        match vr:
            case "DA":
                change = lambda text: shifted_date(text, days)  # noqa: E731
            case "DT":
                change = lambda text: shifted_datetime(text, days)  # noqa: E731
            case _:
                change = time_of_day
        new = [change(str(one)) for one in _list(element.value)]
        self.counts["date or time kept" if self.options.keep_dates or vr == "TM" else "date moved"] += bool(new)
        return DataElement(element.tag, vr, new if len(new) > 1 else new[0] if new else "")

    def _pseudonym(self, element: DataElement, keyword: str) -> DataElement:
        self.counts["pseudonym"] += 1
        return DataElement(
            element.tag, _PSEUDONYMS[keyword], f"P-{self.pseudonyms.code('patient', self.patient).upper()}"
        )

    def _uids(self, element: DataElement) -> DataElement:
        old = [str(one) for one in _list(element.value) if str(one).strip("\0 ")]
        new = [one if is_registered_uid(one) else self.pseudonyms.uid(one.strip("\0 ")) for one in old]
        self.counts["UID replaced"] += sum(one != other for one, other in zip(old, new, strict=True))
        return DataElement(element.tag, "UI", new if len(new) != 1 else new[0])

    def _dummied(self, element: DataElement, vr: str, depth: int) -> DataElement | None:
        if vr == "SQ":
            return self._sequence(element, depth)
        if vr == "UI":
            return self._uids(element)
        new = dummy(vr)
        if new is None:
            return self._removed("removed by the profile")
        self.counts["replaced by a dummy"] += 1
        return DataElement(element.tag, vr, new)

    def _sequence(self, element: DataElement, depth: int) -> DataElement | None:
        if depth >= MAX_DEPTH:
            return self._removed("nested too deep")
        items = [] if isinstance(element.value, bytes | str) or element.value is None else list(element.value)
        return DataElement(element.tag, "SQ", [self.clean(item, depth + 1) for item in items])

    def _judged(self, element: DataElement, vr: str, depth: int) -> DataElement | None:
        """An element that the table leaves alone, by its value representation."""
        if vr == "SQ":
            return self._sequence(element, depth)
        if vr == "UI":
            return self._uids(element)
        if vr in BYTES:
            is_needed = element.keyword in KEPT_BINARY and isinstance(element.value, bytes)
            return DataElement(element.tag, vr, element.value) if is_needed else self._removed("binary")
        values = [one for one in _list(element.value) if one not in (None, "")]
        if not all(self._may_stay(one, vr) for one in values):
            return self._removed("free text or identifier")
        new = [as_written(one, vr) for one in values] or ["" if vr in TEXTS else None]
        return DataElement(element.tag, vr, new if len(new) > 1 else new[0])

    def _may_stay(self, value: Any, vr: str) -> bool:
        if isinstance(value, bytes):
            return False
        text = str(value)
        if vr in NUMBERS:
            return is_number(text) and not self.known.are_in(text)
        if vr == "AT":
            return True
        if vr == "CS":
            return is_code(text) and not self.known.are_in(text)
        if vr == "AS":
            return bool(told_age(text))
        return vr in SHORT_TEXTS and self.known.clean(text)


_PSEUDONYMS: Mapping[str, str] = MappingProxyType({"PatientID": "LO", "PatientName": "PN"})
"""Attributes that keep the studies of one patient together, with their value representations."""


def _unseen(tag: BaseTag, action: Action | None) -> str | None:
    """Why an element is removed without being looked at, or None."""
    if tag.is_private:
        return "private"
    if tag.group & 0xFF00 in _RETIRED_GROUPS:
        return "overlay or curve"
    return None if action is not None or dictionary_has_tag(tag) else "unknown attribute"


def _decoded(dataset: Dataset, tag: BaseTag) -> DataElement | None:
    """An element with its value, or None where it cannot be decoded."""
    try:
        element = dataset[tag]
        if element.VR != "SQ" and not isinstance(element.value, bytes):
            str(element.value)  # lazily decoded values raise here rather than while writing
    except DECODER_ERRORS:
        return None
    return element


def _vr_of(tag: BaseTag, element: DataElement) -> str:
    """The value representation that an element is judged and written with.

    That of the file where the standard allows it for the attribute, else that of the standard: a name does not become
    harmless by calling itself a long string.
    """
    stored = str(element.VR)
    if not dictionary_has_tag(tag):
        return stored
    allowed = dictionary_VR(tag).split(" or ")
    if stored in allowed:
        return stored
    if {"US", "SS"} <= set(allowed) and stored in NUMBERS:
        return stored
    return VR(allowed[0]).value


def _list(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, MultiValue | list | tuple) else [value]


def _text(value: Any) -> str:
    return " ".join(str(one) for one in _list(value)).strip()
