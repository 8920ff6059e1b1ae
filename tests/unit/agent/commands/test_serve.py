"""The command as a user runs it: a process of its own, with a stand-in for vLLM."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.__main__ import app
from agent.serving.ports import group_members, listeners
from tests.unit.agent.serving.conftest import STAND_IN

ROOT = Path(__file__).resolve().parents[4]
KEY = "k3y-0123456789-abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an environment of the stand-in, weights and an adapter."""
    program = tmp_path / "vllm" / "bin" / "vllm"
    program.parent.mkdir(parents=True)
    before = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    program.write_text(
        STAND_IN.format(python=sys.executable, root=str(ROOT), before=before, app="Guard(app)", host="host")
    )
    program.chmod(0o755)
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "config.json").write_text("{}")
    (weights / "model.safetensors").write_bytes(b"")
    chest = tmp_path / "chest"
    chest.mkdir()
    (chest / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 4}')
    (chest / "adapter_model.safetensors").write_bytes(b"")
    return tmp_path


def given(folder: Path, *more: str) -> list[str]:
    place = ["--vllm", str(folder / "vllm"), "--checkpoint", str(folder / "weights")]
    return ["serve", "--profile", "mmedexpert-r1", *place, "--lora", f"chest={folder / 'chest'}", "--port", "0", *more]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_announces_the_endpoint_and_stops_everything_when_asked(folder: Path, number: signal.Signals) -> None:
    environment = {**os.environ, "MMEDEXPERT_API_KEY": KEY}
    command = [sys.executable, "-m", "agent", *given(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=-1, stderr=-1, text=True) as running:
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


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_dry_run_shows_the_command_without_the_key(folder: Path) -> None:
    code, said = run(*given(folder, "--key", KEY, "--dry-run", "--", "--enforce-eager"))

    assert code == 0
    assert KEY not in said
    lines = said.splitlines()
    assert lines[-1] == "--enforce-eager"
    assert str(folder / "weights") in lines
    assert not (folder / "pid").exists()


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
    ],
)
def test_a_refusal_is_one_sentence_and_an_exit_code(folder: Path, more: tuple[str, ...], code: int, why: str) -> None:
    ended, said = run(*given(folder, *more))

    assert ended == code
    assert why in said
    assert "Traceback" not in said


def test_an_unknown_profile_is_bad_input() -> None:
    code, said = run("serve", "--profile", "qwen2.5-vl-7")
    assert code == 2
    assert "qwen2.5-vl-7b" in said
