"""Nothing that turns data into code, and no error swallowed unseen: looked for in the syntax tree, not in the text."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("agent", "corpora", "evals", "guidelines", "tools", "benchmarks")
SOURCES = sorted([*(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")), *ROOT.glob("app.py")])

BUILTINS = {"eval", "exec", "__import__"}
MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
FUNCTIONS = {"torch.load", "yaml.load", "yaml.unsafe_load", "os.system", "os.popen", "subprocess.getoutput"}
FLAGS = {"trust_remote_code", "shell", "allow_pickle"}
BROAD = {"Exception", "BaseException"}


def faults(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                yield from called(node)
            case ast.Import(names=names):
                yield from (f"import {one.name}" for one in names if one.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in MODULES:
                yield f"from {module} import"
            case ast.ExceptHandler() if is_broad(node) and not any(
                isinstance(one, ast.Raise) for one in ast.walk(node)
            ):
                yield "broad except"


def called(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    if name in BUILTINS | FUNCTIONS:
        yield name
    for keyword in node.keywords:
        if keyword.arg in FLAGS and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
            yield f"{keyword.arg}={ast.unparse(keyword.value)}"


def is_broad(node: ast.ExceptHandler) -> bool:
    if node.type is None:
        return True
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return bool({ast.unparse(one) for one in caught} & BROAD)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_from_data_and_no_swallowed_error(path: Path) -> None:
    assert list(faults(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "import pickle",
        "from joblib import load",
        "import torch; torch.load(path)",
        "subprocess.run(command, shell=True)",
        "np.load(path, allow_pickle=flag)",
        "Model.from_pretrained(name, trust_remote_code=True)",
        "try:\n    work()\nexcept Exception:\n    pass",
        "try:\n    work()\nexcept (ValueError, BaseException) as error:\n    log(error)",
        "try:\n    work()\nexcept:\n    pass",
    ],
)
def test_a_fault_would_be_found(line: str) -> None:
    assert list(faults(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "model.eval()",
        "re.compile(pattern)",
        "np.load(path, allow_pickle=False)",
        "try:\n    work()\nexcept BaseException:\n    undo()\n    raise",
    ],
)
def test_what_only_looks_like_one_is_let_through(line: str) -> None:
    assert not list(faults(ast.parse(line)))
