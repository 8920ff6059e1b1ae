"""The hash chain: what an entry is, what its hash stands for, and how a chain is checked.

An entry's hash covers the hash before it and its own header; the header holds the digest of the content, not the
content. So content can be erased (a tombstone) while every hash still verifies. The content holds 256 random bits that
are erased with it: the digest that stays tells nobody what stood there.

What a chain can and cannot show: without a key, whoever may write the file can compute all hashes anew. With a key
(HMAC) they need the key; and a chain that was cut short or made anew is found out by a head hash kept elsewhere.
Source of the keyed construction: RFC 2104.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from agent.errors import AgentError

__all__ = ["SCHEMA_VERSION", "AuditEntry", "AuditError", "Chain", "Kind", "Origin", "Problem", "Verdict", "canonical"]

SCHEMA_VERSION = 1
"""Of the tables and of the content; a newer one is refused, not guessed at."""

Kind = Literal["case", "human", "output", "forgotten"]
"""A case that ended; what a person did with it; what was shown or exported of it; contents that were erased."""

_KINDS = get_args(Kind)


class AuditError(AgentError):
    """The audit log cannot be written, read or trusted, or does not hold what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a log begins with; its hash is the first entry's `prev_hash`."""

    log_id: str
    """Random [32 hex digits]."""
    mode: str
    """`sha256`, or `hmac-sha256` for a keyed chain."""
    schema_version: int
    created: str
    """UTC, ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One link of the chain."""

    seq: int
    """From 1, without gaps."""
    record_id: str
    """Random [32 hex digits]."""
    kind: str
    """One of `Kind`."""
    case_digest: str
    """SHA-256 of the case id [64 hex digits]."""
    run: str
    """Which run of the case; a case that is gone on with keeps it, so that it is recorded once."""
    written: str
    """UTC, ISO 8601."""
    content: str | None
    """Canonical JSON; None once it was forgotten."""
    content_digest: str
    """Of the content's UTF-8 bytes, also after it was forgotten [64 hex digits]."""
    prev_hash: str
    hash: str

    @property
    def body(self) -> dict[str, Any]:
        """The record, or an empty one where it was forgotten.

        Raises:
            AuditError: If the content is damaged.
        """
        record = self._part("record")
        return dict(record) if isinstance(record, Mapping) else {}

    @property
    def case_id(self) -> str | None:
        """The case's name, None once it was forgotten.

        Raises:
            AuditError: If the content is damaged.
        """
        name = self._part("case_id")
        return None if name is None else str(name)

    def _part(self, name: str) -> object:
        if self.content is None:
            return None
        try:
            return json.loads(self.content)[name]
        except (ValueError, KeyError, TypeError) as error:
            raise AuditError(f"The content of entry {self.seq!r} is damaged: verify the audit log.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the log that is not as it was written."""

    seq: int | None
    """The entry; None where it is the file or the log as a whole."""
    what: str

    def __str__(self) -> str:
        return f"Entry {self.seq}: {self.what}" if self.seq is not None else self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What checking a log came to."""

    entries: int
    forgotten: int
    """How many of them hold a tombstone in place of their content."""
    head: str
    """Hash of the last entry, or the origin's; keep it elsewhere to find out a log that was cut or made anew."""
    keyed: bool
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def canonical(value: object) -> str:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


class Chain:
    """Computes and checks hashes, with a key or without."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key

    @property
    def mode(self) -> str:
        """How hashes are computed."""
        return "sha256" if self._key is None else "hmac-sha256"

    def digest(self, purpose: str, text: str) -> str:
        """Hash a text for one purpose, so that a hash made for one cannot pass for another."""
        data = purpose.encode() + b"\x00" + text.encode()
        if self._key is None:
            return hashlib.sha256(data).hexdigest()
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()

    def begin(self, origin: Origin) -> str:
        """The hash that the first entry follows."""
        return self.digest("origin", canonical(asdict(origin)))

    def content(self, content: str) -> str:
        """The digest of an entry's content."""
        return self.digest("content", content)

    def link(self, entry: AuditEntry) -> str:
        """The hash of an entry: over everything but its content and itself."""
        header = {name: value for name, value in asdict(entry).items() if name not in ("content", "hash")}
        return self.digest("entry", canonical(header))

    def head(self, seq: int, last: str) -> str:
        """The mark of the last entry, so that a chain cut short is found."""
        return self.digest("head", canonical([seq, last]))

    def check(
        self, origin: Origin, entries: Iterable[AuditEntry], head: tuple[int, str] | None, expected: str | None = None
    ) -> Verdict:
        """Check a chain from its origin to its head.

        Args:
            origin: What it began with.
            entries: All entries in their order; their fields may be of any type, as a damaged file gives them.
            head: Number and mark of the last entry as they are stored; None where they are missing.
            expected: A head hash noted earlier, which the chain must contain.
        """
        problems: list[Problem] = []
        if origin.mode != self.mode:
            problems.append(Problem(seq=None, what=f"The log's mode is {origin.mode!r}, not {self.mode!r}."))
        first = last = self.begin(origin)
        seen, erased, allowed, count = {first}, set[int](), set[int](), 0
        for count, entry in enumerate(entries, start=1):
            problems += (Problem(seq=count, what=what) for what in self._faults(entry, count, last))
            if entry.content is None:
                erased.add(count)
            allowed |= _tombstoned(entry, count)
            last = str(entry.hash)
            seen.add(last)
        problems += (
            Problem(seq=seq, what="its content is gone, and no entry says that it was forgotten")
            for seq in sorted(erased - allowed)
        )
        problems += (
            Problem(seq=seq, what="it was to be forgotten, and its content is still there")
            for seq in sorted(allowed - erased)
        )
        if head != (count, self.head(count, last)):
            problems.append(Problem(seq=None, what="The log does not end where its head says: it was cut or edited."))
        if expected is not None and expected not in seen:
            problems.append(Problem(seq=None, what="The expected head is not in this chain: it was cut or made anew."))
        return Verdict(
            entries=count, forgotten=len(erased), head=last, keyed=self._key is not None, problems=tuple(problems)
        )

    def _faults(self, entry: AuditEntry, number: int, before: str) -> list[str]:
        types = {"seq": int, "content": str | None}
        odd = [name for name, value in asdict(entry).items() if not isinstance(value, types.get(name, str))]
        if odd:
            return [f"{odd[0]} is not of the type that is written"]
        faults: list[str] = []
        if entry.seq != number:
            faults.append(f"its number is {entry.seq}; entries are missing or in another order")
        if entry.kind not in _KINDS:
            faults.append("its kind is unknown")
        if entry.prev_hash != before:
            faults.append("it does not follow the entry before it")
        if entry.hash != self.link(entry):
            faults.append("its hash does not fit its header")
        if entry.content is not None and self.content(entry.content) != entry.content_digest:
            faults.append("its content was changed")
        return faults


def _tombstoned(entry: AuditEntry, number: int) -> set[int]:
    """The earlier entries whose contents this entry says were erased."""
    if entry.kind != "forgotten" or not isinstance(entry.content, str):
        return set()
    try:
        record: Mapping[str, Any] = json.loads(entry.content)["record"]
        return {int(seq) for seq in record["entries"] if 0 < int(seq) < number}
    except (ValueError, KeyError, TypeError):
        return set()
