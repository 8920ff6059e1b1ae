"""A report as one HTML file that opens without a network: plots inside, no scripts."""

from collections.abc import Iterable, Mapping
from html import escape

from evals.metrics.clustered import Mean
from evals.reporting.figures import Report
from evals.reporting.plots import plots_of

__all__ = ["page_of"]

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1d2b36}
h1{margin-bottom:.2rem}table{border-collapse:collapse;margin:.8rem 0}
td,th{padding:.25rem .8rem;border-bottom:1px solid #dde3e8;text-align:left}td.n{text-align:right}
.plots{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;width:30rem;max-width:100%}
figure svg{width:100%;height:auto}figcaption{color:#5c6b77;font-size:.9rem}
.defect{color:#8a4b00}.muted{color:#5c6b77}code{overflow-wrap:anywhere}
"""
_NOTICE = (
    "Research and education only. Strict: unparsed is wrong, failures of model, judge and images stay in the "
    "denominator. Intervals: percentile bootstrap over clusters, 95 %."
)


def page_of(report: Report) -> str:
    """The page."""
    parts = [
        f"<h1>{escape(report.title)}</h1><p class='muted'>{escape(_about(report))}</p><p>{_NOTICE}</p>",
        _table(("figure", "value", "95 % interval", "cases"), _scores(report)),
        _official(report),
        _table(("outcome", "cases"), [(name, f"{count:,}") for name, count in report.outcomes.items()]),
        "<div class='plots'>" + "".join(_figure(*one) for one in plots_of(report).items()) + "</div>",
        *(_group(key, groups) for key, groups in report.groups.items()),
        _costs(report),
        "".join(f"<p class='muted'>{escape(note)}</p>" for note in report.notes),
        _table(("stands on", ""), [(name, f"{value}") for name, value in report.identity.items()]),
    ]
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    head = f"<meta charset='utf-8'>{policy}<title>{escape(report.title)}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(parts)}</body></html>\n"


def _about(report: Report) -> str:
    asked = report.configuration
    said = [f"{name}: {value}" for name, value in asked.items() if value not in (None, [], False) and name != "data"]
    return ", ".join(said)


def _scores(report: Report) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("strict score", *_cells(report.strict))]
    rows += [(name, *_cells(one)) for name, one in report.parts.items()]
    if report.macro_f1 is not None:
        rows.append(("macro-F1", f"{report.macro_f1:.3f}", "", ""))
    if report.calibration is not None:
        one = report.calibration
        rows.append(("ECE (by chance)", f"{one.ece:.3f} ({one.ece_by_chance:.3f})", "", f"{one.answers:,}"))
        rows.append(("Brier", f"{one.brier:.3f}", "", f"{one.answers:,}"))
        rows.append(("AURC", f"{one.aurc:.3f}", "", f"{one.answers:,}"))
    return rows


def _official(report: Report) -> str:
    if report.official is None:
        return "<p>No published rule could be confirmed for this set.</p>"
    figures = [(name, f"{value:.4g}") for name, value in report.official.figures.items()]
    defects = "".join(f"<p class='defect'>Defect: {escape(one)}</p>" for one in report.official.defects)
    source = f"<p class='muted'>{escape(report.official.source)}</p>"
    return f"<h2>As published</h2>{_table(('figure', 'value'), figures)}{defects}{source}"


def _group(key: str, groups: Mapping[str, Mean]) -> str:
    return f"<h2>By {escape(key)}</h2>" + _table(
        (key, "score", "95 % interval", "cases"), [(name, *_cells(one)) for name, one in groups.items()]
    )


def _costs(report: Report) -> str:
    use = report.use
    rows = [(name, f"{value:,.3f}") for name, value in report.measures.items()]
    rows += [("citations that resolve", _of(use.citation_validity)), ("claims with one", _of(use.claim_support))]
    rows += [("cases with tools", f"{use.tool_rate:.3f}"), ("score with tools", _of(use.right_with_tools))]
    rows += [("score without tools", _of(use.right_without_tools))]
    return "<h2>Cost and use</h2>" + _table(("mean of a case", ""), rows)


def _cells(one: Mean) -> tuple[str, str, str]:
    span = f"{one.low:.3f} – {one.high:.3f}" if one.low < one.high else ""
    return f"{one.mean:.3f}", span, f"{one.items:,}"


def _of(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _figure(title: str, drawing: str) -> str:
    return f"<figure>{drawing}<figcaption>{escape(title)}</figcaption></figure>"


def _table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"
