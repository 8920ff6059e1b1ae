"""The command as a user runs it: a process of its own, with a stand-in for vLLM."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.__main__ import app
from agent.serving.ports import answers, group_members, listeners
from tests.unit.agent.serving.conftest import EMPTY, STAND_IN

ROOT = Path(__file__).resolve().parents[4]
KEY = "k3y-0123456789-abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an environment of the stand-in, weights and an adapter."""
    program = tmp_path / "vllm" / "bin" / "vllm"
    program.parent.mkdir(parents=True)
    before = (
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); "
        f"open({str(tmp_path / 'told')!r}, 'w').write(json.dumps([sys.argv, dict(os.environ)]))"
    )
    program.write_text(
        STAND_IN.format(python=sys.executable, root=str(ROOT), before=before, app="Guard(app)", host="host")
    )
    program.chmod(0o755)
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "config.json").write_text("{}")
    (weights / "model.safetensors").write_bytes(EMPTY)
    chest = tmp_path / "chest"
    chest.mkdir()
    (chest / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 4}')
    (chest / "adapter_model.safetensors").write_bytes(EMPTY)
    return tmp_path


def given(folder: Path, *more: str) -> list[str]:
    place = ["--vllm", str(folder / "vllm"), "--checkpoint", str(folder / "weights")]
    return ["serve", "--profile", "mmedexpert-r1", *place, "--lora", f"chest={folder / 'chest'}", "--port", "0", *more]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_announces_the_endpoint_and_stops_everything_when_asked(folder: Path, number: signal.Signals) -> None:
    environment = {**os.environ, "MMEDEXPERT_API_KEY": KEY}
    command = [sys.executable, "-m", "agent", *given(folder)]
    # Under nohup or in the background of a script the tests themselves ignore these, and would hand that down.
    heed = partial(signal.signal, number, signal.SIG_DFL)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=-1,
        stderr=-1,
        text=True,
        preexec_fn=heed,  # noqa: PLW1509 - one system call
    ) as running:
        assert running.stdout is not None
        said = [running.stdout.readline().strip() for _ in range(2)]
        server = int((folder / "pid").read_text())
        running.send_signal(number)
        _, complaints = running.communicate(timeout=30)

    assert running.returncode == 0, complaints
    assert said[0].startswith("export MMEDEXPERT_BASE_URL=http://127.0.0.1:")
    assert said[1] == f"export MMEDEXPERT_API_KEY={KEY}"
    assert "no licence is stated" in complaints  # what the profile says of the weights
    assert "Stopped." in complaints
    assert KEY not in complaints
    assert group_members(server) == ()
    assert not Path(json.loads((folder / "told").read_text())[1]["TMPDIR"]).exists()
    port = int(said[0].rpartition(":")[2].removesuffix("/v1"))
    assert port not in {one.port for one in listeners() or ()}


def test_a_server_does_not_outlive_a_launcher_that_was_killed(folder: Path) -> None:
    command = [sys.executable, "-m", "agent", *given(folder)]
    told = {**os.environ, "MMEDEXPERT_API_KEY": KEY}
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=-1, stderr=-1, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        server = int((folder / "pid").read_text())
        running.kill()

    patience = time.monotonic() + 20
    while group_members(server) and time.monotonic() < patience:
        os.sched_yield()
    assert group_members(server) == ()
    assert not Path(json.loads((folder / "told").read_text())[1]["TMPDIR"]).exists()


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_dry_run_shows_a_command_that_starts_the_same_server(folder: Path) -> None:
    dry = CliRunner().invoke(app, given(folder, "--key", KEY, "--dry-run", "--", "--enforce-eager"))

    assert dry.exit_code == 0
    assert KEY not in dry.output
    assert "MMEDEXPERT_API_KEY" in dry.stderr
    assert not (folder / "pid").exists()

    # The guard, which only PYTHONPATH lets it find, is loaded after this, and the port is that of a listener by then.
    here = {**os.environ, "MMEDEXPERT_API_KEY": KEY, "HF_TOKEN": "none of its business"}
    with subprocess.Popen(["/bin/sh", "-c", f"exec {dry.stdout}"], env=here, start_new_session=True) as running:
        arguments = shlex.split(dry.stdout.replace("\\\n", " "))
        port = int(arguments[arguments.index("--port") + 1])
        try:
            while running.poll() is None and not answers("127.0.0.1", port):
                os.sched_yield()
            assert running.poll() is None
        finally:
            running.terminate()
    argv, environment = json.loads((folder / "told").read_text())
    assert argv == arguments[arguments.index(str(folder / "vllm" / "bin" / "vllm")) :]
    assert argv[-1] == "--enforce-eager"
    assert environment["VLLM_API_KEY"] == KEY
    assert {"HF_TOKEN", "MMEDEXPERT_API_KEY"}.isdisjoint(environment)


def test_a_key_may_stand_in_a_file(folder: Path) -> None:
    (folder / "key").write_text("short\n")
    code, said = run(*given(folder, "--key", f"@{folder / 'key'}", "--dry-run"))
    assert code == 3
    assert "at least 16" in said

    code, said = run(*given(folder, "--key", f"@{folder / 'none'}", "--dry-run"))
    assert code == 2


@pytest.mark.parametrize(
    ("more", "code", "why"),
    [
        (("--host", "0.0.0.0"), 3, "other machines"),
        (("--", "--trust-remote-code"), 3, "--trust-remote-code"),
        (("--lora", "chest"), 2, "SPECIALTY=FOLDER"),
        (("--lora", "chest=elsewhere"), 2, "twice"),
        (("--tensor-parallel", "0"), 2, "tensor_parallel"),
        (("--wait", "0"), 2, "--wait"),
        (("--checkpoint", "/nowhere"), 2, "must be a folder"),
        (("--lora", "neuro=/nowhere"), 2, "must be a folder"),
    ],
)
def test_a_refusal_is_one_sentence_and_an_exit_code(folder: Path, more: tuple[str, ...], code: int, why: str) -> None:
    ended, said = run(*given(folder, *more))

    assert ended == code
    assert why in said
    assert "Traceback" not in said


def test_a_checkpoint_that_is_not_whole_is_bad_input_and_one_with_code_is_unsafe(folder: Path) -> None:
    (folder / "weights" / "modeling.py").touch()
    assert run(*given(folder, "--dry-run"))[0] == 3
    (folder / "weights" / "modeling.py").unlink()
    (folder / "weights" / "config.json").unlink()
    assert run(*given(folder, "--dry-run"))[0] == 2


def test_a_port_in_use_is_bad_input(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = run(*given(folder, "--port", str(taken.getsockname()[1])))
    assert code == 2
    assert "another --port" in said


def test_an_unknown_profile_is_bad_input() -> None:
    code, said = run("serve", "--profile", "qwen2.5-vl-7")
    assert code == 2
    assert "qwen2.5-vl-7b" in said
