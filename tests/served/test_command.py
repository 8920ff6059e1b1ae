"""`python -m agent serve` and `doctor` as a user runs them, with a real vLLM."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from agent.serving.ports import group_members, listeners
from tests.served.conftest import CPU, LOG, PROFILE_FILE

ROOT = Path(__file__).resolve().parents[2]


def test_serve_announces_itself_doctor_finds_it_well_and_ctrl_c_leaves_nothing(vllm: Path, checkpoint: Path) -> None:
    agent = [sys.executable, "-m", "agent"]
    model = ["--profile", str(PROFILE_FILE), "--vllm", str(vllm)]
    adapters = [f"--lora={name}={checkpoint / name}" for name in ("chest", "neuro")]
    command = [*agent, "serve", *model, "--checkpoint", str(checkpoint / "base"), *adapters, "--port", "0"]
    told = {**os.environ, **CPU, "MMEDEXPERT_API_KEY": ""}
    with subprocess.Popen(
        [*command, "--", "--enforce-eager"], cwd=ROOT, env=told, stdout=-1, stderr=-1, text=True
    ) as running:
        assert running.stdout is not None
        said = dict(running.stdout.readline().strip().removeprefix("export ").split("=", 1) for _ in range(2))
        (server,) = children(running.pid)
        looked = subprocess.run(
            [*agent, "doctor", *model, "--json"],
            cwd=ROOT,
            env={**told, **said},
            capture_output=True,
            text=True,
            check=False,
        )
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=60)

    assert running.returncode == 0, complaints
    assert said["MMEDEXPERT_API_KEY"] not in complaints
    assert group_members(server) == ()
    port = int(said["MMEDEXPERT_BASE_URL"].rpartition(":")[2].removesuffix("/v1"))
    assert port not in {one.port for one in listeners() or ()}

    found = {check["name"]: check for check in json.loads(looked.stdout)["checks"]}
    LOG.append("== python -m agent doctor, beside a server started by python -m agent serve")
    kept = ("faiss", "vllm", "server", "models", "experts", "context", "tokenize", "key")
    LOG.extend(f"{found[name]['status']:<5} {name:<9} {found[name]['found']}" for name in kept if name != "vllm")
    LOG.append("")
    assert looked.returncode == 0
    assert {found[name]["status"] for name in kept} == {"ok"}


def children(parent: int) -> list[int]:
    """Processes that a process started. Source: proc(5), `task/TID/children`."""
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
