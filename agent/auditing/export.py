"""The log as JSON Lines: the origin, the entries as they are chained, the head; checked without the database."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from agent.auditing.chain import AuditEntry, AuditError, Chain, Origin, Problem, Verdict, canonical

__all__ = ["check_export", "write_export"]


def write_export(stream: IO[str], origin: Origin, entries: Iterable[AuditEntry], head: tuple[int, str] | None) -> int:
    """Write a log, one JSON document a line.

    Returns:
        How many entries were written.
    """
    stream.write(canonical({"origin": asdict(origin)}) + "\n")
    count = 0
    for entry in entries:
        stream.write(canonical({"entry": asdict(entry)}) + "\n")
        count += 1
    stream.write(canonical({"head": list(head) if head is not None else None}) + "\n")
    return count


def check_export(path: Path, chain: Chain, expected_head: str | None = None) -> Verdict:
    """Check an exported log by itself.

    Returns:
        What was found; a last line that is torn or missing is found too, and what stands before it is checked.

    Raises:
        AuditError: If it cannot be read, or does not begin as an export does.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise AuditError(f"The export cannot be read ({error.strerror}).") from error
    read = [_read(line) for line in lines[:-1]]
    odd = [number for number, one in enumerate(read, start=1) if one is None]
    problems = [Problem(seq=None, what=f"Line {number} is not as it was written.") for number in odd]
    if lines[-1]:
        problems.append(Problem(seq=None, what="The last line is torn."))
    whole = [one for one in read if one is not None]
    try:
        origin = Origin(**whole[0]["origin"])
        entries = [AuditEntry(**one["entry"]) for one in whole[1:] if "entry" in one]
        ends = [one["head"] for one in whole[1:] if "head" in one]
    except (IndexError, KeyError, TypeError) as error:
        raise AuditError("This is not an export of an audit log, or its first line is damaged.") from error
    if len(whole) != len(entries) + 2 or not whole or "head" not in whole[-1]:
        problems.append(Problem(seq=None, what="The export does not end with the log's head: it was cut or added to."))
    head = (ends[0][0], ends[0][1]) if len(ends) == 1 and isinstance(ends[0], list) and len(ends[0]) == 2 else None
    verdict = chain.check(origin, entries, head, expected_head)
    return Verdict(
        entries=verdict.entries,
        forgotten=verdict.forgotten,
        head=verdict.head,
        keyed=verdict.keyed,
        problems=(*problems, *verdict.problems),
    )


def _read(line: bytes) -> dict[str, Any] | None:
    """One line, if it is byte for byte what is written."""
    try:
        one = json.loads(line)
        return one if isinstance(one, dict) and canonical(one).encode() == line else None
    except (ValueError, RecursionError):
        return None
