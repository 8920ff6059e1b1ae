"""The PDF, read by pypdf."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from pypdf import PdfReader

from tools.exports.errors import ExportError
from tools.exports.pdf import pdf_bytes
from tools.exports.report import Danger, Picture, Report
from tools.rendering import encode_png


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def body_of(data: bytes) -> str:
    """The text from the title on: pypdf gives the footer of a page first."""
    return text_of(data).split("Preliminary report, case", 1)[1]


def links(data: bytes) -> list[str]:
    found = []
    for page in PdfReader(BytesIO(data)).pages:
        found += [str(one.get_object()["/A"]["/URI"]) for one in page.get("/Annots", [])]
    return found


def test_it_says_everything(report: Report) -> None:
    told = text_of(pdf_bytes(report))

    for words in (
        report.notice,
        "Escalate: a sign of danger. The history has a sign of danger.",
        "Question: Is there consolidation? Answer: Yes <b>&",
        "Confidence 0.60 of 1 (not calibrated; method evidence-coverage). A rule of ours.",
        "1. Community-acquired pneumonia, estimated probability 0.79; urgent if true (ICD-10 J18.9)",
        "For: fever ≥ 38 °C [E1]",
        "Against: no dullness [E2]",
        "airspace opacity of the lung: present, right, certainty 0.75",
        "cardiothoracic ratio: 0.51 ± 0.03",
        "body temperature: 38.9 °C",
        "C-reactive protein for pneumonia [E1]",
        "egophony",
        "our summary of § Table 1; strong",
        "quoted from § 2",
        "“Dullness is seldom absent.”",
        "1 file was a copy of another file.",
        "MMedExpert Agent 0.1.0; model embedded: rule-based reasoner",
        "Preliminary, not verified. Case case-7.",
    ):
        assert words in told


def test_every_page_has_the_notice(report: Report) -> None:
    pages = PdfReader(BytesIO(pdf_bytes(report))).pages

    assert len(pages) > 1
    assert all(report.notice in " ".join(page.extract_text().split()) for page in pages)


def test_red_flags_come_first(make: Callable[..., Report]) -> None:
    flags = (Danger(message="One danger.", source="x"), Danger(message="Another danger.", source="https://example.org"))
    told = body_of(pdf_bytes(make(red_flags=flags)))
    order = [told.index(words) for words in ("One danger", "Another danger", "Research and", "Escalate", "Different")]

    assert order == sorted(order)


def test_links_lead_to_the_citations_and_nowhere_else(make: Callable[..., Report]) -> None:
    plain = make()
    shady = make(red_flags=(Danger(message="No link.", source="javascript:alert(1)"),))

    assert links(pdf_bytes(plain)) == [
        "https://example.org/f",
        "https://example.org/cap?a=1&b=2",
        "https://example.org/protocol",
    ]
    assert all("javascript" not in one for one in links(pdf_bytes(shady)))
    assert b"/JavaScript" not in pdf_bytes(shady)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_pictures_are_in_it(make: Callable[..., Report], count: int) -> None:
    shades = [encode_png(np.full((40 + shade, 50), 50 + shade, np.uint8)) for shade in range(count)]
    made = pdf_bytes(make(pictures=tuple(Picture(caption=f"Shade {one[:0]!r}", png=one) for one in shades)))

    assert sum(len(page.images) for page in PdfReader(BytesIO(made)).pages) == count


def test_what_is_no_picture_is_refused(make: Callable[..., Report]) -> None:
    with pytest.raises(ExportError, match="'a film' is not a PNG"):
        pdf_bytes(make(pictures=(Picture(caption="a film", png=b"no"),)))


def test_markup_of_a_model_is_only_text(make: Callable[..., Report]) -> None:
    told = text_of(pdf_bytes(make(answer='<a href="x">go</a> <img src="/etc/passwd"/> & <b>', reason="1 < 2")))

    assert '<a href="x">go</a> <img src="/etc/passwd"/> & <b>' in told
    assert "1 < 2" in told


def test_long_words_break_and_many_findings_fit(make: Callable[..., Report]) -> None:
    long = make(reason="x" * 5000, missing=tuple(f"thing {number}" for number in range(200)))
    told = text_of(pdf_bytes(long))

    assert told.replace(" ", "").count("x" * 50) > 20
    assert "thing 199" in told


def test_an_abstention_says_so(make: Callable[..., Report]) -> None:
    told = body_of(
        pdf_bytes(make(status="failed", outcome="Failed", reason="The server is down.", differential=(), answer=None))
    )

    assert "Failed. The server is down." in told
    assert "Considered, no answer" in told
    assert "No hypothesis is supported." in told


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert pdf_bytes(report) == pdf_bytes(report)
