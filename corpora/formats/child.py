"""The process that reads one file within limits: `python -m corpora.formats.child FORMAT FILE`, texts as JSON."""

import importlib
import json
import sys
from pathlib import Path

__all__ = ["main"]

_MEMORY = 2 << 30
"""Address space [B]; a PDF of 300 MB needs about 1 GB."""
_CPU_SECONDS = 120
"""Processor time [s]."""
_OPEN_FILES = 64
_FORMATS = ("html", "pdf", "word")


def main(arguments: list[str]) -> int:
    """Read the file and write its texts; 0, 3 where a library is missing, 4 where the file cannot be read."""
    name, path = arguments
    if name not in _FORMATS:
        return 2
    try:
        read = importlib.import_module(f"corpora.formats.{name}").read
        data = Path(path).read_bytes()
        _confine()
        texts = [(one.title, one.text, one.anchor) for one in read(data)]
    except ModuleNotFoundError:
        return 3
    except (ValueError, OSError) as error:
        sys.stdout.write(str(error) if isinstance(error, ValueError) else "it cannot be opened")
        return 4
    json.dump(texts, sys.stdout)
    return 0


def _confine() -> None:
    try:
        import resource
    except ImportError:  # not on every system
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
