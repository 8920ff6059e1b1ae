"""The report as a PDF for people: red flags first, pictures, every citation with its words and its link.

Written by ReportLab (BSD) with the Bitstream Vera fonts that come with it, embedded. No scripts, no forms, no
attachments; only citations and sources of red flags are links.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from io import BytesIO
from typing import Any

from tools.exports.errors import ExportError, require
from tools.exports.glyphs import drawable
from tools.exports.report import Report, Suggestion, Support
from tools.exports.words import (
    SIDES,
    advice_line,
    citation_head,
    confidence_line,
    finding_line,
    is_from_history,
    is_link,
    measurement_line,
    outcome_lines,
    statement_lines,
    suggestion_line,
)

__all__ = ["pdf_bytes"]

_MARGIN = 51.0
"""Margin of the page [pt], 18 mm."""
_FONTS = {"Report": "Vera.ttf", "Report-Bold": "VeraBd.ttf", "Report-Italic": "VeraIt.ttf"}
_CAPTION, _LEAST_SHARE = 18.0, 0.7
"""Room for the line under a picture [pt], and how far a picture may shrink to stay on its page [1]. Ours."""
_TALLEST = 0.38
"""Largest share of the page's height that a picture takes [1], so that its findings fit beside it. Ours."""


def pdf_bytes(report: Report) -> bytes:
    """Write a report as PDF (A4).

    Args:
        report: What to write, with its pictures.

    Returns:
        The file; the same report gives the same bytes.

    Raises:
        MissingExtra: If ReportLab is not installed.
        ExportError: If a picture is not a PNG.
    """
    require("reportlab", "PDF")
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    stream = BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 12,
        title=f"Preliminary report, case {report.case_id}",
        author=report.observer.name,
        subject="Preliminary; research and education only",
        creator=f"{report.observer.name} {report.observer.version}",
        invariant=1,
    )

    def footed(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont("Report", 6.5)
        canvas.setFillGray(0.35)
        canvas.drawString(_MARGIN, _MARGIN - 8, _plain(report.notice)[:150])
        canvas.drawString(_MARGIN, _MARGIN - 18, f"Preliminary, not verified. Case {report.case_id}.")
        canvas.drawRightString(A4[0] - _MARGIN, _MARGIN - 18, f"page {page.page}")
        canvas.restoreState()

    document.build(list(_story(report)), onFirstPage=footed, onLaterPages=footed)
    return stream.getvalue()


@cache
def _fonts() -> frozenset[int]:
    """Register the fonts once, and say which code points all of them have."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = [TTFont(name, file) for name, file in _FONTS.items()]
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(
        "Report", normal="Report", bold="Report-Bold", italic="Report-Italic", boldItalic="Report-Bold"
    )
    return frozenset.intersection(*(frozenset(font.face.charWidths) for font in fonts))


@cache
def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName="Report", fontSize=8.8, leading=12.2, spaceAfter=3.5, splitLongWords=True)
    red = {"borderColor": HexColor("#c62828"), "backColor": HexColor("#fdecea")}
    box = {"borderWidth": 0.8, "borderPadding": 5, "spaceBefore": 11, "spaceAfter": 15}
    return {
        "body": body,
        "title": ParagraphStyle("title", body, fontName="Report-Bold", fontSize=14, leading=18, spaceAfter=2),
        "head": ParagraphStyle(
            "head", body, fontName="Report-Bold", fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=3, keepWithNext=1
        ),
        "small": ParagraphStyle("small", body, fontSize=7.4, leading=10, textColor=HexColor("#424a53")),
        "item": ParagraphStyle("item", body, leftIndent=13, bulletIndent=3, spaceAfter=2, bulletFontName="Report"),
        "source": ParagraphStyle("source", body, fontName="Report-Bold", fontSize=8.4, leading=11, spaceBefore=5),
        "quote": ParagraphStyle("quote", body, leftIndent=12, fontSize=8.2, leading=11.2, spaceAfter=2),
        "flag": ParagraphStyle("flag", body, **red, **box),
        "notice": ParagraphStyle("notice", body, borderColor=HexColor("#8c959f"), backColor=HexColor("#f6f8fa"), **box),
    }


def _plain(words: str) -> str:
    return drawable(words, _fonts())


def _text(words: str) -> str:
    return escape(_plain(words)).replace("\n", "<br/>")


def _paragraph(markup: str, style: str = "body", bullet: str | None = None) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(markup, _styles()[style], bulletText=bullet)


def _link(address: str) -> str:
    if not is_link(address):
        return _text(address)
    return f'<link href="{escape(address)}" color="#0550ae">{_text(address)}</link>'


def _story(report: Report) -> Iterator[Any]:
    yield _paragraph(f"Preliminary report, case {_text(report.case_id)}", "title")
    made = report.created.strftime("%Y-%m-%d %H:%M %Z")
    seen_by = f"{report.observer.name} {report.observer.version}; model {report.observer.model}"
    yield _paragraph(f"Observer: {_text(seen_by)}. Made {_text(made)}.", "small")
    for flag in report.red_flags:
        yield _paragraph(f"<b>Red flag.</b> {_text(flag.message)} Source: {_link(flag.source)}", "flag")
    yield _paragraph(f"<b>{_text(report.notice)}</b>", "notice")
    for line in outcome_lines(report):
        yield _paragraph(_text(line))
    yield _paragraph(_text(confidence_line(report)))
    yield from _differential(report)
    yield from _findings(report)
    yield from _pictures(report)
    yield from _history(report)
    yield from _listed("Next tests", [advice_line(one) for one in report.next_tests])
    yield from _listed("What would help most to know", report.missing)
    yield from _citations(report.citations)
    yield from _listed("Losses and remarks", report.remarks, "small")


def _differential(report: Report) -> Iterator[Any]:
    yield _paragraph("Considered, no answer" if report.is_abstention else "Differential", "head")
    if not report.differential:
        yield _paragraph("No hypothesis is supported.")
    for rank, one in enumerate(report.differential, start=1):
        yield _paragraph(f"<b>{_text(suggestion_line(rank, one))}</b>{_coded(one)}")
        for line in statement_lines(one.supports):
            yield _paragraph(f"For: {_text(line)}", "item", "•")
        for line in statement_lines(one.refutes):
            yield _paragraph(f"Against: {_text(line)}", "item", "•")


def _coded(one: Suggestion) -> str:
    schemes = {"I10": "ICD-10", "SCT": "SNOMED CT"}
    said = [f"{schemes[code.scheme]} {code.value}" for code in one.codes if code.scheme in schemes]
    return f' <font size="7.4">({_text(", ".join(said))})</font>' if said else ""


def _pictures(report: Report) -> Iterator[Any]:
    from PIL import UnidentifiedImageError
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader

    room, tallest = A4[0] - 2 * _MARGIN, _TALLEST * A4[1]
    for one in report.pictures:
        try:
            width, height = ImageReader(BytesIO(one.png)).getSize()
        except (OSError, UnidentifiedImageError) as error:
            raise ExportError(f"The picture {one.caption!r} is not a PNG; leave it out.") from error
        scale = min(room / width, tallest / height)
        yield _fitting()(BytesIO(one.png), width=width * scale, height=height * scale)
        yield _paragraph(_text(one.caption), "small")


@cache
def _fitting() -> Any:
    """An image that shrinks into what is left of a page, where that is not too little, and leaves room for a line."""
    from reportlab.platypus import Image

    class Fitting(Image):  # type: ignore[misc]  # ReportLab has no types
        drawWidth: float  # noqa: N815 - ReportLab's own name
        drawHeight: float  # noqa: N815

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.natural = self.drawWidth, self.drawHeight

        def wrap(self, width: float, height: float) -> tuple[float, float]:
            share = (height - _CAPTION) / self.natural[1]
            scale = min(1.0, share) if share >= _LEAST_SHARE else 1.0
            self.drawWidth, self.drawHeight = self.natural[0] * scale, self.natural[1] * scale
            wide, high = super().wrap(width, height)
            # Too tall for this page with its line: the next one takes it.
            return wide, high if scale == share or high + _CAPTION <= height else high + _CAPTION

    return Fitting


def _findings(report: Report) -> Iterator[Any]:
    lines = [finding_line(one) for one in report.findings if not is_from_history(one)]
    lines += [measurement_line(one, report.images) for one in report.measurements if not is_from_history(one)]
    yield from _listed("Findings on the images", lines)
    if lines:
        yield _paragraph(SIDES, "small")


def _history(report: Report) -> Iterator[Any]:
    found = "; ".join(finding_line(one) for one in report.findings if is_from_history(one))
    measured = "; ".join(measurement_line(one, report.images) for one in report.measurements if is_from_history(one))
    yield from _listed("From the history", [f"{line}." for line in (found, measured) if line])


def _listed(title: str, lines: list[str] | tuple[str, ...], style: str = "body") -> Iterator[Any]:
    if lines:
        yield _paragraph(title, "head")
    for line in lines:
        yield _paragraph(_text(line), "item" if style == "body" else style, "•" if style == "body" else None)


def _citations(citations: tuple[Support, ...]) -> Iterator[Any]:
    from reportlab.platypus import KeepTogether

    for number, one in enumerate(citations):
        words = f"“{one.text}”" if one.wording == "quote" else one.text
        yield KeepTogether(
            [
                *([] if number else [_paragraph("Citations", "head")]),
                _paragraph(_text(citation_head(one)), "source"),
                _paragraph(_text(words), "quote"),
                _paragraph(_link(one.url), "quote"),
            ]
        )
