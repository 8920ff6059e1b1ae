"""A diagnosis as a page: the picture with its boxes, the differential, and every citation with its text."""

import base64
from html import escape

from agent.comparison import interval
from agent.diagnosis import Diagnosis, Hypothesis
from agent.evidence import Citation
from agent.given import in_words
from tools.exports.words import image_of
from tools.finding import Finding, Measurement
from tools.image import Image, ImageRef
from tools.rendering import annotate, encode_png
from tools.spoken import spoken

__all__ = [
    "annotated_png",
    "as_html",
    "as_page",
    "not_judged_line",
    "pictured",
    "status_words",
    "which",
]

_STATUS_WORDS = {
    "answered": "Answered",
    "degraded": "Answered, with losses",
    "insufficient_evidence": "No answer: the evidence does not decide",
    "escalate": "Escalate: a sign of danger",
    "refused": "Refused",
    "failed": "Failed",
}
"""What each status is called on every surface."""


def status_words(diagnosis: Diagnosis) -> str:
    """The headline of a diagnosis: an escalation says what it is for."""
    if diagnosis.status == "escalate" and not diagnosis.red_flags:
        return "Escalate: the leading diagnosis is urgent"
    return _STATUS_WORDS[diagnosis.status]


_STYLE = """
.mmx{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:70rem;padding:1rem;margin:auto}
.mmx h2{font-size:1.15rem;margin:1.2rem 0 .4rem}.mmx img{max-width:100%;border-radius:6px}
.mmx .top{display:grid;grid-template-columns:minmax(16rem,1fr) 1.4fr;gap:1.2rem}
@media(max-width:50rem){.mmx .top{grid-template-columns:1fr}}
.mmx .status{font-weight:600;padding:.4rem .7rem;border-radius:6px;background:#e8eef7;display:inline-block}
.mmx .escalate,.mmx .failed{background:#fde3e1}.mmx .answered{background:#e0f2e5}
.mmx .notice{color:#57606a;font-size:.85rem;border-top:1px solid #d0d7de;margin-top:1rem;padding-top:.5rem}
.mmx table{border-collapse:collapse;width:100%}.mmx td,.mmx th{text-align:left;padding:.3rem .5rem;
border-bottom:1px solid #d0d7de;vertical-align:top}.mmx .bar{background:#2f6fb0;height:.5rem;border-radius:3px}
.mmx blockquote{margin:.2rem 0;padding:.2rem .8rem;border-left:3px solid #2f6fb0;background:#f6f8fa}
.mmx .flag{border-left:4px solid #c62828;background:#fdecea;padding:.4rem .8rem;margin:.4rem 0}
.mmx .against{color:#8a3b12}.mmx small{color:#57606a}
@media(prefers-color-scheme:dark){.mmx{color:#e6edf3;background:#0d1117}.mmx blockquote{background:#161b22}
.mmx .status{background:#1f2a3a}.mmx .answered{background:#12361f}
.mmx .escalate,.mmx .failed,.mmx .flag{background:#4a1512}
.mmx small,.mmx .notice{color:#9aa4af}.mmx .against{color:#f0a070}}
"""


def annotated_png(image: Image, ref: ImageRef, diagnosis: Diagnosis) -> bytes:
    """The image with the findings that lie on it drawn in, as PNG."""
    on_it = tuple(
        one for one in diagnosis.findings if one.presence == "present" and one.region is not None and one.image == ref
    )
    measured = tuple(one for one in diagnosis.measurements if one.span is None and one.image in (None, ref))
    return encode_png(annotate(image, on_it, measured))


def pictured(diagnosis: Diagnosis) -> ImageRef:
    """The image to show: the first on which something was found, else the first."""
    found = {one.image for one in diagnosis.findings if one.presence == "present" and one.region is not None}
    return next((ref for ref in diagnosis.images if ref in found), diagnosis.images[0])


def which(one: Finding | Measurement, diagnosis: Diagnosis) -> str:
    """`image 2`, where there are several; empty for one image or what the history says."""
    return image_of(one, diagnosis.images)


