"""What this program is: its version, the commit of a checkout, its prompts."""

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agent import prompts

__all__ = ["git_commit", "package_version", "prompt_digests"]

_ROOT = Path(__file__).resolve().parents[2]
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@cache
def package_version() -> str | None:
    """Version of the installed distribution; None where the folders are used as they lie."""
    try:
        return version("mmedexpert-agent")
    except PackageNotFoundError:
        return None


@cache
def git_commit(root: Path = _ROOT) -> str | None:
    """The commit that is checked out; None outside of a checkout. Changes that are not committed do not show in it."""
    git = root / ".git"
    try:
        head = (git / "HEAD").read_text(encoding="ascii").strip()
        if not head.startswith("ref: "):
            return head if _COMMIT.fullmatch(head) else None
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            found = (git / name).read_text(encoding="ascii").strip()
        else:
            packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
            found = next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    except (OSError, UnicodeDecodeError):
        return None
    return found if _COMMIT.fullmatch(found) else None


@cache
def prompt_digests() -> dict[str, str]:
    """SHA-256 of every prompt's file by its name [64 hex digits]."""
    folder = Path(prompts.__file__).parent
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.md"))}
