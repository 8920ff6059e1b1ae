"""New names for old ones: the same within a run, and not to be turned back without the key."""

import hmac
import secrets
from pathlib import Path

from tools.errors import BadArguments

__all__ = ["Pseudonyms", "salt_of"]

_SALT_BYTES = 32
"""Length of a key [bytes]: that of the digest, as RFC 2104 section 3 recommends."""
_LEAST_SALT_BYTES = 16
"""A shorter key [bytes] could be found by trying (128 bits)."""
_FEWEST_DAYS, _MOST_DAYS = 31, 3_650
"""How far dates go back [d], ours: further than memory tells apart, less than would make the picture historic."""
_UUID_ROOT = "2.25."
"""Root of UIDs made from a UUID. Source: PS3.5 annex B.2."""


class Pseudonyms:
    """Keyed hashes (HMAC-SHA256) of identifiers."""

    def __init__(self, salt: bytes) -> None:
        if len(salt) < _LEAST_SALT_BYTES:
            raise BadArguments(f"A salt has at least {_LEAST_SALT_BYTES} bytes, got {len(salt)}; leave it out for one.")
        self._salt = salt

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._salt, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), "sha256")

    def code(self, kind: str, value: str) -> str:
        """A short name [12 hex digits] for an identifier of a kind."""
        return self._digest(kind, value).hex()[:12]

    def uid(self, value: str) -> str:
        """A UID in place of another one: `2.25.` and a UUID of version 8 (RFC 9562 section 5.8)."""
        number = int.from_bytes(self._digest("uid", value)[:16], "big")
        number = number & ~(0xF << 76) & ~(0x3 << 62) | (0x8 << 76) | (0x2 << 62)
        return f"{_UUID_ROOT}{number}"

    def days(self, patient: str) -> int:
        """How far to move the dates of a patient [d], always into the past."""
        spread = _MOST_DAYS - _FEWEST_DAYS + 1
        return -(_FEWEST_DAYS + int.from_bytes(self._digest("days", patient)[:8], "big") % spread)


def salt_of(file: Path | None) -> bytes:
    """The key of a run: at random, or the content of a file, which is made (mode 0600) where there is none.

    Raises:
        BadArguments: If the file cannot be read or made, or is too short.
    """
    if file is None:
        return secrets.token_bytes(_SALT_BYTES)
    try:
        if not file.exists():
            file.touch(mode=0o600, exist_ok=False)
            file.write_bytes(secrets.token_bytes(_SALT_BYTES))
        salt = file.read_bytes()
    except (OSError, ValueError) as error:
        raise BadArguments("The salt file cannot be read or made; name another one, or none.").about(file) from error
    if len(salt) < _LEAST_SALT_BYTES:
        raise BadArguments(f"The salt file holds {len(salt)} bytes; at least {_LEAST_SALT_BYTES} are needed.").about(
            file
        )
    return salt
