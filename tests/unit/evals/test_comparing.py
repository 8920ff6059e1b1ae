from typing import Any

import pytest

from evals.comparing import compare_rows
from evals.errors import RunError


def test_pairs_go_by_the_id_of_the_case(make_row: Any) -> None:
    first = [make_row(str(n), float(n % 2)) for n in range(10)]
    second = [make_row(str(n), 1.0) for n in reversed(range(2, 12))]
    found = compare_rows(first, second)
    assert (found.cases, found.left_out) == (8, 4)
    assert found.difference.mean == 0.5
    assert found.test is not None
    assert (found.test.first_only, found.test.second_only) == (0, 4)
    assert found.turned == {"first": (), "second": ("2", "4", "6", "8")}


def test_grades_have_no_exact_test(make_row: Any) -> None:
    found = compare_rows([make_row("a", 0.5)], [make_row("a", 1.0)])
    assert found.test is None


def test_runs_without_a_common_case_are_refused(make_row: Any) -> None:
    with pytest.raises(RunError, match="No case"):
        compare_rows([make_row("a", 1.0)], [make_row("b", 1.0)])
