"""What PS3.15 says is to be done with each attribute: table E.1-1, as a library carries it.

Why `dicom-anonymizer` (BSD-3-Clause, 2.1.0 of September 2026): of the permissively licensed libraries it alone holds
the table as data and up to date (2026c; 655 entries, repeating groups included), extracted from the standard. Only the
table is used, not its engine: 2.1.0 does not go into nested sequences, forgets UIDs between runs, shifts no dates,
records no method, and raises on some value representations. `dicognito` 0.19 (MIT) replaces names, UIDs and dates well
but has no such table: private elements and free texts such as Patient Comments stay. `deid` 0.4.13 (MIT) is a recipe
language whose shipped recipe follows no edition of the table. `idiscore` carries it too, under the GPL.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from dicomanonymizer.dicomfields_selector import dicom_anonymization_database_selector
from pydicom.tag import BaseTag, Tag

__all__ = ["EDITION", "Action", "action_for"]

EDITION = "2026c"
"""Edition of PS3.15 whose table is applied."""

Action = Literal["D", "Z", "X", "U", "K"]
"""Replace by a dummy, empty, remove, replace a UID, keep a sequence with clean items. Source: PS3.15 table E.1-1a."""

_ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "D_TAGS": "D",
        "Z_TAGS": "Z",
        "X_TAGS": "X",
        "U_TAGS": "U",
        "Z_D_TAGS": "D",
        "X_Z_TAGS": "Z",
        "X_D_TAGS": "D",
        "X_Z_D_TAGS": "D",
        "X_Z_U_STAR_TAGS": "K",
    }
)
"""Where the table leaves a choice by the type of the attribute in its object, the one that suits every type: a dummy is
valid for types 1 to 3, an empty value for types 2 and 3."""


class _Table(NamedTuple):
    single: Mapping[int, Action]
    repeating: tuple[tuple[int, int, Action], ...]
    """Tag and mask of repeating groups."""


def action_for(tag: BaseTag) -> Action | None:
    """What the basic profile does with an attribute; None where the table does not name it."""
    table = _table()
    found = table.single.get(int(tag))
    if found is not None:
        return found
    return next((action for value, mask, action in table.repeating if int(tag) & mask == value), None)


@cache
def _table() -> _Table:
    lists = dicom_anonymization_database_selector(f"dicomfields_{EDITION}")
    single: dict[int, Action] = {}
    repeating: list[tuple[int, int, Action]] = []
    for name, action in _ACTIONS.items():
        for entry in lists[name]:
            tag = int(Tag(entry[0], entry[1]))
            if len(entry) == 2:
                single[tag] = action
            else:
                mask = int(Tag(entry[2], entry[3]))
                repeating.append((tag & mask, mask, action))
    return _Table(MappingProxyType(single), tuple(repeating))
