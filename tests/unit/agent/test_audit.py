"""The log itself: it grows, verifies, forgets, and refuses what it cannot trust."""

import json
import shutil
import sqlite3
import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from agent.audit import RETENTION_DAYS, Audit, AuditError, Record, Verdict
from agent.auditing import tables
from agent.errors import ConfigurationError

KEY = b"k" * 32


def case(number: int, **body: object) -> Record:
    return Record(case_id=f"case-{number}", run=f"run-{number}", body={"ended": "diagnosis", "number": number, **body})


@pytest.fixture
def log(tmp_path: Path) -> Audit:
    audit = Audit(tmp_path / "log", user="dr-1", session="s-1")
    for number in range(4):
        audit.append(case(number))
    return audit


def rewrite(file: Path, statement: str, *values: object) -> None:
    """Edit the database as somebody does who minds no trigger, and leaves the tables as they were."""
    connection = sqlite3.connect(file, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement, values)
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()


def found(log: Audit, expected: str | None = None) -> Verdict:
    verdict = log.verify(expected)
    assert not verdict.ok
    return verdict


def test_a_log_that_nobody_touched_verifies(log: Audit) -> None:
    verdict = log.verify()
    assert (verdict.ok, verdict.entries, verdict.forgotten) == (True, 4, 0)
    assert verdict.head == log.entries()[-1].hash


def test_the_file_is_its_owners_alone(log: Audit) -> None:
    assert stat.S_IMODE(log.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.file.parent.stat().st_mode) == 0o700


def test_a_run_is_recorded_once(log: Audit) -> None:
    first = log.entries("case-1")[0]
    assert log.append(case(1, more="later")) == first
    assert log.verify().entries == 4


def test_what_a_person_made_of_it_is_an_entry_of_its_own(log: Audit) -> None:
    log.annotate("case-1", "fever", "edited", "dr-2")
    log.annotate("case-1", None, "viewed")
    human = [one.body for one in log.entries("case-1") if one.kind == "human"]
    assert [(one["finding"], one["verdict"], one["by"]) for one in human] == [
        ("fever", "edited", "dr-2"),
        (None, "viewed", "dr-1"),
    ]
    assert log.verify().ok


@pytest.mark.parametrize(("case_id", "finding"), [("case-9", "fever"), ("case-1", "Jane Roe, born 1950")])
def test_an_annotation_needs_a_case_and_a_code(log: Audit, case_id: str, finding: str) -> None:
    with pytest.raises((AuditError, ConfigurationError)):
        log.annotate(case_id, finding, "accepted", "dr-1")


def test_forgetting_erases_the_content_from_the_bytes_and_keeps_the_chain(tmp_path: Path) -> None:
    log = Audit(tmp_path)
    log.append(case(1, note="quokkaquokka"))
    log.append(case(2, note="other"))
    log.annotate("case-1", None, "accepted", "dr-1")
    noted = log.verify().head
    assert log.forget("case-1") == 2
    verdict = log.verify(noted)
    assert (verdict.ok, verdict.forgotten, verdict.entries) == (True, 2, 4)
    assert all(b"quokkaquokka" not in path.read_bytes() for path in tmp_path.iterdir())
    assert log.forget("case-1") == 0
    log.append(case(1))
    assert log.verify().ok, "the id may be used anew"


def test_content_that_goes_without_a_tombstone_is_found(log: Audit) -> None:
    rewrite(log.file, "UPDATE entries SET content = NULL WHERE seq = 2")
    assert "no entry says that it was forgotten" in str(found(log).problems[0])


def test_content_that_stays_after_its_tombstone_is_found(log: Audit) -> None:
    kept = log.entries("case-2")[0].content
    log.forget("case-2")
    rewrite(log.file, "UPDATE entries SET content = ? WHERE seq = 3", kept)
    assert "still there" in str(found(log).problems[0])


def test_a_tail_cut_off_is_found(log: Audit) -> None:
    rewrite(log.file, "DELETE FROM entries WHERE seq = 4")
    assert "cut or edited" in str(found(log).problems[0])
    with pytest.raises(AuditError, match="nothing is added"):
        log.append(case(9))


def test_a_tail_cut_off_together_with_its_head_needs_the_head_noted_elsewhere(log: Audit, tmp_path: Path) -> None:
    shutil.copytree(log.file.parent, tmp_path / "before")
    log.append(case(9))
    noted = log.verify().head
    older = Audit(tmp_path / "before")
    assert older.verify().ok, "this is the limit of a chain without its head"
    assert "expected head" in str(found(older, noted).problems[0])


def test_a_log_made_anew_without_the_key_is_found(tmp_path: Path) -> None:
    keyed = Audit(tmp_path / "log", key=KEY)
    keyed.append(case(1))
    assert keyed.verify().keyed
    shutil.rmtree(tmp_path / "log")
    Audit(tmp_path / "log", key=b"x" * 32).append(case(1))
    assert found(keyed).entries == 1


def test_a_keyed_log_is_not_gone_on_with_without_its_key(tmp_path: Path) -> None:
    Audit(tmp_path / "log", key=KEY).append(case(1))
    with pytest.raises(AuditError, match="give the key"):
        Audit(tmp_path / "log").append(case(2))
    with pytest.raises(AuditError, match="another key"):
        Audit(tmp_path / "log", key=b"x" * 32).append(case(2))


