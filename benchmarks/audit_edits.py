"""Is every edit of the audit log found? Real cases are recorded, then one byte at a time is changed.

    python benchmarks/audit_edits.py [--cases 50] [--edits 1000] [--seed 20261121]

Three kinds of edits, each on a fresh copy, each of a byte drawn at random and changed to another value:

- value: of a stored value (any column of any row), put back through SQLite with the triggers taken away and restored;
- data: of the raw file, at a place that holds the bytes of a stored text;
- raw: of the raw file anywhere, headers, trees, free space and all.

A raw edit that is not found is looked at: if SQLite then reads the very same tables, rows and triggers, the byte held
no data (space that no row uses, a counter), and it is counted as `holds no data`; anything else is missed. The last
line counts what was found of all edits that touch data; edits of bytes without data are reported above it.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent import Agent
from agent.audit import Audit, AuditError
from agent.auditing import tables
from tools import samples

Edit = Callable[[Path, random.Random], bool]
FORGOTTEN = 5
"""Every so many cases one is forgotten, so that tombstones are edited as well [1]."""


def record(folder: Path, cases: int) -> Audit:
    """Make a log of real cases: the samples that ship, worked up by the embedded reasoner."""
    log = Audit(folder)
    agent = Agent(audit=log)
    names = samples.names()
    for number in range(cases):
        name = names[number % len(names)]
        agent.diagnose(samples.path(name), samples.history(name), case_id=f"case-{number}")
        if number % FORGOTTEN == 1:
            log.annotate(f"case-{number}", None, "accepted", "reader-1")
        if number % FORGOTTEN == FORGOTTEN - 1:
            agent.forget(f"case-{number}")
    connection = sqlite3.connect(log.file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    return log


def another(byte: int, chance: random.Random) -> int:
    """Draw a byte that is not this one."""
    return (byte + chance.randrange(1, 256)) % 256


def edit_value(file: Path, chance: random.Random) -> bool:
    """Change one byte of one stored value; False where the table does not take it."""
    connection = sqlite3.connect(file, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    (rows,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    row, column = chance.randrange(1, rows + 1), chance.choice(tables.COLUMNS)
    ((value,),) = connection.execute(f"SELECT {column} FROM entries WHERE seq = ?", (row,)).fetchall()  # noqa: S608
    try:
        if value is None:
            changed: str | int = chr(chance.randrange(32, 127))
        elif isinstance(value, int):
            changed = value ^ (1 << chance.randrange(8))
        else:
            place = chance.randrange(len(value))
            # Texts stay UTF-8, which a STRICT table does not ask for; raw edits have no such manners.
            letter = chr(32 + (ord(value[place]) - 32 + chance.randrange(1, 95)) % 95)
            changed = value[:place] + letter + value[place + 1 :]
        connection.execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", (changed, row))  # noqa: S608
    except sqlite3.IntegrityError:
        return False
    finally:
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()
    return True


def edit_raw(file: Path, chance: random.Random) -> bool:
    """Change one byte anywhere."""
    data = bytearray(file.read_bytes())
    place = chance.randrange(len(data))
    data[place] = another(data[place], chance)
    file.write_bytes(data)
    return True


def edit_data(file: Path, chance: random.Random) -> bool:
    """Change one byte of the raw file where a piece of a stored text stands."""
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    texts = [value for row in connection.execute("SELECT * FROM entries") for value in row if isinstance(value, str)]
    connection.close()
    data = bytearray(file.read_bytes())
    text = chance.choice(texts).encode()
    # A long text is spread over pages: a piece of it is found whole.
    start = chance.randrange(max(1, len(text) - 24))
    place = data.find(text[start : start + 24])
    if place < 0:
        return False
    place += chance.randrange(min(24, len(text) - start))
    data[place] = another(data[place], chance)
    file.write_bytes(data)
    return True


def dump(file: Path) -> object:
    """Read everything that SQLite says the file holds, or None where it cannot."""
    try:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()
            rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("origin", "head", "entries")]  # noqa: S608
            return schema, rows
        finally:
            connection.close()
    except (sqlite3.Error, ValueError):
        return None


def is_found(file: Path, head: str) -> bool:
    """Whether verifying finds something; a log that cannot be read any more is found too."""
    try:
        return not Audit(file).verify(head).ok
    except AuditError:
        return True


def tried(log: Audit, edit: Edit, edits: int, chance: random.Random, head: str) -> Counter[str]:
    """Make edits one by one, each on a fresh copy."""
    whole, counts = dump(log.file), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy.sqlite"
        while sum(counts.values()) < edits:
            for left in Path(place).iterdir():
                left.unlink()
            shutil.copyfile(log.file, copy)
            if not edit(copy, chance):
                continue
            for journal in Path(place).glob("copy.sqlite-*"):
                journal.unlink()
            before = dump(copy)
            if is_found(copy, head):
                counts["found"] += 1
            else:
                counts["holds no data" if before == whole else "missed"] += 1
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--edits", type=int, default=1_000, help="of each kind")
    parser.add_argument("--seed", type=int, default=20_261_121)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        log = record(Path(place) / "log", given.cases)
        verdict = log.verify()
        size = log.file.stat().st_size
        print(
            f"{verdict.entries} entries of {given.cases} cases, {verdict.forgotten} forgotten, {size:,} bytes;", end=" "
        )
        print("untouched: " + ("verifies" if verdict.ok else f"DOES NOT VERIFY {verdict.problems}"))
        print(f"{'edits of':10}{'tried':>8}{'found':>8}{'missed':>8}{'holds no data':>15}")
        total: Counter[str] = Counter()
        for name, edit in (("value", edit_value), ("data", edit_data), ("raw", edit_raw)):
            counts = tried(log, edit, given.edits, random.Random(given.seed), verdict.head)  # noqa: S311
            total += counts
            row = (sum(counts.values()), counts["found"], counts["missed"], counts["holds no data"])
            print(f"{name:10}{row[0]:>8}{row[1]:>8}{row[2]:>8}{row[3]:>15}")
        print(f"{total['holds no data']} raw edits hit bytes that hold no data: SQLite reads the same log from them.")
        print(f"found {total['found']}, of {total['found'] + total['missed']}")


if __name__ == "__main__":
    main()
