import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.coverage import Region
from evals.metrics.radfact import Sentence, Verdict, direction, f1, in_evidence

LEFT, RIGHT, WHOLE = Region(0, 0, 0.5, 1), Region(0.5, 0, 1, 1), Region(0, 0, 1, 1)


def said(*boxes: Region) -> Sentence:
    return Sentence(text="A made finding.", boxes=boxes)


def test_each_share_has_its_own_denominator() -> None:
    sentences = [said(LEFT), said(LEFT), said(LEFT), said()]
    verdicts = [
        Verdict(entailed=True, evidence=(0,)),
        Verdict(entailed=True, evidence=(1,)),
        Verdict(entailed=False),
        Verdict(entailed=True, evidence=(2,)),
    ]
    found = direction(sentences, verdicts, [said(LEFT), said(RIGHT), said()], in_evidence)
    assert (found.logical, found.grounding, found.spatial) == (3 / 4, 1 / 2, 1 / 3)
    assert (found.sentences, found.boxed, found.failed) == (4, 3, 0)


def test_a_box_that_lies_half_in_the_evidence_is_found_and_one_without_area_is_not() -> None:
    assert in_evidence([WHOLE], [LEFT])
    assert not in_evidence([WHOLE], [Region(0, 0, 0.49, 1)])
    assert not in_evidence([Region(0.5, 0.5, 0.5, 0.9)], [WHOLE])


def test_evidence_of_several_sentences_is_put_together() -> None:
    verdict = Verdict(entailed=True, evidence=(0, 1))
    quarter = Region(0, 0, 0.25, 1)
    assert direction([said(WHOLE)], [verdict], [said(quarter), said(RIGHT)], in_evidence).spatial == 1
    assert direction([said(WHOLE)], [verdict], [said(quarter), said()], in_evidence).spatial == 0


def test_what_the_judge_did_not_say_is_told_apart() -> None:
    found = direction([said(LEFT), said()], [Verdict(entailed=None), Verdict(entailed=False)], [], in_evidence)
    assert (found.logical, found.spatial, found.failed) == (0, 0, 1)
    assert math.isnan(found.grounding)


def test_a_report_without_sentences_has_no_share() -> None:
    found = direction([], [], [said()], in_evidence)
    assert all(math.isnan(one) for one in (found.logical, found.grounding, found.spatial))


@given(st.floats(0, 1), st.floats(0, 1))
def test_f1_lies_between_and_is_defined_for_nothing(precision: float, recall: float) -> None:
    value = f1(precision, recall)
    assert min(precision, recall) - 1e-9 <= value <= max(precision, recall) + 1e-9
    assert f1(0, 0) == 0
    assert math.isnan(f1(precision, math.nan))


def test_verdicts_and_sentences_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="shorter"):
        direction([said()], [], [], in_evidence)
