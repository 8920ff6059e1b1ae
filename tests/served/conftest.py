"""Real vLLM with a tiny checkpoint, started through `python -m agent serve`'s own code (`make test-served`).

Marked `served` and left out of a plain `pytest`: its environment is 2 GB beside everything else and a start takes a
minute, which would be paid by everybody who changes a line of the guidelines.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.models.profile import load_profile
from agent.serving import Options, Server, serving
from agent.serving.http import fetch

HERE = Path(__file__).parent
CPU = {
    "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB; 2 layers need 512 B a token
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "OMP_NUM_THREADS": "1",  # on shared cores two threads were four to ten times slower than one
}
PROFILE_FILE = HERE / "tiny.toml"
PROFILE = load_profile(PROFILE_FILE)
LOG: list[str] = []
"""What the tests say about the run; written to the file that SERVED_LOG names."""


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
        said = fetch(f"{one.base_url.removesuffix('/v1')}/version", key=one.settings.api_key).json()
        LOG.append(
            f"make test-served: vLLM {said['version']} on a CPU, 0.7 million random weights, two LoRA adapters\n"
        )
        yield one


@pytest.fixture
def counted(server: Server) -> Callable[[], dict[str, float]]:
    """Reads the server's own counters; names are without `vllm:` and `_total`, summed over labels."""

    def read() -> dict[str, float]:
        text = fetch(f"{server.base_url.removesuffix('/v1')}/metrics", key=server.settings.api_key).text
        sums: dict[str, float] = {}
        for name, value in re.findall(r"^vllm:(\w+_cache_(?:queries|hits))_total\S* (\S+)$", text, re.MULTILINE):
            sums[name] = sums.get(name, 0.0) + float(value)
        return sums

    return read


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    place = os.environ.get("SERVED_LOG")
    if place and LOG and exitstatus == 0:
        Path(place).write_text("\n".join(LOG) + "\n", encoding="utf-8")
