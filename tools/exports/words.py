"""The sentences that every format says in the same way."""

from collections.abc import Sequence

from tools.exports.report import Advice, Danger, Report, Statement, Suggestion, Support
from tools.finding import Finding, Measurement
from tools.image import ImageRef
from tools.spoken import spoken

__all__ = [
    "SIDES",
    "advice_line",
    "citation_head",
    "confidence_line",
    "danger_line",
    "finding_line",
    "image_of",
    "is_from_history",
    "is_link",
    "measurement_line",
    "outcome_lines",
    "printable",
    "statement_lines",
    "suggestion_line",
]

SIDES = "Sides are the patient's. Certainty is the finder's own estimate from 0 to 1, not a calibrated probability."
"""Stands under findings on images."""


def printable(words: str) -> str:
    """Words without the control characters that XML, FHIR and DICOM texts may not hold; line breaks stay."""
    return "".join(mark if mark.isprintable() or mark in "\n\r\t\u00a0" else " " for mark in words).strip()


def is_link(address: str) -> bool:
    """Whether an address may become a link."""
    return address.startswith(("https://", "http://")) and not any(mark in address for mark in "<>\"' \n\r\t")


def is_from_history(one: Finding | Measurement) -> bool:
    """Whether it was said in the history rather than seen on an image."""
    return one.span is not None or (isinstance(one, Finding) and one.source == "history")


def image_of(one: Finding | Measurement, images: Sequence[ImageRef]) -> str:
    """`image 2`, where there are several; empty for one image or what the history says."""
    return f"image {images.index(one.image) + 1}" if len(images) > 1 and one.image in images else ""


def danger_line(one: Danger) -> str:
    """A red flag."""
    return f"Red flag: {one.message} Source: {one.source}"


def outcome_lines(report: Report) -> tuple[str, ...]:
    """What came out, why, and the answer to the question where one was asked."""
    lines = [f"{report.outcome}. {report.reason}"]
    if report.question:
        lines.append(f"Question: {report.question} Answer: {report.answer or 'no answer'}")
        lines += [f"The answer rests on: {line}" for line in statement_lines(report.basis)]
    if report.is_abstention and report.differential:
        lines.append("What follows was considered and is no answer.")
    return tuple(lines)


def confidence_line(report: Report) -> str:
    """How sure it is, and what that means."""
    sure = report.confidence
    kind = "calibrated" if sure.calibrated else "not calibrated"
    return f"Confidence {sure.value:.2f} of 1 ({kind}; method {sure.method}). {sure.meaning}".strip()


def suggestion_line(rank: int, one: Suggestion) -> str:
    """One entry of the differential."""
    share = f", estimated probability {one.probability:.2f}" if one.probability is not None else ""
    return f"{rank}. {one.name}{share}{'; urgent if true' if one.urgent else ''}"


def statement_lines(statements: tuple[Statement, ...]) -> tuple[str, ...]:
    """Statements with the labels of what they stand on."""
    return tuple(f"{one.text} [{', '.join(one.citations)}]" if one.citations else one.text for one in statements)


def finding_line(one: Finding) -> str:
    """A finding with its side; one on an image with its certainty and basis."""
    side = f", {one.laterality}" if one.laterality else ""
    if is_from_history(one):
        return f"{one.name}: {one.presence}{side}"
    basis = f". {one.basis}" if one.basis else ""
    return f"{one.name}: {one.presence}{side}, certainty {one.certainty:.2f}{basis}"


def measurement_line(one: Measurement, images: Sequence[ImageRef]) -> str:
    """A measurement with unit and uncertainty; one from an image with which one, and how it was obtained."""
    where = image_of(one, images)
    basis = f". {one.basis}" if one.basis and not is_from_history(one) else ""
    return f"{one.name}: {spoken(one)}{f' on {where}' if where else ''}{basis}"


def advice_line(one: Advice) -> str:
    """A test to do next."""
    where = f" for {one.condition}" if one.condition else ""
    labels = f" [{', '.join(one.citations)}]" if one.citations else ""
    return f"{one.name}{where}{labels}"


def citation_head(one: Support) -> str:
    """Where a passage is from, and whether the words are the source's or ours."""
    year = f" {one.year}" if one.year is not None else ""
    kind = f"our summary of § {one.section}" if one.wording == "summary" else f"quoted from § {one.section}"
    grade = f"; {one.grade}" if one.grade else ""
    return f"[{one.label}] {one.issuer}{year}: {one.title} ({kind}{grade})"
