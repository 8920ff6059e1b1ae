"""From outcomes to a calibrated confidence, by the commands and by the embedded model."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent import Agent
from agent.__main__ import app
from agent.errors import ConfigurationError


def fitted(folder: Path) -> Path:
    """A calibration by the command: of answers at 0.9, half were right; at 0.3, a tenth."""
    outcomes = [{"confidence": 0.9, "correct": at % 2 == 0, "method": "evidence-coverage"} for at in range(40)]
    outcomes += [{"confidence": 0.3, "correct": at % 10 == 0, "method": "evidence-coverage"} for at in range(40)]
    source, path = folder / "outcomes.jsonl", folder / "calibration.json"
    source.write_text("".join(json.dumps(one) + "\n" for one in outcomes))
    asked = ["calibrate", str(source), "--profile", "embedded", "--method", "isotonic", "--out", str(path)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    return path


def worked_up(folder: Path, *more: str) -> dict[str, object]:
    asked = ["diagnose", "--sample", "chest_pneumonia", "--json", "--out", str(folder / "out"), *more]
    found = CliRunner().invoke(app, asked)
    confidence: dict[str, object] = json.loads(found.stdout)["confidence"]
    return confidence


def test_outcomes_become_a_calibrated_diagnosis(tmp_path: Path) -> None:
    plain = worked_up(tmp_path)
    corrected = worked_up(tmp_path, "--calibration", str(fitted(tmp_path)))

    value = float(str(plain["value"]))
    assert plain["calibrated"] is False
    assert corrected["calibrated"] is True
    # Straight between the two knots, flat outside them.
    share = min(1.0, max(0.0, (value - 0.3) / 0.6))
    assert corrected["value"] == pytest.approx(0.1 + share * 0.4)
    assert "80 outcomes" in str(corrected["meaning"])


def test_a_calibration_named_by_the_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMEDEXPERT_CALIBRATION", str(fitted(tmp_path)))
    assert worked_up(tmp_path)["calibrated"] is True


def test_a_calibration_that_is_missing_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Agent(calibration=tmp_path / "none.json")
    asked = ["diagnose", "--sample", "chest_pneumonia", "--calibration", str(tmp_path / "none.json")]
    found = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out")])
    assert found.exit_code == 2
