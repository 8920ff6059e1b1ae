from pathlib import Path

import pytest

from evals import DatasetError
from evals.layouts.beir import read_grades


def test_a_header_is_passed_over_and_not_needed(tmp_path: Path) -> None:
    with_header, without = tmp_path / "one.tsv", tmp_path / "other.tsv"
    without.write_text("1\ta\t2\n1\tb\t0\n2\ta\t1\n")
    with_header.write_text("query-id\tcorpus-id\tscore\n" + without.read_text())
    assert read_grades(with_header) == read_grades(without) == {"1": {"a": 2.0, "b": 0.0}, "2": {"a": 1.0}}


@pytest.mark.parametrize("line", ["1\ta", "1\ta\thigh", "1 a 2", "1\tQ0\ta\t1"])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "one.tsv"
    path.write_text(f"1\ta\t2\n{line}\n")
    with pytest.raises(DatasetError, match="line 2"):
        read_grades(path)
