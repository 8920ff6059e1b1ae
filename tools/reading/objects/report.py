"""DICOM structured reports as findings, measurements, regions and text. Source: PS3.3 C.17, PS3.16 TID 1500, 2000."""

import math

from pydicom.dataset import Dataset

from tools.code import Code
from tools.errors import FileTooLarge, Truncated
from tools.finding import Finding, Measurement, Presence
from tools.reading.attributes import attribute, items_of, numbers
from tools.reading.dates import WRITTEN, day_of
from tools.reading.dicom_file import is_cut_off
from tools.reading.objects.codes import code_of, unit_of
from tools.reading.objects.content import (
    PRESENCES,
    Context,
    children,
    concept,
    context_of,
    is_about_context,
    is_presence,
)
from tools.reading.objects.regions import region_of
from tools.reading.objects.wording import cleaned
from tools.reading.person import issuer_of, person_of
from tools.structured import Observer, ReportedRegion, ReportedText, StructuredReport

__all__ = ["is_report", "report_of"]

_STORAGE = "1.2.840.10008.5.1.4.1.1.88."
"""All classes of structured reports begin so. Source: PS3.4 annex B.5."""

_MOST_ITEMS = 20_000
"""Items of one report: the longest dose and mammography reports have some thousands."""
_DEEPEST = 32
"""Levels of nesting: TID 1500 has seven."""
_MOST_TEXTS = 200

_OBSERVER_TYPE = "121005"
_OBSERVERS: dict[str, Observer] = {"121006": "person", "121007": "device"}
"""DCM: Observer Type and its values. Source: PS3.16 TID 1002, CID 270."""

_RANGES = frozenset({"371885007", "371886008"})
"""SNOMED CT: upper and lower range of measurement uncertainty. Source: PS3.16 TID 310."""

_STRUCTURAL = frozenset({"121071", "363698007", "39111-0", "272741003", "112039", "121049", "121058"})
"""Concepts that say what a group is about, which the items of the group already carry, or name things that may identify
(tracking identifier, language, procedure). Source: PS3.16 TID 1500, 1501, 1204."""


def is_report(dataset: Dataset) -> bool:
    """True for a structured report of any class."""
    return str(attribute([dataset], "SOPClassUID") or "").startswith(_STORAGE)


def report_of(dataset: Dataset, digest: str) -> StructuredReport:
    """Read a structured report; persons, dates and identifiers stay in the file.

    Args:
        dataset: The data set.
        digest: SHA-256 of the file.

    Raises:
        Truncated: If it is cut short.
        FileTooLarge: If it has more items than any report.
    """
    if "ContentSequence" not in dataset or is_cut_off(dataset, "ContentSequence"):
        raise Truncated("The structured report is cut short: it ends before its content does; fetch it again.")
    reader = _Reader(dataset)
    reader.visit(dataset, Context(), 0)
    return StructuredReport(
        title=concept(dataset),
        findings=tuple(reader.findings),
        measurements=tuple(reader.measurements),
        texts=tuple(reader.texts),
        regions=tuple(reader.regions),
        is_complete=str(attribute([dataset], "CompletionFlag") or "").strip() == "COMPLETE",
        is_verified=reader.is_verified,
        digest=digest,
        notes=reader.notes(),
        observer=_observer(dataset),
        day=day_of(dataset, WRITTEN),
        person=person_of(dataset),
        issuer=issuer_of(dataset),
    )


def _observer(dataset: Dataset) -> Observer | None:
    """What kind of observer the root of the report names first."""
    for one in children(dataset):
        name = concept(one)
        if name is not None and name.value == _OBSERVER_TYPE and name.scheme == "DCM":
            value = code_of(items_of([one], "ConceptCodeSequence"))
            return None if value is None else _OBSERVERS.get(value.value)
    return None


