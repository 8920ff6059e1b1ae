"""The audit record: who asked what, on which parts, what was done and answered, and what a person made of it.

One hash-chained record for each case that ends, in an append-only SQLite file of the user's own (docs/audit.md). It
holds codes, numbers, ids and hashes; texts stand in it as digests unless asked for. What the chain shows and what it
cannot is said in `agent/auditing/chain.py`.
"""

import os
import sqlite3
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal, get_args

from agent.auditing import tables
from agent.auditing.chain import SCHEMA_VERSION, AuditEntry, AuditError, Chain, Kind, Origin, Verdict
from agent.auditing.export import check_export, write_export
from agent.auditing.replay import compare
from agent.auditing.writing import Record, add, bury, check_mode, digest_of, now, read_key, word
from agent.errors import ConfigurationError
from agent.state import State

__all__ = ["RETENTION_DAYS", "Audit", "AuditEntry", "AuditError", "Interface", "Judgement", "Record", "Verdict"]

RETENTION_DAYS = 183
"""Records are kept at least this long [d]: six months. Source: Regulation (EU) 2024/1689, Art. 19(1) and 26(6)."""
Interface = Literal["python", "cli", "page", "http"]
Judgement = Literal["viewed", "accepted", "edited", "rejected"]


class Audit:
    """An audit log; every method may be called from any thread, and several processes may share a log."""

    def __init__(
        self,
        place: str | Path,
        *,
        user: str = "unnamed",
        session: str | None = None,
        interface: Interface = "python",
        texts: bool = False,
        key: bytes | Path | None = None,
    ) -> None:
        """Open a log, or say where one is to begin with its first entry.

        Args:
            place: A folder of its own, which only its owner may enter from then on, or a `.sqlite` file (mode 0600).
            user: Pseudonym of who is working.
            session: Pseudonym of this sitting; None draws one.
            interface: How the agent is used.
            texts: True keeps history, question, queries and the model's words, with identifiers taken out. They may
                still tell who the patient is.
            key: Secret of at least 32 bytes, or the file that holds it, for a keyed chain. Keep it elsewhere than the
                log.

        Raises:
            ConfigurationError: If a pseudonym is not one word, or the key is too short or unreadable.
        """
        path = Path(place)
        self._own_folder = path.suffix != ".sqlite"
        self.file = path / tables.FILE if self._own_folder else path
        self.user, self.session = word("user", user), word("session", session or uuid.uuid4().hex)
        if interface not in get_args(Interface):
            raise ConfigurationError(f"interface is one of {', '.join(get_args(Interface))}, not {interface!r}.")
        self.interface, self.texts = interface, texts
        self._chain = Chain(read_key(key))

    def prepare(self) -> None:
        """Make the log where there is none, and see that it can be written to.

        Raises:
            AuditError: If it cannot, or if it was begun with another kind of chain.
        """
        self._begin()
        with tables.opened(self.file, write=True) as connection, tables.transaction(connection):
            check_mode(connection, self._chain)

    def append(self, record: Record) -> AuditEntry:
        """Add a record to the chain, unless this run of the case has one already: then that one is returned.

        Raises:
            AuditError: If it cannot be written, or the log does not end where its head says.
        """
        self._begin()
        with tables.opened(self.file, write=True) as connection, tables.transaction(connection):
            check_mode(connection, self._chain)
            if record.kind == "case":
                known = tables.read_entries(
                    connection,
                    "kind = 'case' AND content IS NOT NULL AND case_digest = ? AND run = ?",
                    digest_of(record.case_id),
                    record.run,
                )
                for entry in known:
                    return entry
            return add(connection, self._chain, record)

    def verify(self, expected_head: str | None = None) -> Verdict:
        """Check the whole log: every hash, every tombstone, the head, the tables, the file.

        Args:
            expected_head: A head hash noted earlier; a log that was cut before it or made anew is found.

        Returns:
            What was found. A log so damaged that it cannot be read is an error.

        Raises:
            AuditError: If there is no log, or it cannot be read at all.
        """
        with self._reading() as connection, tables.snapshot(connection):
            try:
                origin = tables.read_origin(connection)
                verdict = self._chain.check(
                    origin, tables.read_entries(connection), tables.read_head(connection), expected_head
                )
                return replace(verdict, problems=(*tables.unsound(connection), *verdict.problems))
            except (sqlite3.Error, TypeError, ValueError) as error:
                raise AuditError(f"The audit log is damaged and cannot be read to its end ({error}).") from error

    def entries(self, case_id: str | None = None) -> tuple[AuditEntry, ...]:
        """All entries, or those of one case, oldest first.

        Raises:
            AuditError: If there is no log, or it cannot be read.
        """
        with self._reading() as connection:
            if case_id is None:
                return tuple(tables.read_entries(connection))
            return tuple(tables.read_entries(connection, "case_digest = ?", digest_of(case_id)))

    def annotate(self, case_id: str, finding: str | None, verdict: Judgement, by: str | None = None) -> AuditEntry:
        """Record what a person made of a case, as an entry of its own.

        Args:
            case_id: A case that the log holds.
            finding: Code of a finding or condition, or label of a citation; None: the answer as a whole.
            verdict: `viewed`, `accepted`, `edited` or `rejected`.
            by: Pseudonym of that person; None: the user of this log.

        Raises:
            AuditError: If the log holds no such case, or an argument is none of what is allowed.
        """
        if verdict not in get_args(Judgement):
            raise AuditError(f"A verdict is one of {', '.join(get_args(Judgement))}, not {verdict!r}.")
        about = None if finding is None else word("finding", finding)
        body = {"finding": about, "verdict": verdict, "by": word("by", by or self.user)}
        return self._further("human", case_id, body)

    def rendered(self, case_id: str, surfaces: Mapping[str, str]) -> AuditEntry:
        """Record what was shown or exported of a case.

        Args:
            case_id: A case that the log holds.
            surfaces: SHA-256 of the bytes [64 hex digits] by surface, such as `report.html`.

        Raises:
            AuditError: If the log holds no such case, or a name is not one word.
        """
        return self._further(
            "output", case_id, {"rendered": {word("surface", name): surfaces[name] for name in surfaces}}
        )

    def export(self, target: str | Path | IO[str]) -> int:
        """Write the whole log as JSON Lines, which `verify_export` checks without the database.

        Args:
            target: A file that is made anew (mode 0600), or a text stream.

        Returns:
            How many entries were written.

        Raises:
            AuditError: If there is no log, or the file cannot be written.
        """
        if isinstance(target, str | Path):
            try:
                with open(target, "w", encoding="utf-8", opener=_private) as stream:
                    return self.export(stream)
            except OSError as error:
                raise AuditError(f"The export cannot be written ({error.strerror}).") from error
        with self._reading() as connection, tables.snapshot(connection):
            origin, head = tables.read_origin(connection), tables.read_head(connection)
            return write_export(target, origin, tables.read_entries(connection), head)

    def verify_export(self, path: str | Path, expected_head: str | None = None) -> Verdict:
        """Check an exported log by itself; see `verify`."""
        return check_export(Path(path), self._chain, expected_head)

    def forget(self, case_id: str, *, reason: str = "asked") -> int:
        """Replace the contents of a case's entries by tombstones; the chain stays valid.

        Args:
            case_id: The case.
            reason: One word that is kept.

        Returns:
            How many contents were erased; 0 where the log holds none of this case.

        Raises:
            AuditError: If the log cannot be written.
        """
        if not self.file.exists():
            return 0
        return self._erase("case_digest = ? AND kind <> 'forgotten'", digest_of(case_id), reason)

    def forget_older(self, days: int, *, force: bool = False) -> int:
        """Replace the contents of old entries by tombstones.

        Args:
            days: Age from which on they are erased [d].
            force: True erases younger ones than the law may ask you to keep.

        Raises:
            AuditError: If `days` is less than `RETENTION_DAYS` and not forced.
        """
        if days < RETENTION_DAYS and not force:
            raise AuditError(
                f"Records are kept for at least {RETENTION_DAYS} days (EU AI Act, Art. 19 and 26), not {days!r}; "
                "a single case is forgotten by its id, and force erases all the same."
            )
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
        return self._erase("written < ? AND kind <> 'forgotten'", before, "retention")

    def _reading(self) -> AbstractContextManager[sqlite3.Connection]:
        if not self.file.exists():
            raise AuditError("There is no audit log here; it begins with the first case.")
        return tables.opened(self.file)

    def _further(self, kind: Kind, case_id: str, body: Mapping[str, Any]) -> AuditEntry:
        if not any(one.kind == "case" and one.content is not None for one in self.entries(case_id)):
            raise AuditError(f"The audit log holds no case {case_id!r}.")
        return self.append(Record(kind=kind, case_id=case_id, run=uuid.uuid4().hex, body={**self.who(), **body}))

    def replay(self, case_id: str, state: State) -> tuple[str, ...]:
        """Compare what was recorded of a case with what a checkpoint holds of it; `Agent.replay` fetches that.

        Args:
            case_id: The case.
            state: The case as it ended.

        Returns:
            What differs, as sentences; nothing where every prompt and the evidence are those of the record.

        Raises:
            AuditError: If the log holds no record of this case that ended with a diagnosis.
        """
        held = [one.body for one in self.entries(case_id) if one.kind == "case" and one.content is not None]
        ended = [one for one in held if one["ended"] == "diagnosis" and one["input"]["follow_up"] == state.asked]
        if not ended:
            raise AuditError(f"The audit log holds no such run of the case {case_id!r}.")
        return compare(ended[-1], state)

    def who(self) -> dict[str, Any]:
        """Who is working, and how."""
        return {"who": {"user": self.user, "session": self.session, "interface": self.interface}}

    def _begin(self) -> None:
        if not self.file.exists():
            log_id, mode = uuid.uuid4().hex, self._chain.mode
            origin = Origin(log_id=log_id, mode=mode, schema_version=SCHEMA_VERSION, created=now())
            tables.create(self.file, origin, self._chain, own_folder=self._own_folder)

    def _erase(self, where: str, value: str, reason: str) -> int:
        with tables.opened(self.file, write=True) as connection:
            with tables.transaction(connection):
                check_mode(connection, self._chain)
                held = list(tables.read_entries(connection, f"content IS NOT NULL AND {where}", value))
                by_case: dict[str, list[AuditEntry]] = {}
                for entry in held:
                    by_case.setdefault(entry.case_digest, []).append(entry)
                for of_case in by_case.values():
                    bury(connection, self._chain, of_case, {**self.who(), "reason": word("reason", reason)})
            # Erased means gone from the bytes as well, also from pages that are no longer used.
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.execute(statement).fetchall()
        return len(held)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
