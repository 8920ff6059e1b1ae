"""Writing the next entry of a log; everything here runs within one transaction that holds the write lock."""

import os
import re
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from agent.auditing import tables
from agent.auditing.chain import AuditEntry, AuditError, Chain, Kind, canonical
from agent.errors import ConfigurationError

__all__ = ["Record", "add", "bury", "check_mode", "digest_of", "now", "read_key", "word"]

_KEY_BYTES = 32
"""Shortest key of a keyed chain [bytes]: the output length of SHA-256. Source: RFC 2104, section 3."""
_SALT_BYTES = 32
"""Random bytes in each content; as many as the digest has, so that guessing the salt is as hard as inverting it."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:+-]{0,63}")
"""A pseudonym, a code or a label: one word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is to be kept of a case."""

    kind: Kind = "case"
    case_id: str
    run: str
    """Which run of the case; a second record of the same case and run is not written."""
    body: Mapping[str, Any]
    """JSON values; what `agent/auditing/record.py` makes of a case."""


def add(connection: sqlite3.Connection, chain: Chain, record: Record) -> AuditEntry:
    """Write the next entry.

    Raises:
        AuditError: If the record is not JSON, or the log does not end where its head says.
    """
    seq, last = _last(connection, chain)
    envelope = {"salt": os.urandom(_SALT_BYTES).hex(), "case_id": record.case_id, "record": dict(record.body)}
    try:
        content = canonical(envelope)
    except (TypeError, ValueError) as error:
        raise AuditError(f"The record is not JSON ({error}).") from error
    entry = AuditEntry(
        seq=seq + 1,
        record_id=uuid.uuid4().hex,
        kind=record.kind,
        case_digest=digest_of(record.case_id),
        run=record.run,
        written=now(),
        content=content,
        content_digest=chain.content(content),
        prev_hash=last,
        hash="",
    )
    entry = replace(entry, hash=chain.link(entry))
    marks = ", ".join("?" for _ in tables.COLUMNS)
    values = [getattr(entry, name) for name in tables.COLUMNS]
    connection.execute(f"INSERT INTO entries VALUES ({marks})", values)  # noqa: S608 -- question marks only
    connection.execute("UPDATE head SET seq = ?, mark = ?", (entry.seq, chain.head(entry.seq, entry.hash)))
    return entry


def bury(connection: sqlite3.Connection, chain: Chain, entries: Sequence[AuditEntry], about: Mapping[str, Any]) -> None:
    """Erase the contents of a case's entries, and say so in an entry that follows them."""
    numbers = [entry.seq for entry in entries]
    body = {**about, "entries": numbers, "case_digest": entries[0].case_digest}
    add(connection, chain, Record(kind="forgotten", case_id="", run=uuid.uuid4().hex, body=body))
    connection.executemany("UPDATE entries SET content = NULL WHERE seq = ?", [(number,) for number in numbers])


def check_mode(connection: sqlite3.Connection, chain: Chain) -> None:
    """Refuse to go on with a log that was begun with a key and is opened without, or the other way round.

    Raises:
        AuditError: If it is so.
    """
    origin = tables.read_origin(connection)
    if origin.mode != chain.mode:
        raise AuditError(
            f"This audit log was begun as {origin.mode!r}, and is opened as {chain.mode!r}: "
            "give the key that it was begun with, or none."
        )


def _last(connection: sqlite3.Connection, chain: Chain) -> tuple[int, str]:
    """Number and hash of the last entry; a log that was cut is not written on."""
    row = connection.execute("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
    seq, last = row or (0, chain.begin(tables.read_origin(connection)))
    if tables.read_head(connection) != (seq, chain.head(seq, last)):
        raise AuditError(
            "The audit log does not end where its head says, or has another key: verify it; nothing is added to it."
        )
    return seq, last


def digest_of(case_id: str) -> str:
    """The digest that a case goes by in the log [64 hex digits]."""
    return sha256(case_id.encode()).hexdigest()


def now() -> str:
    """The time, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def word(name: str, value: str) -> str:
    """Return a pseudonym, code or label that can hold no sentence.

    Raises:
        ConfigurationError: If it is not one word.
    """
    if not _WORD.fullmatch(value):
        raise ConfigurationError(
            f"{name} is one word of at most 64 letters, digits and . _ @ : + -, without patient data."
        )
    return value


def read_key(key: bytes | Path | None) -> bytes | None:
    """Take a key, or read it from its file.

    Raises:
        ConfigurationError: If it cannot be read, or is too short.
    """
    if isinstance(key, Path):
        try:
            key = key.read_bytes().strip()
        except OSError as error:
            raise ConfigurationError(f"The key of the audit log cannot be read ({error.strerror}).") from error
    if key is not None and len(key) < _KEY_BYTES:
        raise ConfigurationError(f"The key of the audit log has {len(key)} bytes; at least {_KEY_BYTES} are needed.")
    return key