class _Reader:
    """Walks the tree once and collects."""

    def __init__(self, dataset: Dataset) -> None:
        from tools.deidentifying.known import Known  # which itself imports from reading

        self._known = Known.of(dataset)
        self._items = 0
        self._left_out: dict[str, int] = {}
        self.is_verified = str(attribute([dataset], "VerificationFlag") or "").strip() == "VERIFIED"
        self.findings: list[Finding] = []
        self.measurements: list[Measurement] = []
        self.texts: list[ReportedText] = []
        self.regions: list[ReportedRegion] = []

    def notes(self) -> tuple[str, ...]:
        """What was left out, and how far the text may be trusted."""
        found = [f"{count} {what} left out." for what, count in sorted(self._left_out.items())]
        if self.texts:
            found.append("The text of the report was cleaned by rules; a name may still be in it.")
        return tuple(found)

    def visit(self, item: Dataset, outer: Context, depth: int) -> None:
        """Read an item and what is below it."""
        self._items += 1
        if self._items > _MOST_ITEMS or depth > _DEEPEST:
            raise FileTooLarge(
                f"A structured report of more than {_MOST_ITEMS:,} items or {_DEEPEST} levels is not read."
            )
        around = context_of(item, outer)
        if depth:
            self._read(item, around)
        is_number = _kind(item) == "NUM"
        for one in children(item):
            # A number below a number is its uncertainty, and no measurement of its own.
            if not is_about_context(one) and not (is_number and _kind(one) == "NUM"):
                self.visit(one, around, depth + 1)

    def _read(self, item: Dataset, around: Context) -> None:
        match _kind(item):
            case "CODE":
                self._code(item, around)
            case "NUM":
                self._number(item, around)
            case "TEXT":
                self._text(item, around)
            case "SCOORD":
                self._region(item, around)
            case "CONTAINER" | "IMAGE" | "":
                pass
            case "PNAME" | "DATE" | "TIME" | "DATETIME" | "UIDREF" | "COMPOSITE":
                self._leave_out("items that name persons, times or objects were")
            case _:
                self._leave_out("items of kinds that are not read were")

    def _leave_out(self, what: str) -> None:
        self._left_out[what] = self._left_out.get(what, 0) + 1

    @property
    def _basis(self) -> str:
        stands = "verified" if self.is_verified else "not verified by a person"
        return f"Stated in a structured report that came with the study, {stands}."

    def _code(self, item: Dataset, around: Context) -> None:
        name, value = concept(item), code_of(items_of([item], "ConceptCodeSequence"))
        if is_presence(name, value):
            return  # it is about the finding of its group, and was read with that
        if name is None or value is None or not value.value or not name.value:
            self._leave_out("coded items of schemes that are not known here were")
        elif name.value == "121071":
            self._add_finding(_key(value), value.meaning, around.presence or "present", around)
        elif name.value not in _STRUCTURAL:
            presence = PRESENCES.get(value.value)
            if presence is None:
                self._add_finding(f"{_key(name)}={_key(value)}", f"{name.meaning}: {value.meaning}", "present", around)
            else:
                self._add_finding(_key(name), name.meaning, presence, around)

    def _add_finding(self, code: str, name: str, presence: Presence, around: Context) -> None:
        self.findings.append(
            Finding(
                code=code,
                name=name + around.place,
                presence=presence,
                source="report",
                laterality=around.laterality,
                basis=self._basis,
            )
        )

    def _number(self, item: Dataset, around: Context) -> None:
        name = concept(item)
        measured = items_of([item], "MeasuredValueSequence")
        values = numbers(attribute([measured[0]], "NumericValue")) if measured else None
        unit = unit_of(items_of([measured[0]], "MeasurementUnitsCodeSequence")) if measured else None
        if name is None or not name.value or values is None or not math.isfinite(values[0]) or unit is None:
            self._leave_out("numbers without a name, value or unit that is known here were")
            return
        about = around.finding.meaning if around.finding is not None else ""
        self.measurements.append(
            Measurement(
                code=_key(name),
                name=": ".join(word for word in (about, name.meaning) if word) + around.place,
                value=values[0],
                unit=unit,
                uncertainty=_uncertainty(item),
                basis=self._basis,
            )
        )

    def _text(self, item: Dataset, around: Context) -> None:
        name = concept(item)
        if name is not None and name.value in _STRUCTURAL:
            return
        text = cleaned(str(attribute([item], "TextValue") or ""), self._known)
        if text is None or len(self.texts) >= _MOST_TEXTS:
            self._leave_out("passages that identify the patient, or are too many, were")
        elif text:
            self.texts.append(ReportedText(section=around.section or "Text", text=text))

    def _region(self, item: Dataset, around: Context) -> None:
        region = region_of(item, around.finding.meaning if around.finding is not None else "")
        if region is None:
            self._leave_out("regions that are damaged were")
        else:
            self.regions.append(region)


def _kind(item: Dataset) -> str:
    return str(attribute([item], "ValueType") or "").strip()


def _uncertainty(item: Dataset) -> float | None:
    """The larger half of the range that is stated below a number. Source: PS3.16 TID 310."""
    found = []
    for one in children(item):
        name, measured = concept(one), items_of([one], "MeasuredValueSequence")
        values = numbers(attribute([measured[0]], "NumericValue")) if measured else None
        if name is not None and name.value in _RANGES and values is not None and math.isfinite(values[0]):
            found.append(abs(values[0]))
    return max(found, default=None)


def _key(code: Code) -> str:
    return f"{code.scheme}:{code.value}"
