"""The server's own folder: private, in the temporary folder of the machine, gone when the server is."""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path

from agent.errors import ConfigurationError

__all__ = ["Workplace"]

_NAME = re.compile(r"mmedexpert-page-(\d+)-[0-9a-f]{16}")


class Workplace:
    """A folder for uploads and running cases, one part a person."""

    def __init__(self, parent: Path | None = None) -> None:
        """Make the folder, after clearing away what killed servers of the same user left.

        Raises:
            ConfigurationError: If it cannot be made.
        """
        place = parent or Path(tempfile.gettempdir())
        try:
            place.mkdir(parents=True, exist_ok=True)
            _sweep(place)
            self.folder = place / f"mmedexpert-page-{os.getpid()}-{secrets.token_hex(8)}"
            self.folder.mkdir(mode=0o700)
        except OSError as error:
            raise ConfigurationError(
                f"The page's folder for uploads cannot be made ({error.strerror}); name one with --folder."
            ) from error

    @property
    def checkpoints(self) -> Path:
        """Where running cases are kept."""
        return self.folder / "cases"

    def new(self, person: str) -> Path:
        """A new folder of a person's; no name that they chose is in it."""
        own = self.folder / "people" / hashlib.sha256(person.encode()).hexdigest()[:32]
        for one in (own.parent, own):
            one.mkdir(mode=0o700, exist_ok=True)
        made = own / secrets.token_hex(16)
        made.mkdir(mode=0o700)
        return made

    def used(self, person: str) -> int:
        """What a person's files take [bytes]."""
        own = self.folder / "people" / hashlib.sha256(person.encode()).hexdigest()[:32]
        return sum(one.stat().st_size for one in own.rglob("*") if one.is_file()) if own.exists() else 0

    def close(self) -> None:
        """Erase everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    for one in place.iterdir():
        found = _NAME.fullmatch(one.name)
        if found is None or one.is_symlink() or _is_alive(int(found[1])):
            continue
        if not hasattr(os, "getuid") or one.stat().st_uid == os.getuid():
            shutil.rmtree(one, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
