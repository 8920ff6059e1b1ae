"""Steps and evidence in a notebook: everything is there, and nothing of it can run."""

from agent.evidence import Evidence
from agent.showing import evidence_html, trace_html
from agent.trace import Step, Trace
from corpora import Passage, Provenance

SOURCE = Provenance(title="T", issuer="I", year=2020, url="https://example.org")
EVIL = "<img src=x onerror=alert(1)>"


def test_steps_stand_in_order_and_open_to_their_detail() -> None:
    steps = (
        Step(node="admit", kind="admitted", summary="Read 1 image.", detail={"notes": [EVIL]}, seconds=0.5),
        Step(node="think", kind="thought", summary=EVIL),
    )
    html = Trace(steps=steps, settings={"model": EVIL})._repr_html_()

    assert html == trace_html(Trace(steps=steps, settings={"model": EVIL}))
    assert html.index("admit") < html.index("think")
    assert "<img" not in html
    assert html.count("<details>") == 1
    assert "2 steps" in html


def test_a_long_detail_is_cut() -> None:
    html = trace_html(Trace(steps=(Step(node="a", kind="called", summary="s", detail={"x": "y" * 9_000}),)))
    assert len(html) < 6_000


def test_evidence_says_why_it_counts() -> None:
    passage = Passage(id="a#b", document="a", text=f"Fever {EVIL}", source=SOURCE)
    one = Evidence(
        label="E1", passage=passage, query="q", relevance=0.5, stance="SUPPORTS", reason="names it", flags=(EVIL,)
    )
    html = one._repr_html_()
    assert html == evidence_html(one)
    assert "relevance 0.50" in html
    assert "<img" not in html
