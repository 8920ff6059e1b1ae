"""The file of an audit log: SQLite tables that only grow, and what a whole file looks like."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from agent.auditing.chain import SCHEMA_VERSION, AuditEntry, AuditError, Chain, Origin, Problem

__all__ = [
    "COLUMNS",
    "FILE",
    "create",
    "opened",
    "read_entries",
    "read_head",
    "read_origin",
    "snapshot",
    "transaction",
    "unsound",
]

FILE = "audit.sqlite"
"""Name of the database in its folder."""
COLUMNS = tuple(AuditEntry.__dataclass_fields__)
APPLICATION_ID = 0x4D4D4541
"""`MMEA` in the header of the file, so that another program's database is not taken for a log."""
_BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another one [ms]; an append takes milliseconds."""
_OLDEST_HEADER = 100
"""Length of an SQLite file's header [bytes]. Source: sqlite.org/fileformat2.html, 1.3."""

_FIXED = ", ".join(f"NEW.{name} IS OLD.{name}" for name in COLUMNS if name != "content").replace(", ", " AND ")
SCHEMA = {
    "origin": "CREATE TABLE origin (log_id TEXT NOT NULL, mode TEXT NOT NULL, schema_version INTEGER NOT NULL, "
    "created TEXT NOT NULL) STRICT",
    "head": "CREATE TABLE head (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), seq INTEGER NOT NULL, "
    "mark TEXT NOT NULL) STRICT",
    "entries": "CREATE TABLE entries (seq INTEGER PRIMARY KEY, record_id TEXT NOT NULL, kind TEXT NOT NULL, "
    "case_digest TEXT NOT NULL, run TEXT NOT NULL, written TEXT NOT NULL, content TEXT, content_digest TEXT NOT NULL, "
    "prev_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT",
    "once": "CREATE UNIQUE INDEX once ON entries (case_digest, run) WHERE kind = 'case' AND content IS NOT NULL",
    "no_delete": "CREATE TRIGGER no_delete BEFORE DELETE ON entries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "no_update": "CREATE TRIGGER no_update BEFORE UPDATE ON entries "
    f"WHEN NOT (NEW.content IS NULL AND {_FIXED}) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "no_new_origin": "CREATE TRIGGER no_new_origin BEFORE UPDATE ON origin "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
}
"""What the database consists of; a log with anything else in it is not as it was written."""


def create(file: Path, origin: Origin, chain: Chain, *, own_folder: bool) -> None:
    """Make a log, whole or not at all: it is built under another name, and whoever links it first wins.

    Args:
        file: Where it is to be.
        origin: What it begins with.
        chain: Computes its first hash.
        own_folder: True closes the folder to everybody but its owner.

    Raises:
        AuditError: If the folder cannot be written to.
    """
    half = file.with_name(f".{uuid.uuid4().hex}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if own_folder:
            file.parent.chmod(0o700)
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(half, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("PRAGMA journal_mode=WAL")
            for statement in SCHEMA.values():
                connection.execute(statement)
            values = (origin.log_id, origin.mode, origin.schema_version, origin.created)
            connection.execute("INSERT INTO origin VALUES (?, ?, ?, ?)", values)
            connection.execute("INSERT INTO head VALUES (1, 0, ?)", (chain.head(0, chain.begin(origin)),))
        with suppress(FileExistsError):
            os.link(half, file)
    except (OSError, sqlite3.Error) as error:
        raise AuditError(
            f"The audit log cannot be made ({_why(error)}); name a folder that you may write to."
        ) from error
    finally:
        with suppress(FileNotFoundError, NotADirectoryError):
            half.unlink()


@contextmanager
def opened(file: Path, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a log that exists.

    Raises:
        AuditError: If it is empty, not a log, of a newer version, damaged, locked for long, or not writable.
    """
    try:
        if file.stat().st_size < _OLDEST_HEADER:
            raise AuditError("The audit log is empty or cut short: restore it, or move it away to begin a new one.")
        with closing(_connect(file, write=write)) as connection:
            _recognise(connection)
            yield connection
            if write:
                # What is in the database file itself cannot be lost with a deleted -wal file.
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    except (OSError, sqlite3.Error) as error:
        raise AuditError(f"The audit log cannot be {'written' if write else 'read'} ({_why(error)}).") from error


def _connect(file: Path, *, write: bool) -> sqlite3.Connection:
    uri = file.resolve().as_uri()
    if write:
        connection = sqlite3.connect(f"{uri}?mode=rw", uri=True, isolation_level=None)
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        return connection
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        # A folder that may not be written to has no place for WAL's shared memory; without a -wal none is needed.
        connection.close()
        if file.with_name(f"{file.name}-wal").exists():
            raise
        connection = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the write lock first, so that two processes never follow the same entry; all is written, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # after some errors, a full disk among them, SQLite has taken it back itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Read the log as it is at one moment, whatever is written meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _recognise(connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise AuditError("This file is not an audit log, or its header was changed.")
    if version != SCHEMA_VERSION:
        raise AuditError(
            f"The audit log has version {version!r}; this program knows {SCHEMA_VERSION}. Use the one that wrote it."
        )


def _why(error: OSError | sqlite3.Error) -> str:
    """The kind of a failure without a path: paths may name people."""
    return error.strerror or "error" if isinstance(error, OSError) else str(error)


def read_origin(connection: sqlite3.Connection) -> Origin:
    """Read what the log began with.

    Raises:
        AuditError: If it does not have exactly one origin.
    """
    rows = connection.execute("SELECT log_id, mode, schema_version, created FROM origin").fetchall()
    if len(rows) != 1:
        raise AuditError(f"The audit log has {len(rows)} origins in place of one: it was edited.")
    return Origin(**dict(zip(Origin.__dataclass_fields__, rows[0], strict=True)))


def read_head(connection: sqlite3.Connection) -> tuple[int, str] | None:
    """Read number and mark of the last entry as they are stored; None unless there is exactly one."""
    rows = connection.execute("SELECT only_row, seq, mark FROM head").fetchall()
    return (rows[0][1], rows[0][2]) if len(rows) == 1 and rows[0][0] == 1 else None


def read_entries(connection: sqlite3.Connection, where: str = "1", *values: object) -> Iterator[AuditEntry]:
    """Read entries in their order, those of a condition only if one is given."""
    query = f"SELECT {', '.join(COLUMNS)} FROM entries WHERE {where} ORDER BY seq"  # noqa: S608 -- our own words only
    for row in connection.execute(query, values):
        yield AuditEntry(**dict(zip(COLUMNS, row, strict=True)))


def unsound(connection: sqlite3.Connection) -> tuple[Problem, ...]:
    """What is wrong with the file, beside what the chain tells: its pages, its tables, its journal."""
    problems = [
        f"SQLite finds the file damaged: {row[0]}."
        for row in connection.execute("PRAGMA integrity_check(5)")
        if row[0] != "ok"
    ]
    with closing(sqlite3.connect(":memory:")) as reference:
        for statement in SCHEMA.values():
            reference.execute(statement)
        if _objects(reference) != _objects(connection):
            problems.append("The tables and triggers are not those that this program writes.")
    if connection.execute("PRAGMA encoding").fetchone()[0] != "UTF-8":
        problems.append("The text encoding was changed.")
    return tuple(Problem(seq=None, what=what) for what in problems)


def _objects(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()
