"""`make diagnose` hands on what was typed, whatever characters it holds."""

import json
import os
import shutil
import subprocess
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
