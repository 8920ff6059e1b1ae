import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("agent", "corpora", "evals", "guidelines", "tools")
LONGEST = 300
"""Lines of a file of ours, exclusive: one concept each."""
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".js", ".css", ".json", ".ipynb", ".yaml", ".yml", ""}
SKIPPED = {"__pycache__", "node_modules", "build", "dist", "out"}

# Written in pieces, so that this file does not find itself.
NEVER = {
    "a path of one machine": re.compile(r"(?<![\w./:$}~-])/(?:home|Users|root|work|mnt|opt|srv)" + r"/\w"),
    "unfinished work": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b"),
    "the host of a package registry": re.compile("python" + r"hosted\.|download\.py" + r"torch|py" + r"pi\.org/simple"),
}


def sources() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted([*found, *(path for path in [ROOT / "app.py"] if path.exists())])


def texts() -> Iterator[Path]:
    tops = [path for path in ROOT.iterdir() if path.is_dir() and (not path.name.startswith(".") or path.name == ".ci")]
    for path in [
        *(path for path in ROOT.iterdir() if path.is_file()),
        *(one for top in tops for one in top.rglob("*")),
    ]:
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts)
        if path.is_file() and path.suffix in TEXT and not hidden and not SKIPPED & set(parts):
            yield path


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sources(), ids=relative)
def test_a_file_stays_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < LONGEST


@pytest.mark.parametrize("what", NEVER)
def test_the_repository_never_says(what: str) -> None:
    read = {relative(path): path.read_text("utf-8").splitlines() for path in texts()}
    found = [
        f"{name}:{at}" for name, lines in read.items() for at, line in enumerate(lines, 1) if NEVER[what].search(line)
    ]

    assert len(read) > 100
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of one machine", "folder = '/ho" + "me/someone/data'"),
        ("unfinished work", "# TO" + "DO: later"),
        ("the host of a package registry", "https://files.python" + "hosted.org/x"),
    ],
)
def test_it_would_be_found(what: str, line: str) -> None:
    assert NEVER[what].search(line)
    assert not NEVER[what].search("https://example.org/home/page and a/work/b")
