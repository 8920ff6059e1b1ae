import json
from pathlib import Path
from typing import Any

import pytest

from agent.calibration import Calibration, calibrated, load_calibration, save_calibration
from agent.diagnosis import Confidence
from agent.errors import ConfigurationError

FACTS: dict[str, Any] = {
    "method": "temperature",
    "temperature": 2.0,
    "profile": "qwen2.5-vl-7b",
    "estimator": "option-token",
    "outcomes": 120,
    "source_sha256": "ab" * 32,
    "ece_before": 0.2,
    "ece_after": 0.05,
    "ece_cross_validated": 0.07,
}
GIVEN = Confidence(value=0.9, method="option-token", parts={"B": 0.9}, meaning="It is so; not calibrated.")


def made(**more: Any) -> Calibration:
    return Calibration(**{**FACTS, **more})


def test_it_is_applied_where_profile_and_estimator_match() -> None:
    found, said = calibrated(GIVEN, made(), "qwen2.5-vl-7b")
    # logit(0.9) = ln 9; halved, that is ln 3: 0.75.
    assert found.value == pytest.approx(0.75)
    assert found.calibrated
    assert found.parts == {"B": 0.9, "uncalibrated": 0.9}
    assert "120 outcomes (file abababababab)" in found.meaning
    assert "not calibrated" not in found.meaning
    assert said.startswith("Applied (temperature), from 0.900 to 0.750")


@pytest.mark.parametrize(
    ("calibration", "given", "why"),
    [
        (made(profile="lingshu"), GIVEN, "for profile 'lingshu'"),
        (made(estimator="answer-tokens"), GIVEN, "for 'answer-tokens'"),
        (made(estimator="option-token+agreement"), GIVEN, "for 'option-token+agreement'"),
        (made(method="none", temperature=None), GIVEN, "no correction that is better"),
        (made(), Confidence(value=0.0, method="option-token"), "no answer"),
    ],
)
def test_it_is_not_applied_elsewhere_and_that_is_said(calibration: Calibration, given: Confidence, why: str) -> None:
    found, said = calibrated(given, calibration, "qwen2.5-vl-7b")
    assert found == given
    assert said.startswith("Not applied: ")
    assert why in said


def test_outcomes_without_an_estimator_are_for_every_one() -> None:
    assert calibrated(GIVEN, made(estimator=None), "qwen2.5-vl-7b")[0].calibrated


def test_without_a_calibration_nothing_is_said() -> None:
    assert calibrated(GIVEN, None, "qwen2.5-vl-7b") == (GIVEN, "")


def test_no_answer_stays_zero() -> None:
    assert made().apply(0.0) == 0.0
    assert made(method="isotonic", temperature=None, knots=[[0.0, 0.3], [1.0, 0.9]]).apply(0.0) == 0.0


def test_a_file_is_read_back_equal(tmp_path: Path) -> None:
    for one in (made(), made(method="isotonic", temperature=None, knots=((0.2, 0.1), (0.7, 0.1), (0.9, 0.8)))):
        save_calibration(one, tmp_path / "c.json")
        assert load_calibration(tmp_path / "c.json") == one


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"schema_version": 2}, "schema_version"),
        ({"temperature": None}, "temperature"),
        ({"temperature": -1.0}, "temperature"),
        ({"method": "platt"}, "method"),
        ({"method": "isotonic", "knots": []}, "knots"),
        ({"method": "isotonic", "knots": [[0.5, 0.5], [0.4, 0.6]]}, "knots"),
        ({"method": "isotonic", "knots": [[0.1, 0.6], [0.4, 0.5]]}, "knots"),
        ({"method": "isotonic", "knots": [[0.1, 1.6]]}, "knots"),
        ({"source_sha256": "x"}, "source_sha256"),
        ({"outcomes": 0}, "outcomes"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_broken_file_names_what_is_broken(tmp_path: Path, change: dict[str, Any], where: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({**FACTS, **change}))
    with pytest.raises(ConfigurationError, match=where):
        load_calibration(path)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"not json", b"[" * 100_000, b'"' + b"x" * 2**20 + b'"'])
def test_a_file_that_is_none_is_a_configuration_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "c.json").write_bytes(data)
    with pytest.raises(ConfigurationError, match=r"is not JSON|is larger"):
        load_calibration(tmp_path / "c.json")


def test_a_missing_file_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_calibration(tmp_path / "none.json")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        save_calibration(made(), tmp_path / "no" / "c.json")
