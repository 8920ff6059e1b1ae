"""How the steps of a case and its evidence show themselves in a notebook; every text is escaped."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from agent.evidence import Evidence
from agent.trace import Trace

__all__ = ["evidence_html", "trace_html"]

_DETAIL = 4_000
"""Most of a step's detail that is shown [characters]; the JSON of the diagnosis has all of it."""
_CELL = "style='text-align:left;vertical-align:top;padding:.2rem .6rem'"


def trace_html(trace: Trace) -> str:
    """The steps in order, each with what it did; its detail opens by a click."""
    rows = "".join(
        f"<tr><td {_CELL}>{number}</td><td {_CELL}><b>{escape(step.node)}</b></td>"
        f"<td {_CELL}>{escape(step.summary)}{_more(step.detail)}</td><td {_CELL}>{step.seconds:.2f} s</td></tr>"
        for number, step in enumerate(trace.steps, start=1)
    )
    model = trace.settings.get("model") or trace.settings.get("profile") or ""
    head = f"<p><b>{len(trace.steps)} steps</b> {escape(str(model))}</p>"
    return f"<div>{head}<table>{rows}</table></div>"


def evidence_html(one: Evidence) -> str:
    """A passage with why it counts."""
    flags = "".join(f"<li>{escape(flag)}</li>" for flag in one.flags)
    passage = one.passage
    return (
        f"<div><p><b>{escape(one.label)}</b> {escape(one.stance)}, relevance {one.relevance:.2f}: {escape(one.reason)}"
        f"</p><blockquote>{escape(passage.text)}</blockquote><p><small>{escape(passage.id)}</small></p>"
        f"{f'<ul>{flags}</ul>' if flags else ''}</div>"
    )


def _more(detail: Mapping[str, Any]) -> str:
    if not detail:
        return ""
    text = json.dumps(dict(detail), ensure_ascii=False, indent=1, default=str)
    cut = text if len(text) <= _DETAIL else text[:_DETAIL] + " …"
    return f"<details><summary><small>detail</small></summary><pre>{escape(cut)}</pre></details>"
