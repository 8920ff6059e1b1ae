"""The report as a DICOM structured report: TID 1500, written by highdicom, with regions on the source images.

What a reader needs first stands in sections before the measurements, which TID 1500 allows since it is extensible:
notice, red flags, impressions, findings, history, recommendations, citations, remarks.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pydicom.valuerep import DA, TM

from tools.exports.codes import Code, own
from tools.exports.errors import NothingToRefer, require
from tools.exports.filing import Filing, filed_header, mark_deidentified, new_uid
from tools.exports.groups import measurement_groups
from tools.exports.report import Report
from tools.exports.sources import SourceImage
from tools.exports.structured import concept, long_string, section, text
from tools.exports.words import (
    SIDES,
    advice_line,
    citation_head,
    confidence_line,
    danger_line,
    finding_line,
    is_from_history,
    measurement_line,
    outcome_lines,
    printable,
    statement_lines,
    suggestion_line,
)
from tools.reading.quiet import quietly

if TYPE_CHECKING:
    from highdicom.sr import ContainerContentItem, ContentItem, MeasurementReport

__all__ = ["MANUFACTURER", "referred", "sr_bytes"]

MANUFACTURER = "MMedExpert Agent (research software)"
_DCM = {
    "comment": Code(value="121106", scheme="DCM", meaning="Comment"),
    "conclusion": Code(value="121077", scheme="DCM", meaning="Conclusion"),
    "differential": Code(value="111023", scheme="DCM", meaning="Differential Diagnosis/Impression"),
    "finding": Code(value="121071", scheme="DCM", meaning="Finding"),
    "findings": Code(value="121070", scheme="DCM", meaning="Findings"),
    "history": Code(value="121060", scheme="DCM", meaning="History"),
    "impression": Code(value="121073", scheme="DCM", meaning="Impression"),
    "impressions": Code(value="121072", scheme="DCM", meaning="Impressions"),
    "recommendation": Code(value="121075", scheme="DCM", meaning="Recommendation"),
    "recommendations": Code(value="121074", scheme="DCM", meaning="Recommendations"),
}
"""Concept names. Source: PS3.16 annex D, as pydicom's code dictionary has them (tested)."""
_PROCEDURE = Code(value="363679005", scheme="SCT", meaning="Imaging procedure")
_TITLE = Code(value="126000", scheme="DCM", meaning="Imaging Measurement Report")
_CERTAINTY = Code(value="111013", scheme="DCM", meaning="Certainty of Impression")
_SERIES_NUMBER = 9901
"""High, so that it stands after the series of the study. Ours."""


