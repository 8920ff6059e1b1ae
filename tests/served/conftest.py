"""Real vLLM with a tiny checkpoint, started through `python -m agent serve`'s own code (`make test-served`).

Marked `served` and left out of a plain `pytest`: its environment is 2 GB beside everything else and a start takes a
minute, which would be paid by everybody who changes a line of the guidelines.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.models.profile import Expert, Profile
from agent.serving import Options, Server, serving

HERE = Path(__file__).parent
CPU = {
    "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB; 2 layers need 512 B a token
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "OMP_NUM_THREADS": "1",  # on shared cores two threads were four to ten times slower than one
}
CONTEXT = 24_576
"""Longest conversation [tokens]: our prompt with all tools is some 6,000 of this tokenizer's."""
PROFILE = Profile(
    name="tiny",
    kind="served",
    title="tiny random-weight model of the Qwen2.5-VL family (tests)",
    source="tests/served/checkpoint.py",
    licence="Apache-2.0",
    checkpoint="tiny-qwen2.5-vl",
    coordinates="processed",
    max_pixels=200_704,
    context=CONTEXT,
    max_tokens=400,
    token_probabilities=True,
    structured=True,
    images_by_uuid=True,
    tokenizes=True,
    experts=(
        Expert(specialty="chest", modalities=("CR", "DX"), body_parts=("CHEST",)),
        Expert(specialty="neuro", modalities=("CT", "MR"), body_parts=("HEAD", "BRAIN")),
    ),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.served)


@pytest.fixture(scope="session")
def vllm() -> Path:
    """Folder of vLLM's environment."""
    given = os.environ.get("VLLM_ENV")
    if not given:
        pytest.fail("VLLM_ENV is not set: run `make test-served`, which builds the environment of vLLM.")
    return Path(given).absolute()


@pytest.fixture(scope="session")
def checkpoint(vllm: Path) -> Path:
    """A folder with `base/`, `chest/` and `neuro/`; kept beside vLLM's environment, since it takes ten seconds."""
    script = HERE / "checkpoint.py"
    folder = HERE.parents[1] / ".venv-vllm-checkpoint"
    if not (folder / ".made").exists() or (folder / ".made").stat().st_mtime < script.stat().st_mtime:
        subprocess.run([vllm / "bin" / "python", script, folder], check=True, timeout=300)
    return folder


def options(vllm: Path, checkpoint: Path, *extra: str) -> Options:
    return Options(
        checkpoint=checkpoint / "base",
        vllm=vllm,
        adapters={"chest": checkpoint / "chest", "neuro": checkpoint / "neuro"},
        port=0,
        extra=("--enforce-eager", "--max-num-seqs", "4", *extra),
    )


@pytest.fixture(scope="session")
def server(vllm: Path, checkpoint: Path) -> Iterator[Server]:
    with serving(PROFILE, options(vllm, checkpoint), environment=CPU, patience=400) as one:
        yield one
