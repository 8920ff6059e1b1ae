"""The human-readable part of a FHIR report: XHTML in which every text is escaped."""

from html import escape

from tools.exports.report import Report
from tools.exports.words import (
    SIDES,
    advice_line,
    citation_head,
    confidence_line,
    danger_line,
    finding_line,
    is_link,
    measurement_line,
    outcome_lines,
    printable,
    statement_lines,
    suggestion_line,
)

__all__ = ["narrative"]


def narrative(report: Report) -> dict[str, str]:
    """The report as a FHIR Narrative; red flags first, then the notice, citations with links."""
    parts = [f"<p><b>{_text(danger_line(one))}</b></p>" for one in report.red_flags]
    parts.append(f"<p><b>{_text(report.notice)}</b></p>")
    parts += [f"<p>{_text(line)}</p>" for line in outcome_lines(report)]
    for rank, one in enumerate(report.differential, start=1):
        claims = [f"For: {line}" for line in statement_lines(one.supports)]
        claims += [f"Against: {line}" for line in statement_lines(one.refutes)]
        parts.append(f"<p>{_text(suggestion_line(rank, one))}</p>{_list(claims)}")
    parts.append(f"<p>{_text(confidence_line(report))}</p>")
    found = [finding_line(one) for one in report.findings] + [
        measurement_line(one, report.images) for one in report.measurements
    ]
    parts += _titled("Findings", [*found, SIDES] if found else [])
    parts += _titled("Next tests", [advice_line(one) for one in report.next_tests])
    parts += _titled("What would help to know", list(report.missing))
    for cited in report.citations:
        link = f' <a href="{escape(cited.url)}">{_text(cited.url)}</a>' if is_link(cited.url) else _text(cited.url)
        parts.append(f"<p>{_text(citation_head(cited))}</p><blockquote>{_text(cited.text)}</blockquote><p>{link}</p>")
    parts += _titled("Losses and remarks", list(report.remarks))
    body = "".join(parts)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}


def _titled(title: str, lines: list[str]) -> list[str]:
    return [f"<p><b>{title}</b></p>", _list(lines)] if lines else []


def _list(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</ul>" if lines else ""


def _text(words: str) -> str:
    """Escaped, without control characters."""
    return escape(printable(words))
