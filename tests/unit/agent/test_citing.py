"""Citations resolve to passages kept in the case, and quotations are exact spans."""

from hypothesis import given
from hypothesis import strategies as st

from agent.answer_record import ClaimRecord
from agent.citing import Citations
from agent.evidence import Evidence
from corpora import Passage
from corpora.document import Provenance

TEXT = "Fever is common. Cough with sputum points to the lung. Chills are rarer."


def evidence(label: str = "E1", *, ingested: bool = True, text: str = TEXT) -> Evidence:
    passage = Passage(
        id=f"book#{label}",
        document="book",
        text=text,
        source=Provenance(title="Book", issuer="Issuer", year=2020, url="https://example.org"),
        wording="ingested" if ingested else "summary",
    )
    return Evidence(label=label, passage=passage, query="q", relevance=1.0, stance="SUPPORTS", reason="r")


def test_a_claim_with_a_label_that_resolves_is_kept() -> None:
    citations = Citations((evidence(),), frozenset())
    claim = citations.claim(ClaimRecord(text="cough with sputum", cites=["E1", "E2"]))
    assert claim is not None
    assert claim.citations == ("E1",)
    assert any("E2" in sentence for sentence in citations.dropped)


def test_a_claim_with_nothing_to_check_it_by_is_dropped() -> None:
    citations = Citations((evidence(),), frozenset({"fever"}))
    assert citations.claim(ClaimRecord(text="invented", cites=["E9"])) is None
    assert citations.claim(ClaimRecord(text="seen", finding="fever")) is not None
    assert citations.claim(ClaimRecord(text="unseen", finding="cough")) is None


def test_an_exact_quotation_is_located() -> None:
    citations = Citations((evidence(),), frozenset())
    citations.claim(ClaimRecord(text="x", cites=["E1"], quote="Chills are rarer."))
    cited = citations.used[0]
    assert cited.span is not None
    assert TEXT[cited.span[0] : cited.span[1]] == cited.text == "Chills are rarer."
    assert citations.dropped == []


def test_an_inexact_quotation_is_replaced_by_the_sentence_and_named() -> None:
    citations = Citations((evidence(),), frozenset())
    citations.claim(ClaimRecord(text="x", cites=["E1"], quote="Sputum and cough prove lung disease"))
    assert citations.used[0].text == "Cough with sputum points to the lung."
    assert len(citations.dropped) == 1


def test_our_own_summary_is_shown_whole_and_never_as_a_quotation() -> None:
    citations = Citations((evidence(ingested=False),), frozenset())
    citations.claim(ClaimRecord(text="x", cites=["E1"], quote="Fever is common."))
    assert citations.used[0].span is None
    assert citations.used[0].text == TEXT


@given(st.text(min_size=1), st.text())
def test_what_is_quoted_always_stands_there(text: str, claim: str) -> None:
    citations = Citations((evidence(text=text),), frozenset())
    citations.claim(ClaimRecord(text=claim[:600], cites=["E1"]))
    for cited in citations.used:
        assert cited.span is not None
        assert text[cited.span[0] : cited.span[1]] == cited.text
