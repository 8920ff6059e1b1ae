import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"faiss", "sentence_transformers", "torch", "transformers"}
GRAPH = {"langchain_core", "langgraph"}


@pytest.mark.parametrize(
    ("package", "without"),
    [
        ("guidelines", HEAVY | GRAPH | {"cv2", "pydicom"}),
        ("corpora", HEAVY | GRAPH | {"cv2", "pydicom"}),
        ("tools", HEAVY | GRAPH),
        ("agent", HEAVY),
        ("evals", HEAVY),
    ],
)
def test_importing_a_package_stays_light(package: str, without: set[str]) -> None:
    code = f"import json, sys, {package}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))

    assert package in loaded
    assert loaded & without == set()


def test_the_contracts_between_packages_hold() -> None:
    # In a process of its own: it sets up logging anew, and a handler of another library then closes pytest's capture.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