def test_sqlite_itself_refuses_to_change_or_delete_entries(log: Audit) -> None:
    connection = sqlite3.connect(log.file)
    for statement in ("DELETE FROM entries", "UPDATE entries SET kind = 'human'", "UPDATE origin SET mode = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_a_trigger_taken_away_is_found(log: Audit) -> None:
    connection = sqlite3.connect(log.file)
    connection.execute("DROP TRIGGER no_delete")
    connection.close()
    assert "tables and triggers" in str(found(log).problems[0])


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / tables.FILE).touch()
    with pytest.raises(AuditError, match="empty or cut short"):
        Audit(tmp_path).append(case(1))


def test_a_half_copied_file_is_refused_or_found(log: Audit) -> None:
    log.append(case(8, long="x" * 20_000))
    connection = sqlite3.connect(log.file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    data = log.file.read_bytes()
    log.file.write_bytes(data[: len(data) // 2])
    with pytest.raises(AuditError):
        assert log.verify().ok
        raise AssertionError("a half-copied log was taken for a whole one")


def test_a_log_of_the_future_is_refused(log: Audit) -> None:
    rewrite(log.file, "PRAGMA user_version = 99")
    with pytest.raises(AuditError, match="version 99"):
        log.append(case(9))


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / tables.FILE)
    connection.execute("CREATE TABLE entries (x)")
    connection.close()
    with pytest.raises(AuditError, match="not an audit log"):
        Audit(tmp_path).verify()


def test_a_deleted_journal_loses_nothing(log: Audit) -> None:
    for path in log.file.parent.glob(f"{tables.FILE}-*"):
        path.unlink()
    assert log.verify().entries == 4


def test_a_place_that_cannot_be_written_to_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AuditError, match="name a folder that you may write to"):
        Audit(tmp_path / "file").prepare()


def test_no_log_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no audit log here"):
        Audit(tmp_path / "none").verify()
    assert not (tmp_path / "none").exists()


def test_retention_holds_unless_forced(log: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AuditError, match="183 days"):
        log.forget_older(RETENTION_DAYS - 1)
    assert log.forget_older(RETENTION_DAYS) == 0
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="microseconds")
    monkeypatch.setattr("agent.auditing.writing.now", lambda: later)
    assert log.forget_older(0, force=True) == 4
    assert log.verify().ok


def test_threads_share_one_chain(tmp_path: Path) -> None:
    log = Audit(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.append(case(number)), range(40)))
    assert (log.verify().ok, log.verify().entries) == (True, 40)


def _several(folder: Path, first: int) -> None:
    for number in range(first, first + 15):
        Audit(folder).append(case(number))


def test_two_processes_share_one_chain_without_a_fork(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_several, tmp_path / "log", first) for first in (0, 10)]
        for job in jobs:
            job.result(timeout=100)
    verdict = Audit(tmp_path / "log").verify()
    assert (verdict.ok, verdict.entries) == (True, 25), "five of the thirty are the same runs"


def test_an_export_is_checked_by_itself(log: Audit, tmp_path: Path) -> None:
    log.forget("case-1")
    file = tmp_path / "log.jsonl"
    assert log.export(file) == 5
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert log.verify_export(file).ok
    assert log.verify_export(file).head == log.verify().head
    lines = file.read_bytes().splitlines(keepends=True)
    for torn in (
        b"".join(lines)[:-9],
        b"".join(lines[:-1]),
        b"".join([*lines[:2], *lines[3:]]),
        b"".join([*lines, *lines]),
    ):
        file.write_bytes(torn)
        assert not log.verify_export(file).ok


def test_an_export_with_any_byte_changed_is_found(log: Audit, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    log.export(file)
    data = file.read_bytes()
    for place in range(0, len(data), 7):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            assert not log.verify_export(file).ok, place
        except AuditError:
            continue


@pytest.mark.parametrize("user", ["Jane Roe", "", "x" * 65])
def test_a_user_is_a_pseudonym(user: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="one word"):
        Audit(tmp_path, user=user)


def test_a_key_is_long_and_readable(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="at least 32"):
        Audit(tmp_path, key=b"short")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Audit(tmp_path, key=tmp_path / "none")
    (tmp_path / "key").write_bytes(KEY + b"\n")
    Audit(tmp_path / "log", key=tmp_path / "key").append(case(1))
    assert Audit(tmp_path / "log", key=KEY).verify().ok


def test_a_record_that_is_no_json_is_refused_and_nothing_is_written(log: Audit) -> None:
    with pytest.raises(AuditError, match="not JSON"):
        log.append(case(7, value=float("nan")))
    assert log.verify().entries == 4


def test_a_log_in_a_folder_that_may_only_be_read_is_read(log: Audit) -> None:
    for path in log.file.parent.glob(f"{tables.FILE}-*"):
        path.unlink()
    log.file.parent.chmod(0o500)
    try:
        assert log.verify().ok
    finally:
        log.file.parent.chmod(0o700)


def test_the_content_is_one_canonical_json(log: Audit) -> None:
    content = log.entries()[0].content or ""
    assert json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == content
