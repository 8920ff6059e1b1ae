import os
import signal
import sys
from pathlib import Path

import pytest

from agent.serving import ServerFailed
from agent.serving.ports import group_members
from agent.serving.process import Program

CHILD = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"


def python(code: str, **more: str) -> Program:
    return Program((sys.executable, "-c", code), {**os.environ, **more}, secrets=("s3cret",))


def ended(program: Program) -> int | None:
    return program.wait(20)


def test_a_program_and_what_it_started_are_gone_after_the_block() -> None:
    with python(CHILD + "print('up', flush=True)\ntime.sleep(600)") as program:
        while not program.last_lines(1):
            program.wait(0.02)
        assert len(group_members(program.group)) == 2 or sys.platform != "linux"
    assert group_members(program.group) == ()
    assert program.ended == -signal.SIGTERM


def test_one_that_left_its_child_behind_leaves_nothing() -> None:
    with python(CHILD) as program:
        assert ended(program) == 0
    assert group_members(program.group) == ()


def test_one_that_does_not_listen_is_forced() -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    with python(deaf) as program:
        while not program.last_lines(1):
            program.wait(0.02)
        program.stop(0.1)
        assert program.ended == -signal.SIGKILL


def test_the_log_is_shown_without_secrets_and_control_characters() -> None:
    code = "import os; print('key', os.environ['K']); print('5%\\r10%'); print('\\x1b[31mred'); print('x' * 5000)"
    with python(code, K="s3cret") as program:
        ended(program)
        lines = program.last_lines(10)

    assert lines[:3] == ("key [key]", "10%", "[31mred")
    assert len(lines[3]) == 400


def test_its_log_has_no_name_that_others_could_open_or_that_could_stay_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with python("print('x', flush=True)") as program:
        assert list(tmp_path.iterdir()) == []
        ended(program)
        assert program.last_lines(1) == ("x",)
    assert program.last_lines(1) == ()
    program.stop()


def test_a_program_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="cannot be started"):
        Program((str(tmp_path / "nothing"),), {})
