from typing import Any

import orjson
import pytest

from evals.catalogue import benchmark
from evals.errors import RunError
from evals.reporting.figures import Report, reported
from evals.reporting.page import page_of


def made(make_row: Any) -> Report:
    rows = [
        make_row(
            "1", 1.0, confidence=0.9, cluster="p", groups={"organ": "chest"}, measures={"seconds": 2.0, "calls": 1}
        ),
        make_row("2", 0.0, confidence=0.6, cluster="p", groups={"organ": "<head>"}, measures={"seconds": 4.0}),
        make_row("3", 0.0, outcome="transport"),
        make_row("4", 0.0, outcome="images"),
    ]
    return reported(benchmark("vqa_rad"), rows, configuration={"profile": "x"}, identity={"model": "0"}, expected=5)


def test_every_failure_stays_in_the_denominator(make_row: Any) -> None:
    report = made(make_row)
    assert report.strict.mean == 0.25
    assert (report.strict.items, report.strict.clusters) == (4, 3)
    assert dict(report.outcomes) == {"answered": 2, "images": 1, "transport": 1}
    assert report.calibration is not None
    assert report.calibration.answers == 2
    assert report.calibration.curve == ((0.25, 0.0), (0.5, 0.5))
    assert report.groups["organ"]["<head>"].mean == 0.0
    assert (report.use.tool_rate, report.use.right_with_tools) == (0.25, 1.0)


def test_without_times_two_runs_are_the_same(make_row: Any) -> None:
    record = orjson.loads(made(make_row).as_json(times=False))
    assert "seconds" not in record["measures"]
    assert not any(name.startswith("seconds") for name in record["use"])


def test_the_page_opens_offline_and_names_are_text(make_row: Any) -> None:
    page = page_of(made(make_row))
    assert page == page_of(made(make_row))
    assert page.count("<svg") >= 4
    assert "<head>)" not in page
    assert "&lt;head&gt;" in page
    assert "<script" not in page
    assert 'src="http' not in page
    assert "default-src 'none'" in page


def test_nothing_is_no_report() -> None:
    with pytest.raises(RunError, match="no sample"):
        reported(benchmark("vqa_rad"), [], configuration={}, identity={})
