"""Which version, which commit, which prompts."""

from pathlib import Path

import pytest

from agent import prompts
from agent.auditing.system import git_commit, package_version, prompt_digests

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"HEAD": COMMIT}, COMMIT),
        ({"HEAD": "ref: refs/heads/main\n", "refs/heads/main": f"{COMMIT}\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/main\n", "packed-refs": f"# pack\n{COMMIT} refs/heads/main\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/gone\n", "packed-refs": f"{COMMIT} refs/heads/main\n"}, None),
        ({"HEAD": "something else"}, None),
        ({}, None),
    ],
)
def test_the_commit_of_a_checkout(files: dict[str, str], expected: str | None, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / ".git" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".git" / name).write_text(text)
    assert git_commit(tmp_path) == expected


def test_every_prompt_has_a_digest() -> None:
    assert set(prompt_digests()) == set(prompts.versions())
    assert package_version() is None or package_version()
