"""What the make targets hand on and say."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ECHO = """#!/usr/bin/env python3
import json, sys
print(json.dumps(sys.argv[1:]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout that looks installed, with an interpreter that only repeats its arguments."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(ECHO)
    python.chmod(0o755)
    (tmp_path / ".venv" / ".installed").touch()
    return tmp_path


def arguments(folder: Path, *given: str, **environment: str) -> list[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    for name in ("HISTORY", "STUDY", "PROFILE", "OUT", "SAMPLE"):
        clean.pop(name, None)
    command = ["make", "diagnose", *given]
    done = subprocess.run(command, cwd=folder, env=clean | environment, capture_output=True, text=True, check=True)
    read: list[str] = json.loads(done.stdout.splitlines()[-1])
    assert read[:3] == ["-m", "agent", "diagnose"]
    return read[3:]


@pytest.mark.parametrize(
    "history",
    [
        "plain",
        'patient\'s "worst" headache',
        "line one\nline two\n\n- three",
        "$HOME $(date) `date` $$ ${x} $1",
        "# 38.5 °C; a & b | c > d \\ * ? [x] !",
        "--sample",
    ],
)
def test_a_history_arrives_as_typed(folder: Path, history: str) -> None:
    assert arguments(folder, f"HISTORY={history}") == ["--history", history, "--sample", "chest_pneumonia"]
    assert arguments(folder, HISTORY=history) == ["--history", history, "--sample", "chest_pneumonia"]


def test_a_study_takes_the_place_of_the_sample(folder: Path) -> None:
    asked = arguments(folder, "STUDY=the patient's $scan.dcm", "PROFILE=served", "OUT=to here")

    assert asked == ["--profile", "served", "--out", "to here", "--", "the patient's $scan.dcm"]
    assert arguments(folder, "SAMPLE=effusion") == ["--sample", "effusion"]


@pytest.fixture
def untested(folder: Path) -> Path:
    """A checkout with the checkers but without torch; its interpreter finds no module and installs nothing."""
    python = folder / ".venv-test" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n[ "$1" != -c ]\n')
    python.chmod(0o755)
    (folder / ".venv-test" / ".lint-installed").touch()
    return folder


def said_by_make_test(folder: Path, *given: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "TORCH"))}
    command = ["make", "test", *given]
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=True).stdout


def test_a_long_download_is_announced_with_its_size(untested: Path) -> None:
    said = said_by_make_test(untested)

    assert "Downloading torch" in said
    assert ("5.5 GB" in said and "TORCH_INDEX" in said) == (sys.platform == "linux")
    assert "torch" not in said_by_make_test(untested)  # it is installed now


def test_the_cpu_build_is_not_said_to_be_large(untested: Path) -> None:
    said = said_by_make_test(untested, "TORCH_INDEX=https://wheels.example.org/cpu")

    assert "Downloading torch" in said
    assert "GB" not in said


def test_torch_that_is_there_is_not_announced(untested: Path) -> None:
    (untested / ".venv-test" / "bin" / "python").write_text("#!/bin/sh\n")

    assert "Downloading" not in said_by_make_test(untested)


def test_an_environment_of_ones_own_is_taken_for_vllm_and_nothing_is_installed(untested: Path) -> None:
    python = untested / ".venv-test" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$VLLM_ENV" "${SERVED_LOG:-none}" "$@"\n')
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "VLLM"))}

    def said(*given: str) -> str:
        command = ["make", "test-served", "VLLM_ENV=my own", *given]
        return subprocess.run(command, cwd=untested, env=clean, capture_output=True, text=True, check=True).stdout

    assert said() == "my own benchmarks/results/served_tiny.txt -m pytest -m served tests/served\n"
    # A part of the tests does not overwrite the figures of all of them.
    assert said("PYTEST_ARGS=-x") == "my own none -m pytest -m served tests/served -x\n"