def not_judged_line(diagnosis: Diagnosis) -> str:
    """What the tools that looked do not look for, as a sentence; empty where there is nothing to tell."""
    if not diagnosis.not_judged:
        return ""
    return f"Not judged by the tools that looked: {', '.join(diagnosis.not_judged)}. Their silence is no absence."


def as_page(diagnosis: Diagnosis) -> str:
    """A whole HTML document that opens offline."""
    title = escape(f"Case {diagnosis.case_id}")
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        "<meta http-equiv='Content-Security-Policy' "
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{title}</title></head><body>{as_html(diagnosis)}</body></html>"
    )


def as_html(diagnosis: Diagnosis) -> str:
    """The diagnosis as one HTML element; every text is escaped."""
    status = diagnosis.status
    parts = [
        f"<style>{_STYLE}</style><div class='mmx'>",
        f"<p><span class='status {status}'>{escape(status_words(diagnosis))}</span> "
        f"<small>{escape(diagnosis.model)}</small></p>",
        f"<p>{escape(diagnosis.reason)}</p>",
        *(
            f"<div class='flag'><b>Red flag.</b> {escape(flag.message)} {_link(flag.source, 'source')}</div>"
            for flag in diagnosis.red_flags
        ),
    ]
    if diagnosis.question:
        answer = escape(diagnosis.answer or "no answer")
        basis = "; ".join(escape(claim.text) for claim in diagnosis.basis)
        rests = f" <small>rests on {basis}</small>" if basis else ""
        parts.append(f"<p><b>Question.</b> {escape(diagnosis.question)}<br><b>Answer.</b> {answer}{rests}</p>")
    parts.append("<div class='top'><div>")
    if diagnosis.annotated is not None:
        data = base64.b64encode(diagnosis.annotated).decode()
        parts.append(f"<img alt='The first image with the findings drawn on it' src='data:image/png;base64,{data}'>")
    parts += [_findings(diagnosis), "</div><div>", _differential(diagnosis)]
    parts += [
        _changes(diagnosis),
        _given(diagnosis),
        _tests(diagnosis),
        _citations(diagnosis),
        "</div></div>",
        _losses(diagnosis),
    ]
    parts.append(f"<p class='notice'>{escape(diagnosis.notice)}</p></div>")
    return "".join(parts)


def _findings(diagnosis: Diagnosis) -> str:
    rows = [
        f"<tr><td>{escape(one.name)}</td><td>{one.presence}{f', {one.laterality}' if one.laterality else ''}</td>"
        f"<td><small>{which(one, diagnosis) or one.source}, certainty {one.certainty:.2f}</small></td></tr>"
        for one in sorted(diagnosis.findings, key=lambda one: (one.region is None, one.source != "image"))
    ]
    rows += [
        f"<tr><td>{escape(one.name)}</td><td>{escape(spoken(one))}</td>"
        f"<td><small>{escape('. '.join(part for part in (which(one, diagnosis), one.basis) if part))}</small></td></tr>"
        for one in diagnosis.measurements
    ]
    table = f"<h2>Findings</h2><table>{''.join(rows)}</table>" if rows else "<h2>Findings</h2><p>None.</p>"
    limits = not_judged_line(diagnosis)
    return table + (f"<p><small>{escape(limits)}</small></p>" if limits else "")


def _changes(diagnosis: Diagnosis) -> str:
    if not diagnosis.changes:
        return ""
    rows = "".join(
        f"<tr><td>{escape(one.name)}<br><small>image {one.prior} ({escape(interval(one.days))}) and image {one.image}"
        f"</small></td><td>{escape(one.then)}</td><td>{escape(one.now)}"
        f"{'<br><small>within the error</small>' if one.is_beyond_error is False else ''}</td>"
        f"<td><small>{escape(one.basis)}</small></td></tr>"
        for one in diagnosis.changes
    )
    head = "<tr><th></th><th>then</th><th>now</th><th></th></tr>"
    return f"<h2>Changes since earlier studies</h2><table>{head}{rows}</table>"


