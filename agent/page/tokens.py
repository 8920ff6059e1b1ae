"""Who may use the server: one token a person, kept as digests only."""

import hashlib
import hmac
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from agent.auditing.writing import word
from agent.errors import ConfigurationError

__all__ = ["OWNER", "Tokens", "make_token"]

OWNER = "owner"
"""Who somebody is called where there is one token only."""
_TOKEN_BYTES = 32
"""256 random bits: nobody guesses them, so tries need not be counted."""
_SHORTEST = 32
"""Characters of a token of one's own [1]: 128 bits in hexadecimal."""
_LARGEST_FILE = 256 * 1024


def make_token() -> str:
    """Draw a token."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by their digest, with the names of the people they stand for."""

    people: tuple[tuple[bytes, str], ...]

    @classmethod
    def of(cls, people: dict[str, str]) -> Self:
        """Take tokens by the name of the person.

        Raises:
            ConfigurationError: If there is none, one is short, two are alike, or a name is not one word.
        """
        if not people:
            raise ConfigurationError("Nobody may use the server: name at least one token.")
        for name, token in people.items():
            word("name before a token", name)
            if len(token) < _SHORTEST:
                raise ConfigurationError(
                    f"The token of {name!r} has {len(token)} characters; at least {_SHORTEST} are needed."
                )
        if len(set(people.values())) != len(people):
            raise ConfigurationError("Two people have the same token; each needs one of their own.")
        return cls(tuple((_digest(token), name) for name, token in people.items()))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file of lines `NAME TOKEN`, or of one token alone.

        Raises:
            ConfigurationError: If it cannot be read, is open to others, or holds no usable token.
        """
        try:
            with path.open("rb") as stream:
                mode = stat.S_IMODE(path.stat().st_mode)
                text = stream.read(_LARGEST_FILE + 1).decode("utf-8")
        except OSError as error:
            raise ConfigurationError(f"The token file cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise ConfigurationError("The token file is not UTF-8 text.") from error
        if mode & 0o077:
            raise ConfigurationError(f"The token file is open to others (mode {mode:04o}): chmod 600 it.")
        lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        if len(lines) == 1 and len(lines[0]) == 1:
            return cls.of({OWNER: lines[0][0]})
        if any(len(line) != 2 for line in lines):
            raise ConfigurationError("Each line of a token file is a name and a token, with a space between them.")
        if len({line[0] for line in lines}) != len(lines):
            raise ConfigurationError("A name occurs twice in the token file; each person has one line.")
        return cls.of({line[0]: line[1] for line in lines})

    def person(self, token: str) -> str | None:
        """Whose token this is; takes as long for a wrong one as for a right one."""
        digest, found = _digest(token), None
        for known, name in self.people:
            if hmac.compare_digest(known, digest):
                found = name
        return found
