import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("agent", "corpora", "evals", "guidelines", "tools")
INITS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py"))
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def order(name: str) -> tuple[int, str]:
    """Constants, classes, functions, each by name: the order that ruff writes."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name.lstrip("_")[:1].isupper() else 2), name


def binds(tree: ast.Module) -> bool:
    kinds = (ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) for node in tree.body)


@pytest.mark.parametrize("path", INITS, ids=name_of)
def test_a_package_names_what_it_offers(path: Path) -> None:
    module = importlib.import_module(name_of(path))
    offered = getattr(module, "__all__", None)
    if offered is None:
        assert not binds(ast.parse(path.read_text("utf-8"))), "it offers something: say what in __all__"
        return

    assert list(offered) == sorted(set(offered), key=order)
    assert [name for name in offered if not hasattr(module, name)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_five_packages_have_a_front_door(package: str) -> None:
    assert isinstance(importlib.import_module(package).__all__, list)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_names_only_what_it_defines(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    offered = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    if path.name not in {"__init__.py", "__main__.py"}:
        assert len(offered) == 1, "a module says in __all__ what it offers"
    for names in offered:
        assert list(names) == sorted(set(names), key=order)
