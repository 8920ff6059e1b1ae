"""The items of a structured report as a tree, within bounds. Source: PS3.3 C.17.3."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.dataset import Dataset

from tools.code import Code
from tools.finding import Laterality, Presence
from tools.reading.attributes import attribute, items_of
from tools.reading.objects.codes import code_of

__all__ = ["PRESENCES", "Context", "children", "concept", "context_of", "is_about_context", "is_presence"]

FINDING, FINDING_SITE, LATERALITY = "121071", "363698007", "272741003"
"""Concepts that say what a group is about. Source: PS3.16 TID 1501, TID 1419, TID 300."""

_SITE_SYNONYMS = frozenset({FINDING_SITE, "39111-0"})
_SIDES: dict[str, Laterality] = {"7771000": "left", "24028007": "right", "51440002": "bilateral"}
"""SNOMED CT values of a laterality. Source: PS3.16 CID 244."""

PRESENCES: dict[str, Presence] = {
    "373066001": "present",  # Yes
    "52101004": "present",
    "373067005": "absent",  # No
    "2667000": "absent",
    "272519000": "absent",
    "121053": "present",
    "121054": "absent",
    "42425007": "uncertain",  # Equivocal
    "261665006": "uncertain",  # Unknown
    "82334004": "uncertain",  # Indeterminate
    "64957009": "uncertain",  # Uncertain
}
"""SNOMED CT and DCM values that say whether something is there. Source: PS3.16 CID 230, 240, 241."""

_PRESENCE_CONCEPTS = frozenset({"", "705057003"})
"""Concepts whose value says whether the finding of the group is there: Presence, and those of a private scheme, which
would otherwise be lost and turn what is absent into what is present."""

_OF_CONTEXT = frozenset({"HAS OBS CONTEXT", "HAS ACQ CONTEXT", "HAS CONCEPT MOD", "HAS PROPERTIES MOD"})
"""Relationships by which an item describes its parent, or who observed it, rather than the patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the items of a group share."""

    section: str = ""
    finding: Code | None = None
    site: Code | None = None
    laterality: Laterality | None = None
    presence: Presence | None = None
    """Whether the finding of the group is there, where an item beside it says so."""

    @property
    def place(self) -> str:
        """Site and side in words, in brackets; empty where none is known."""
        words = [self.site.meaning if self.site is not None and self.site.value else "", self.laterality or ""]
        return f" ({', '.join(word for word in words if word)})" if any(words) else ""


def children(item: Dataset) -> list[Dataset]:
    """The items below an item."""
    return items_of([item], "ContentSequence")


def concept(item: Dataset) -> Code | None:
    """What an item is called."""
    return code_of(items_of([item], "ConceptNameCodeSequence"))


def is_about_context(item: Dataset) -> bool:
    """True for items that describe their parent, the observer or the procedure."""
    return str(attribute([item], "RelationshipType") or "").strip() in _OF_CONTEXT


def is_presence(name: Code | None, value: Code | None) -> bool:
    """True for a coded item that says whether the finding of its group is there."""
    return value is not None and value.value in PRESENCES and (name is None or name.value in _PRESENCE_CONCEPTS)


def context_of(item: Dataset, outer: Context) -> Context:
    """The context that the direct children of an item give to it and to each other."""
    finding, site, side = outer.finding, outer.site, outer.laterality
    presence: Presence | None = None
    for one in _codes_around(item):
        name, value = concept(one), code_of(items_of([one], "ConceptCodeSequence"))
        if is_presence(name, value) and value is not None:
            said = PRESENCES[value.value]
            # Two that differ cannot both be right.
            presence = said if presence in (None, said) else "uncertain"
            continue
        if name is None or value is None or not value.value:
            continue
        if name.value == FINDING:
            finding = value
        elif name.value in _SITE_SYNONYMS:
            site = value
        elif name.value == LATERALITY:
            side = _SIDES.get(value.value, side)
    named = concept(item)
    section = named.meaning if named is not None and named.value else outer.section
    return Context(section=section, finding=finding, site=site, laterality=side, presence=presence or outer.presence)


def _codes_around(item: Dataset) -> Iterator[Dataset]:
    """Coded children, and the modifiers of a finding site among them."""
    for one in children(item):
        if str(attribute([one], "ValueType") or "") == "CODE":
            yield one
            name = concept(one)
            if name is not None and name.value in _SITE_SYNONYMS:
                yield from children(one)
