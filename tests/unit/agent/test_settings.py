"""The environment is read in one place, and cannot make conversations leave the machine by accident."""

import os
import subprocess
import sys

import pytest

from agent.settings import Settings, for_child

ASK = "from agent import Agent; Agent(); from langsmith.utils import tracing_is_enabled; print(tracing_is_enabled())"


@pytest.mark.parametrize(("allowed", "expected"), [("", "False"), ("1", "True")])
def test_tracing_is_off_unless_it_is_asked_for_by_our_own_name(allowed: str, expected: str) -> None:
    clean = {name: value for name, value in os.environ.items() if "TRACING" not in name}
    environment = {**clean, "LANGSMITH_TRACING": "true", "MMEDEXPERT_ALLOW_TRACING": allowed}
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == expected


def test_the_endpoint_is_loopback_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMEDEXPERT_BASE_URL", raising=False)
    assert Settings.from_environment().base_url.startswith("http://127.0.0.1:")
    monkeypatch.setenv("MMEDEXPERT_BASE_URL", "http://gpu-1:8000/v1")
    assert Settings.from_environment().base_url == "http://gpu-1:8000/v1"


def test_an_empty_key_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMEDEXPERT_API_KEY", "")
    assert Settings.from_environment().api_key is None


def test_a_calibration_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMEDEXPERT_CALIBRATION", raising=False)
    assert Settings.from_environment().calibration is None
    monkeypatch.setenv("MMEDEXPERT_CALIBRATION", "calibration.json")
    assert Settings.from_environment().calibration == "calibration.json"


def test_a_child_inherits_less_some_and_plus_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "here")
    monkeypatch.setenv("SECRET", "never")
    monkeypatch.setenv("PYTHONPATH", "theirs")

    child = for_child({"ADDED": "new", "PYTHONPATH": "ours"}, ("SECRET", "ABSENT"))

    assert (child["KEPT"], child["ADDED"]) == ("here", "new")
    assert "SECRET" not in child
    assert child["PYTHONPATH"] == os.pathsep.join(("ours", "theirs"))
    assert for_child({})["PYTHONPATH"] == "theirs"
