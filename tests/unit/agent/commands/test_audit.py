"""`python -m agent audit …` and `diagnose --audit`."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent.__main__ import app
from agent.audit import Audit
from agent.auditing import tables


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("audit")
    out = str(place / "out")
    ended = run(
        "diagnose",
        "--sample",
        "chest_pneumonia",
        "--case-id",
        "case",
        "--out",
        out,
        "--audit",
        str(place / "log"),
        "--json",
    )
    assert ended.exit_code == 0, ended.output
    return place / "log"


def test_diagnose_records_the_case_and_what_was_handed_out(folder: Path) -> None:
    entries = Audit(folder).entries("case")
    assert [one.kind for one in entries] == ["case", "output"]
    assert set(entries[1].body["rendered"]) == {"report.html", "diagnosis.json", "annotated.png"}
    assert entries[0].body["who"]["interface"] == "cli"


def test_verify_prints_the_head_and_knows_it_again(folder: Path) -> None:
    first = run("audit", "verify", "--audit", str(folder))
    head = first.output.split()[-1]
    assert (first.exit_code, head) == (0, Audit(folder).verify().head)
    assert run("audit", "verify", "--audit", str(folder), "--expect-head", head).exit_code == 0
    assert run("audit", "verify", "--audit", str(folder), "--expect-head", "0" * 64).exit_code == 4


def test_list_and_show_tell_what_happened(folder: Path) -> None:
    listed = run("audit", "list", "--audit", str(folder))
    shown = run("audit", "show", "case", "--audit", str(folder))
    assert "case" in listed.output
    assert all(word in shown.output for word in ("admit", "conclude", "survey", "E1", "answered", "report.html"))
    assert run("audit", "show", "none", "--audit", str(folder)).exit_code == 2


def test_a_list_leaves_ids_whole_and_has_one_line_an_entry_on_a_narrow_terminal(tmp_path: Path) -> None:
    from agent.audit import Record

    ids = ["0123456789abcdef" * 2, "[bold]x"]
    for case_id in ids:
        Audit(tmp_path).append(Record(case_id=case_id, run="1", body={"output": {"status": "insufficient_evidence"}}))
    listed = CliRunner().invoke(app, ["audit", "list", "--audit", str(tmp_path)], env={"COLUMNS": "60"})
    lines = listed.output.splitlines()
    assert [line.split()[3] for line in lines] == ["case", *ids]
    assert [line.split()[4] for line in lines[1:]] == ["insufficient_evidence"] * 2


def test_a_case_that_is_not_there_cannot_be_forgotten(tmp_path: Path) -> None:
    from agent.audit import Record

    Audit(tmp_path).append(Record(case_id="one", run="1", body={}))
    ended = run("audit", "forget", "two", "--audit", str(tmp_path))
    assert ended.exit_code == 2
    assert "no record of case 'two'" in ended.output


def test_a_file_that_is_no_log_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    ended = run("audit", "list", "--audit", str(tmp_path / "notes.txt"))
    assert ended.exit_code == 2
    assert "a folder or a .sqlite file" in ended.output


def test_an_export_is_verified_by_itself(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    assert run("audit", "export", "--audit", str(folder), "--out", str(out)).exit_code == 0
    assert [next(iter(json.loads(line))) for line in out.read_text().splitlines()] == [
        "origin",
        "entry",
        "entry",
        "head",
    ]
    assert run("audit", "verify", "--exported", str(out)).exit_code == 0
    out.write_text(out.read_text().replace("answered", "answerex"))
    changed = run("audit", "verify", "--exported", str(out))
    assert changed.exit_code == 4
    assert "content was changed" in changed.output
    assert run("audit", "export", "--audit", str(folder)).output.startswith('{"origin"')


def test_forget_keeps_young_records_and_erases_a_case(tmp_path: Path) -> None:
    from agent.audit import Record

    log = Audit(tmp_path)
    log.append(Record(case_id="one", run="1", body={}))
    assert run("audit", "forget", "--older-than", "30", "--audit", str(tmp_path)).exit_code == 4
    assert run("audit", "forget", "--audit", str(tmp_path)).exit_code == 2
    assert "1 record(s) erased" in run("audit", "forget", "one", "--audit", str(tmp_path)).output
    assert (
        "0 record(s) erased" in run("audit", "forget", "--older-than", "0", "--force", "--audit", str(tmp_path)).output
    )
    assert log.verify().ok


def test_without_a_folder_it_says_what_to_do(tmp_path: Path) -> None:
    assert run("audit", "verify").exit_code == 2
    assert run("audit", "list", "--audit", str(tmp_path / "none")).exit_code == 4
    (tmp_path / tables.FILE).touch()
    assert run("audit", "verify", "--audit", str(tmp_path)).exit_code == 4


def test_a_damaged_record_is_one_clear_error(tmp_path: Path) -> None:
    from agent.audit import Record

    log = Audit(tmp_path)
    log.append(Record(case_id="one", run="1", body={"ended": "quokka"}))
    connection = sqlite3.connect(log.file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    log.file.write_bytes(log.file.read_bytes().replace(b'"ended":"quokka"', b'"ended":"quokka}'))
    listed = run("audit", "list", "--audit", str(tmp_path))
    assert listed.exit_code == 4
    assert "verify the audit log" in listed.output
    assert run("audit", "verify", "--audit", str(tmp_path)).exit_code == 4
