import json
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

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


def test_the_contracts_between_packages_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert status == 0, capsys.readouterr().out