def _given(diagnosis: Diagnosis) -> str:
    if not diagnosis.given:
        return ""
    items = "".join(
        f"<li><b>{escape(one.kind)} {one.number}: {escape(one.title)}</b> <small>{escape(one.about)}</small> "
        f"{escape('; '.join(in_words(one)))}</li>"
        for one in diagnosis.given
    )
    return f"<h2>What came with the study</h2><p><small>Said by others; not checked here.</small></p><ul>{items}</ul>"


def _differential(diagnosis: Diagnosis) -> str:
    sure = diagnosis.confidence
    calibrated = "calibrated" if sure.calibrated else "not calibrated"
    head = (
        f"<h2>Differential</h2><p>Confidence {sure.value:.2f} ({calibrated}). <small>{escape(sure.meaning)}</small></p>"
    )
    rows = "".join(_hypothesis(one) for one in diagnosis.differential)
    return head + (f"<table>{rows}</table>" if rows else "<p>No hypothesis is supported.</p>")


def _hypothesis(one: Hypothesis) -> str:
    share = one.probability
    bar = f"{share:.0%}<div class='bar' style='width:{max(2, round(share * 100))}%'></div>" if share is not None else ""
    claims = "".join(
        f"<li>{escape(claim.text)} <small>{_labels(claim.citations)}</small></li>" for claim in one.supports
    ) + "".join(
        f"<li class='against'>{escape(claim.text)} <small>{_labels(claim.citations)}</small></li>"
        for claim in one.refutes
    )
    code = f" <small>ICD-10 {escape(one.icd10)}</small>" if one.icd10 else ""
    urgent = " <b>urgent</b>" if one.urgent else ""
    return (
        f"<tr><td><b>{escape(one.name)}</b>{code}{urgent}<ul>{claims}</ul></td><td style='width:7rem'>{bar}</td></tr>"
    )


def _tests(diagnosis: Diagnosis) -> str:
    items = "".join(
        f"<li>{escape(one.name)} <small>{escape(one.condition)}; {_labels(one.citations)}</small></li>"
        for one in diagnosis.next_tests
    )
    missing = "".join(f"<li>{escape(one)}</li>" for one in diagnosis.missing)
    out = f"<h2>Next tests</h2><ul>{items}</ul>" if items else ""
    return out + (f"<h2>What would help most to know</h2><ul>{missing}</ul>" if missing else "")


def _citations(diagnosis: Diagnosis) -> str:
    if not diagnosis.citations:
        return ""
    return "<h2>Citations</h2>" + "".join(_citation(one) for one in diagnosis.citations)


def _citation(one: Citation) -> str:
    kind = f"our summary of § {one.section}" if one.wording == "summary" else "quoted"
    graded = ", ".join(part for part in (one.strength, one.certainty) if part and part != "not graded")
    return (
        f"<p id='{escape(one.label)}'><b>{escape(one.label)}</b> {escape(one.issuer)}: {_link(one.url, one.title)} "
        f"({one.year or 'n.d.'}) <small>{escape(kind)}{'; ' + escape(graded) if graded else ''}</small></p>"
        f"<blockquote>{escape(one.text)}</blockquote>"
    )


def _losses(diagnosis: Diagnosis) -> str:
    items = [*diagnosis.notes, *diagnosis.degraded, *diagnosis.dropped]
    lost = "".join(f"<li>{escape(one)}</li>" for one in items)
    rejected = "".join(
        f"<li>{escape(one.passage)}: <b>{one.reason}</b>. <small>{escape(one.detail)}</small></li>"
        for one in diagnosis.rejected
    )
    out = f"<h2>Notes, losses and what was left out</h2><ul>{lost}</ul>" if lost else ""
    if rejected:
        count = len(diagnosis.rejected)
        summary = f"<summary>{count} passages were rejected by the evidence filter</summary>"
        out += f"<details>{summary}<ul>{rejected}</ul></details>"
    return out


def _labels(citations: tuple[str, ...]) -> str:
    """Labels that lead to their passage on the same page."""
    return " ".join(f"<a href='#{escape(label, quote=True)}'>{escape(label)}</a>" for label in citations)


def _link(url: str, text: str) -> str:
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f"<a href='{escape(url, quote=True)}' rel='noreferrer'>{escape(text)}</a>"
