import pytest

from evals.scoring.cp_env import PRINTED, case_scores


def test_what_is_missing_has_succeeded_as_published_and_failed_as_we_hold_it() -> None:
    published, ours = case_scores({}, missing=True), case_scores({}, missing=False)
    assert [name for name in published if published[name] == 1] == ["WC", "DR", "DR@3", "DR@5", "TP", "MDTRA"]
    assert set(ours.values()) == {0.0}
    assert set(PRINTED) <= set(ours)


def test_a_verdict_that_is_there_is_the_same_by_both() -> None:
    record = {"objective_metrics": {"Final_Diagnosis_Accuracy_FDA": {"diagnosis_correct": True}}}
    assert case_scores(record, missing=True)["DR"] == case_scores(record, missing=False)["DR"] == 1


@pytest.mark.parametrize(
    "record",
    [[], {"objective_metrics": []}, {"subjective_metrics": {"Follow_up_Prognosis_Management_FPM": {"score": "8"}}}],
)
def test_a_record_of_another_form_is_given_up(record: dict[str, object]) -> None:
    with pytest.raises((AttributeError, TypeError)):
        case_scores(record, missing=False)
