import pytest

from evals.scoring.radrbench import answer_right, reasoning_figures


def record(wanted: int, recalled: int, said: int, correct: int, effective: int, other: int) -> dict[str, object]:
    return {
        "gt_key_finding": {"key_conclusion": [{}] * wanted},
        "pred_key_finding": {"key_conclusion": [{}] * said},
        "recall_res": {"recalled_count": recalled},
        "precision_res": {"correct_count": correct},
        "efficiency": {"effective_count": effective, "ineffective_count": other},
    }


def test_means_over_records_and_their_mean() -> None:
    found = reasoning_figures([record(4, 2, 2, 2, 3, 1), record(0, 0, 0, 0, 0, 0)])
    assert (found["recall"], found["precision"], found["efficiency"]) == (0.25, 0.5, 0.375)
    assert found["radrscore"] == pytest.approx(0.375)
    assert found["valid"] == 2


def test_a_judge_that_counts_too_much_is_believed() -> None:
    assert reasoning_figures([record(1, 3, 1, 1, 1, 0)])["recall"] == 3


def test_what_was_added_before_a_field_was_missed_stays_in_the_sum() -> None:
    broken = record(2, 2, 1, 1, 1, 0)
    del broken["efficiency"]
    found = reasoning_figures([broken, record(2, 0, 1, 0, 0, 1)])
    assert (found["recall"], found["precision"], found["valid"]) == (1, 1, 1)
    assert reasoning_figures([{}])["radrscore"] == 0


def test_an_answer_without_words_is_dropped() -> None:
    assert answer_right("", "A") is None
    assert answer_right("A", "") is None
