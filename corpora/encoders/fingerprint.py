"""What decides the vectors of a model in a folder, as one hash."""

import hashlib
from pathlib import Path

__all__ = ["fingerprint_of"]

_DECIDING = frozenset({".json", ".txt", ".safetensors", ".bin", ".model"})
"""Suffixes of settings, vocabularies and weights."""


def fingerprint_of(folder: Path) -> str:
    """Hash the names and contents of a model's settings and weights [64 hex digits]."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _DECIDING:
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
