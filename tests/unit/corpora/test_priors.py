from dataclasses import replace

import pytest

from corpora import Hit, Passage, Provenance
from corpora.priors import Priors, evidence_level, with_priors

ONLY_GRADE = Priors(age=0.0, superseded=0.0)


def hit(name: str, title: str, *, year: int | None = 2020, score: float = 1.0, text: str = "Words.") -> Hit:
    source = Provenance(title=title, issuer="Someone", year=year, url="https://example.org")
    return Hit(passage=Passage(id=name, document=name, text=text, source=source), score=score, ranks=())


@pytest.mark.parametrize(
    ("title", "kind", "level"),
    [
        ("Statins: a meta-analysis of trials", "meta-analysis", 9),
        ("A systematic review of statins", "systematic review", 8),
        ("2024 guideline on lipids", "guideline", 7),
        ("A randomised trial of statins", "randomised trial", 6),
        ("A prospective cohort of smokers", "cohort", 4),
        ("A case report of myopathy", "case report", 2),
        ("Editorial", "expert opinion", 1),
    ],
)
def test_the_kind_is_read_from_the_title(title: str, kind: str, level: int) -> None:
    assert evidence_level(hit("a", title).passage) == (kind, level)


def test_the_text_tells_where_the_title_does_not() -> None:
    assert evidence_level(hit("a", "Statins", text="In this double-blind trial, we …").passage) == (
        "randomised trial",
        6,
    )
    assert evidence_level(hit("a", "Statins").passage) is None


def test_our_own_summaries_are_of_guidelines() -> None:
    assert evidence_level(replace(hit("a", "Psoriasis").passage, wording="summary")) == ("guideline", 7)


def test_guideline_before_trial_before_case_report() -> None:
    hits = [hit("c", "Case report"), hit("b", "A randomised trial"), hit("a", "Guideline")]
    assert [one.passage.id for one in with_priors(hits, ONLY_GRADE)] == ["a", "b", "c"]


def test_the_newer_of_two_alike_goes_first_and_no_year_is_no_loss() -> None:
    hits = [hit("a", "x", year=2000), hit("b", "x", year=2020), hit("c", "x", year=None)]
    assert [one.passage.id for one in with_priors(hits, Priors())] == ["b", "c", "a"]


def test_what_was_superseded_falls_below_what_is_alike() -> None:
    old = hit("a", "x", score=1.2)
    old = replace(old, passage=replace(old.passage, superseded_by="new"))
    assert [one.passage.id for one in with_priors([old, hit("b", "x")], Priors())] == ["b", "a"]


def test_each_term_can_be_left_out() -> None:
    old = hit("a", "Case report", year=1990)
    old = replace(old, passage=replace(old.passage, superseded_by="new"))
    none = Priors(grade=0.0, age=0.0, superseded=0.0)
    assert with_priors([old, hit("b", "Guideline")], none)[0].score == 1.0
    assert [one.passage.id for one in with_priors([old, hit("b", "Guideline")], none)] == ["a", "b"]


def test_a_prior_does_not_hide_what_answers_far_better() -> None:
    hits = [hit("a", "A case report", score=2.0), hit("b", "Guideline", score=1.0)]
    assert [one.passage.id for one in with_priors(hits, Priors())] == ["a", "b"]
