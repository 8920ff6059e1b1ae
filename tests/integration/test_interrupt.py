"""Ctrl-C while a command still loads: one line and exit code 130, and never a traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

RUN = """
import os, runpy, signal, sys
package, after, *words = sys.argv[1:]
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job may ignore it
seen = 0

def listen(event, arguments):
    global seen
    # From the first line of the program on; what Python does before that is not ours.
    if event == "import" and arguments[0].split(".")[0] not in (package, "runpy"):
        seen += 1
        if seen == int(after):
            os.kill(os.getpid(), signal.SIGINT)

sys.argv = [package, *words]
sys.path.insert(0, os.getcwd())
import importlib
importlib.import_module(package)
sys.addaudithook(listen)
runpy.run_module(package, run_name="__main__", alter_sys=True)
"""
"""Runs a package as `python -m` does, and sends SIGINT at its nth import."""


@pytest.mark.parametrize("after", [5, 120])
@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("agent", ["diagnose", "--sample", "chest_pneumonia"]),
        ("tools", ["list"]),
        ("corpora", ["list"]),
        ("guidelines", ["list"]),
    ],
)
def test_ctrl_c_while_a_command_loads_is_one_line(package: str, words: list[str], after: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, package, str(after), *words], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stderr == "Interrupted.\n"
    assert done.stdout == ""
    assert done.returncode == 128 + signal.SIGINT


@pytest.mark.parametrize("package", ["agent", "corpora", "guidelines", "tools"])
def test_hardly_anything_is_loaded_before_a_command_can_catch_ctrl_c(package: str) -> None:
    code = (
        f"import sys; before = set(sys.modules); import {package}.__main__; print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert f"{package}.__main__" in loaded
    assert [name for name in loaded if name.startswith(f"{package}.")] == [f"{package}.__main__"]
    assert {"numpy", "pydantic", "typer"} & set(loaded) == set()