def referred(
    report: Report, sources: Mapping[str, SourceImage], filing: Filing
) -> dict[str, tuple[SourceImage, Dataset]]:
    """The DICOM images that the report speaks of, each with the header to file under, by the digest of their content.

    Raises:
        NothingToRefer: If none of them is DICOM, or its header lacks what every instance has.
    """
    found: dict[str, tuple[SourceImage, Dataset]] = {}
    for ref in report.images:
        one = sources.get(ref.digest)
        if one is None or one.header is None:
            continue
        with quietly():
            filed = filed_header(one.header, report.case_id, filing)
        lost = [
            keyword
            for keyword in ("SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
            if not filed.get(keyword)
        ]
        if lost:
            raise NothingToRefer(f"A source image has no {lost[0]}; DICOM SR and SEG refer to images by it.")
        if UID(filed.SOPClassUID).type != "SOP Class":
            raise NothingToRefer("A source image is of a SOP class that DICOM does not define.")
        found[ref.digest] = (one, filed)
    if not found:
        raise NothingToRefer(
            "None of the report's images is a DICOM file of the study handed over, and DICOM SR and SEG refer to such; "
            "hand over the same DICOM files, or take FHIR or PDF."
        )
    return found


def sr_bytes(report: Report, sources: Mapping[str, SourceImage], filing: Filing) -> bytes:
    """Write a report as a DICOM SR file (Comprehensive SR, preliminary, unverified).

    Args:
        report: What to write.
        sources: The images of the study, as `find_sources` gives them.
        filing: Under whom; the same for all files of one export.

    Raises:
        MissingExtra: If highdicom is not installed.
        NothingToRefer: If no image of the report is DICOM.
    """
    require("highdicom", "DICOM SR")
    from highdicom.sr import ComprehensiveSR

    images = referred(report, sources, filing)
    evidence = list({str(filed.SOPInstanceUID): filed for _, filed in images.values()}.values())
    stamp = report.created.isoformat()
    content = _content(report, images)
    try:
        with quietly():
            document = ComprehensiveSR(
                evidence=evidence,
                content=content[0],
                series_instance_uid=new_uid(report.case_id, stamp, "sr series"),
                series_number=_SERIES_NUMBER,
                sop_instance_uid=new_uid(report.case_id, stamp, "sr"),
                instance_number=1,
                manufacturer=MANUFACTURER,
                manufacturer_model_name=long_string(report.observer.model),
                software_versions=long_string(report.observer.version),
                series_description=f"Preliminary, research only: {report.case_id}"[:64],
                is_complete=True,
                is_final=False,
                is_verified=False,
                specific_character_set="ISO_IR 192",
            )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Its message may quote the header, so it is not repeated.
        raise NothingToRefer(
            "The header of a source image is not one that a structured report can refer to."
        ) from error
    made = report.created.astimezone()  # times without an offset are local. Source: PS3.3 C.12.1 (0008,0201)
    document.ContentDate, document.ContentTime = DA(made.strftime("%Y%m%d")), TM(made.strftime("%H%M%S"))
    if not filing.identify:
        mark_deidentified(document)
    stream = BytesIO()
    document.save_as(stream)
    return stream.getvalue()


def _content(report: Report, images: Mapping[str, tuple[SourceImage, Dataset]]) -> "MeasurementReport":
    from highdicom import sr

    observer = sr.DeviceObserverIdentifyingAttributes(
        uid=new_uid(report.observer.name, report.observer.version, report.observer.model),
        name=printable(report.observer.name),
        manufacturer_name=MANUFACTURER,
        model_name=printable(report.observer.model),
        serial_number=printable(report.observer.version),
    )
    context = sr.ObserverContext(
        observer_type=concept(Code(value="121007", scheme="DCM", meaning="Device")),
        observer_identifying_attributes=observer,
    )
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_device_context=context),
        procedure_reported=concept(_PROCEDURE),
        imaging_measurements=measurement_groups(report, images),
        title=concept(_TITLE),
        language_of_content_item_and_descendants=sr.LanguageOfContentItemAndDescendants(
            sr.CodedConcept(value="en", scheme_designator="RFC5646", meaning="English")
        ),
    )
    items = content[0].ContentSequence
    place = next(at for at, item in enumerate(items) if item.name.value == "126010")
    told: list[ContentItem] = [text(_DCM["comment"], report.notice), *_sections(report)]
    content[0].ContentSequence = sr.ContentSequence([*items[:place], *told, *items[place:]])
    return content


def _sections(report: Report) -> "list[ContainerContentItem]":
    findings = [finding_line(one) for one in report.findings if not is_from_history(one)]
    findings += [measurement_line(one, report.images) for one in report.measurements if not is_from_history(one)]
    history = [finding_line(one) for one in report.findings if is_from_history(one)]
    history += [measurement_line(one, report.images) for one in report.measurements if is_from_history(one)]
    tests = [advice_line(one) for one in report.next_tests]
    tests += [f"It would help to know: {one}" for one in report.missing]
    cited = [f"{citation_head(one)} {one.text} {one.url}" for one in report.citations]
    named: list[tuple[Code, Code, list[str]]] = [
        (own("red-flags", "Red flags"), own("red-flag", "Red flag"), [danger_line(one) for one in report.red_flags]),
        (_DCM["findings"], _DCM["finding"], [*findings, SIDES] if findings else []),
        (_DCM["history"], _DCM["finding"], history),
        (_DCM["recommendations"], _DCM["recommendation"], tests),
        (own("citations", "Citations"), own("citation", "Citation"), cited),
        (own("remarks", "Losses and remarks"), _DCM["comment"], list(report.remarks)),
    ]
    sections = [section(title, [(name, line) for line in lines]) for title, name, lines in named if lines]
    sections.insert(1 if report.red_flags else 0, _impressions(report))
    return sections


def _impressions(report: Report) -> "ContainerContentItem":
    from highdicom import sr

    lines = [(_DCM["conclusion"], line) for line in outcome_lines(report)]
    for rank, one in enumerate(report.differential, start=1):
        said = [suggestion_line(rank, one), *(f"For: {line}" for line in statement_lines(one.supports))]
        said += [f"Against: {line}" for line in statement_lines(one.refutes)]
        lines.append((_DCM["impression"], "\n".join(said)))
    lines.append((_DCM["comment"], confidence_line(report)))
    container = section(_DCM["impressions"], lines)
    within = sr.RelationshipTypeValues.CONTAINS
    for one in report.differential:
        for code in one.codes or (one.code,):
            container.ContentSequence.append(
                sr.CodeContentItem(concept(_DCM["differential"]), concept(code), relationship_type=within)
            )
    container.ContentSequence.append(
        sr.NumContentItem(
            name=concept(_CERTAINTY),
            value=round(100 * report.confidence.value, 2),
            unit=concept(Code(value="%", scheme="UCUM", meaning="Percent")),
            relationship_type=within,
        )
    )
    return container
