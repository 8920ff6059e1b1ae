"""Whatever is appended and forgotten, the log verifies; whatever is edited afterwards, it does not."""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.audit import Audit, AuditError, Record
from agent.auditing import tables

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CASES = st.sampled_from(["a", "b", "c"])
DEEDS = st.lists(
    st.tuples(st.just("append"), CASES, st.dictionaries(st.text(max_size=5), JSON, max_size=3))
    | st.tuples(st.just("forget"), CASES, st.none())
    | st.tuples(st.just("annotate"), CASES, st.none()),
    max_size=10,
)


def done(log: Audit, deeds: list[tuple[str, str, Any]]) -> None:
    log.prepare()
    for number, (deed, case_id, body) in enumerate(deeds):
        if deed == "append":
            log.append(Record(case_id=case_id, run=str(number), body=body))
        elif deed == "forget":
            log.forget(case_id)
        elif any(one.content is not None and one.kind == "case" for one in log.entries(case_id)):
            log.annotate(case_id, "fever", "accepted", "dr-1")


@settings(max_examples=25)
@given(DEEDS)
def test_any_sequence_of_deeds_verifies_and_exports(deeds: list[tuple[str, str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        log = Audit(place)
        done(log, deeds)
        heads = [one.hash for one in log.entries()]
        assert log.verify().problems == ()
        assert all(log.verify(head).ok for head in heads)
        log.export(Path(place) / "log.jsonl")
        assert log.verify_export(Path(place) / "log.jsonl").ok


@settings(max_examples=40)
@given(st.data())
def test_any_edit_of_any_column_is_found(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        log = Audit(place)
        done(log, [("append", "a", {"x": 1}), ("append", "b", {"y": "z"}), ("forget", "a", None), ("append", "c", {})])
        table, columns = data.draw(
            st.sampled_from(
                [("entries", tables.COLUMNS), ("origin", ("log_id", "mode", "created")), ("head", ("seq", "mark"))]
            )
        )
        column = data.draw(st.sampled_from(columns))
        connection = sqlite3.connect(log.file, isolation_level=None)
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        rows = connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608
        row, before = data.draw(st.sampled_from(rows))
        kind = st.integers(-5, 99) if column == "seq" else st.text(max_size=80)
        after = data.draw((kind | st.none() if column == "content" else kind).filter(lambda value: value != before))
        try:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (after, row))  # noqa: S608
        except sqlite3.IntegrityError:
            connection.close()
            return
        for _, sql in triggers:
            connection.execute(sql)
        connection.close()
        try:
            assert not log.verify().ok, (table, column, row, after)
        except AuditError:
            return
