from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.serving import checkup_machine
from agent.serving.checkup_machine import check_disk, check_faiss, check_gpu, check_guidelines, check_python


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts an nvidia-smi of these shell commands on an otherwise empty PATH."""

    def put(commands: str) -> None:
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n{commands}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return put


def test_gpus_are_listed_with_their_memory(driver: Callable[[str], None]) -> None:
    driver("echo 'NVIDIA H200, 143771, 143000, 570.1'; echo 'NVIDIA H200, 143771, 100, 570.1'")
    found = check_gpu(needed=True)

    assert found.status == "ok"
    assert found.found.startswith("2 GPU(s): NVIDIA H200, 140 of 140 GiB free; NVIDIA H200, 0 of 140 GiB free")


@pytest.mark.parametrize("commands", ["exit 9", "echo nothing", ":"])
def test_a_driver_without_a_gpu_matters_only_where_a_model_is_served(
    driver: Callable[[str], None], commands: str
) -> None:
    driver(commands)

    assert check_gpu(needed=False).status == "ok"
    assert check_gpu(needed=True).status == "warn"
    assert check_gpu(needed=True).remedy


def test_no_driver_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "No NVIDIA driver" in check_gpu(needed=True).found


def test_two_builds_of_faiss_are_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("faiss-cpu", "faiss_gpu", "numpy", None)
    monkeypatch.setattr(
        checkup_machine, "distributions", lambda: [SimpleNamespace(metadata={"Name": name}) for name in names]
    )
    found = check_faiss()

    assert found.status == "fail"
    assert "pip uninstall -y faiss-cpu faiss-gpu" in found.remedy


def test_what_is_here_works() -> None:
    assert check_python().status == "ok"
    assert "64 of 64" in check_faiss().found or check_faiss().status == "warn"
    assert check_guidelines().status == "ok"


@pytest.mark.parametrize(("free", "status"), [(1 << 20, "fail"), (1 << 30, "warn"), (1 << 40, "ok")])
def test_little_room_is_said_so(monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    assert check_disk().status == status
