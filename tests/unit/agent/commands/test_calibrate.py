import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.__main__ import app
from agent.calibration import load_calibration


def rows(many: int, **more: object) -> list[dict[str, object]]:
    """Outcomes that say 0.95 and 0.75 where 0.8 and 0.6 are right."""
    out: list[dict[str, object]] = []
    for at in range(many):
        sure = at % 2 == 0
        right = (at // 2) % 5 < (4 if sure else 3)
        out.append({"confidence": 0.95 if sure else 0.75, "correct": right, **more})
    return out


def written(folder: Path, several: list[dict[str, object]]) -> Path:
    path = folder / "outcomes.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in several))
    return path


def run(path: Path, *more: str) -> tuple[int, str]:
    found = CliRunner().invoke(
        app, ["calibrate", str(path), "--profile", "embedded", "--out", str(path.with_name("c.json")), *more]
    )
    return found.exit_code, " ".join(found.output.split())


def test_it_says_before_and_after_and_writes_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, rows(200, method="option-token"))
    code, said = run(path)
    assert code == 0
    for word in (
        "200 outcomes",
        "accuracy 0.700",
        "before",
        "after, unseen",
        "ECE",
        "Brier",
        "NLL",
        "by chance",
        "written",
        "use it",
    ):
        assert word in said
    made = load_calibration(tmp_path / "c.json")
    assert (made.profile, made.estimator, made.outcomes) == ("embedded", "option-token", 200)
    assert made.ece_before == pytest.approx(0.15)
    assert made.ece_after < 0.03
    assert made.ece_cross_validated is not None
    assert made.ece_cross_validated < 0.08


@pytest.mark.parametrize("method", ["temperature", "isotonic"])
def test_a_method_may_be_asked_for(tmp_path: Path, method: str) -> None:
    assert run(written(tmp_path, rows(60)), "--method", method)[0] == 0
    assert load_calibration(tmp_path / "c.json").method == method


def test_auto_leaves_alone_what_is_calibrated(tmp_path: Path) -> None:
    good: list[dict[str, object]] = [{"confidence": 0.8, "correct": at % 5 < 4} for at in range(50)]
    good += [{"confidence": 0.2, "correct": at % 5 < 1} for at in range(50)]
    code, said = run(written(tmp_path, good))
    assert code == 0
    assert "least negative log-likelihood over 5 unseen folds (none 0.5004" in said


@pytest.mark.parametrize(
    ("several", "more", "says"),
    [
        (rows(20), (), "20 outcomes are too few"),
        ([{"confidence": 0.5, "correct": 1}] * 40, (), "All 40 outcomes are correct"),
        (rows(40, profile="lingshu"), (), "No outcome is of profile 'embedded'; the file has: lingshu"),
        (rows(40, method="a") + rows(40, method="b"), (), "several estimators (a, b"),
        (rows(40, method="a"), ("--estimator", "c"), "No outcome is of estimator 'c'"),
        ([{"confidence": 2, "correct": 1}], (), "Line 1: confidence is 2"),
    ],
)
def test_bad_input_is_refused(
    tmp_path: Path, several: list[dict[str, object]], more: tuple[str, ...], says: str
) -> None:
    code, said = run(written(tmp_path, several), *more)
    assert code == 2
    assert says in said
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize("several", [rows(20), [{"confidence": 0.5, "correct": 1}] * 3])
def test_force_fits_all_the_same(tmp_path: Path, several: list[dict[str, object]]) -> None:
    assert run(written(tmp_path, several), "--force")[0] == 0


def test_one_of_several_estimators_is_chosen(tmp_path: Path) -> None:
    code, said = run(written(tmp_path, rows(40, method="a") + rows(60, method="b")), "--estimator", "b")
    assert code == 0
    assert "60 outcomes (40 of other profiles or estimators left out)" in said
    assert load_calibration(tmp_path / "c.json").estimator == "b"


def test_outcomes_that_do_not_say_their_estimator_are_warned_about(tmp_path: Path) -> None:
    code, said = run(written(tmp_path, rows(40)))
    assert code == 0
    assert "do not say which estimator" in said
    assert load_calibration(tmp_path / "c.json").estimator is None
