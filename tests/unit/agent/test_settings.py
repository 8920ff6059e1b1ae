"""The environment is read in one place, and cannot make conversations leave the machine by accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.settings import Settings, for_child, hub_cache

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


def test_the_hubs_cache_is_where_its_client_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert hub_cache() == Path("~/.cache/huggingface/hub").expanduser()
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    assert hub_cache() == Path("cache/huggingface/hub")
    monkeypatch.setenv("HF_HOME", "hub-home")
    assert hub_cache() == Path("hub-home/hub")
    monkeypatch.setenv("HF_HUB_CACHE", "here")
    assert hub_cache() == Path("here")
