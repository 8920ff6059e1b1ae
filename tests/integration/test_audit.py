"""Real cases and what is recorded of them: once each, however they end, and nothing that tells who the patient is."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread

from agent import Agent, ConfigurationError, InputError
from agent.audit import Audit, AuditEntry, AuditError, Record
from tools import samples

HISTORY = "58-year-old woman with fever, productive cough, pleuritic pain and crackles at the base. Keeps quokkas."
CANARIES = ("Zyxwvutson", "QUOKKACANARY", "4711081500", "canaryfile", "1950-02-03", "19500203", "quokkas")


@pytest.fixture
def film() -> Path:
    return samples.path("chest_pneumonia")


@pytest.fixture
def log(tmp_path: Path) -> Audit:
    return Audit(tmp_path / "log")


def bodies(log: Audit, case_id: str = "case") -> list[dict[str, Any]]:
    return [one.body for one in log.entries(case_id) if one.kind == "case"]


def test_a_case_leaves_one_record_of_what_it_was_given_ran_on_and_came_to(log: Audit, film: Path) -> None:
    diagnosis = Agent(audit=log).diagnose(film, HISTORY, case_id="case")
    (body,) = bodies(log)
    (file,) = body["input"]["files"]
    assert file["bytes"] == film.stat().st_size
    assert len(file["sha256"]) == len(file["sop_instance"]) == len(file["series"]) == 64
    assert (file["modality"], body["ended"], body["output"]["status"]) == ("DX", "diagnosis", diagnosis.status)
    assert body["system"]["library"] == Agent().library.checksum
    assert set(body["system"]["prompts"]) >= {"system", "case", "evidence"}
    assert [one["node"] for one in body["steps"]] == [step.node for step in diagnosis.trace.steps]
    used = {one.passage for one in diagnosis.citations}
    assert used <= {one["passage"] for one in body["evidence"]["kept"]}
    assert body["decisions"]["attempts"][-1]["confidence"] == diagnosis.confidence.value
    assert [one["code"] for one in body["output"]["findings"]] == [one.code for one in diagnosis.findings]
    assert log.verify().ok


def test_nothing_that_names_the_patient_is_in_any_byte(log: Audit, film: Path, tmp_path: Path) -> None:
    header = dcmread(film)
    header.PatientName, header.PatientID, header.PatientBirthDate = "Zyxwvutson^QUOKKACANARY", "4711081500", "19500203"
    header.SeriesDescription, header.StudyDescription = "QUOKKACANARY chest", "Zyxwvutson"
    file = tmp_path / "Zyxwvutson_canaryfile.dcm"
    header.save_as(file)
    history = f"Mrs Zyxwvutson QUOKKACANARY, MRN 4711081500, born 1950-02-03. {HISTORY}"
    agent = Agent(audit=log)
    agent.diagnose(file, history, case_id="case")
    agent.answer(file, "Does Zyxwvutson QUOKKACANARY have it?", options=("QUOKKACANARY yes", "no"), history=history)
    with pytest.raises(InputError):
        agent.diagnose(tmp_path / "Zyxwvutson_canaryfile_missing.dcm", history)
    assert log.verify().entries == 3
    data = b"".join(path.read_bytes() for path in log.file.parent.iterdir())
    assert [canary for canary in CANARIES if canary.casefold().encode() in data.lower()] == []


def test_texts_are_kept_only_where_they_are_asked_for(tmp_path: Path, film: Path) -> None:
    log = Audit(tmp_path, texts=True)
    Agent(audit=log).diagnose(film, HISTORY, case_id="case")
    assert "quokkas" in bodies(log)[0]["input"]["history_read"]["text"]


def test_a_case_that_cannot_be_read_leaves_a_record(log: Audit, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        Agent(audit=log).diagnose(tmp_path / "none.dcm", HISTORY, case_id="case")
    (body,) = bodies(log)
    assert (body["ended"], body["error"], body["input"]["unreadable"]) == ("error", "InputError", 1)


@pytest.mark.parametrize("node", ["admit", "act", "conclude"])
async def test_a_cancelled_case_leaves_a_record(
    node: str, log: Audit, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent import graph

    async def waits(*_: Any) -> Any:
        agent.cancel("case")
        await asyncio.Event().wait()

    monkeypatch.setattr(graph, node, waits)
    agent = Agent(audit=log)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.ensure_future(agent.adiagnose(film, HISTORY, case_id="case"))
    assert [one["ended"] for one in bodies(log)] == ["cancelled"]


async def test_a_case_that_nobody_listens_to_any_more_leaves_a_record(log: Audit, film: Path) -> None:
    stream = Agent(audit=log).astream(film, HISTORY, case_id="case")
    await anext(stream)
    await stream.aclose()
    assert [(one["ended"], len(one["steps"])) for one in bodies(log)] == [("abandoned", 1)]


def test_a_stream_that_is_left_leaves_a_record(log: Audit, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = threading.Event()
    append = log.append

    def noticed(record: Record) -> AuditEntry:
        entry = append(record)
        written.set()
        return entry

    monkeypatch.setattr(log, "append", noticed)
    steps = Agent(audit=log).stream(film, HISTORY, case_id="case")
    next(steps)
    del steps
    assert written.wait(timeout=60)
    assert len(bodies(log)) == 1


def test_every_case_of_a_batch_is_recorded(log: Audit, film: Path, tmp_path: Path) -> None:
    batch = [(film, HISTORY), (tmp_path / "none.dcm", HISTORY), (np.zeros((32, 32), np.uint8), "cough")] * 3
    Agent(audit=log).diagnose_many(batch, concurrency=4)
    entries = log.entries()
    assert len(entries) == len({one.case_id for one in entries}) == 9
    assert log.verify().ok


def test_a_bug_in_a_tool_leaves_a_record_and_propagates(
    log: Audit, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent import graph

    async def broken(*_: Any) -> Any:
        raise RuntimeError("Zyxwvutson")

    monkeypatch.setattr(graph, "appraise", broken)
    with pytest.raises(RuntimeError):
        Agent(audit=log).diagnose(film, HISTORY, case_id="case")
    assert bodies(log)[0]["error"] == "RuntimeError"
    assert b"Zyxwvutson" not in log.file.read_bytes()


KILLED = """
import os, sys
from agent import Agent
from tools import samples
agent = Agent(audit=sys.argv[1], checkpoints=sys.argv[2])
for step in agent.stream(samples.path("chest_pneumonia"), sys.argv[3], case_id="case"):
    if getattr(step, "node", "") == sys.argv[4]:
        os._exit(9)
"""


@pytest.mark.parametrize("node", ["retrieve", "conclude"])
def test_a_killed_case_that_goes_on_is_recorded_exactly_once(node: str, tmp_path: Path, log: Audit, film: Path) -> None:
    place = str(tmp_path / "kept")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(log.file.parent), place, f"MRN 4711081500. {HISTORY}", node],
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert killed.returncode == 9
    data = b"".join(path.read_bytes() for path in log.file.parent.iterdir())
    assert b"4711081500" not in data
    assert log.verify().entries == 0
    agent = Agent(audit=log, checkpoints=place)
    for _ in range(3):
        agent.diagnose(film, f"MRN 4711081500. {HISTORY}", case_id="case")
    assert [one["ended"] for one in bodies(log)] == ["diagnosis"]
    assert agent.replay("case") == ()


def test_a_follow_up_is_a_record_of_its_own(log: Audit, film: Path) -> None:
    agent = Agent(audit=log)
    agent.diagnose(film, HISTORY, case_id="case")
    agent.follow_up("case", "What next?")
    assert [one["input"]["follow_up"] for one in bodies(log)] == [0, 1]
    assert agent.replay("case") == ()


def test_replay_tells_where_a_prompt_is_not_what_was_recorded(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Agent(audit=tmp_path / "log", checkpoints=tmp_path / "a").diagnose(film, HISTORY, case_id="case")
    other = Agent(checkpoints=tmp_path / "b")
    other.diagnose(film, HISTORY.replace("fever", "chills"), case_id="case")
    mixed = Agent(audit=tmp_path / "log", checkpoints=tmp_path / "b")
    differs = mixed.replay("case")
    assert any("before turn 1 " in one for one in differs)
    with pytest.raises(InputError, match="no audit log"):
        other.replay("case")


def test_forgetting_a_case_forgets_its_record(log: Audit, film: Path) -> None:
    agent = Agent(audit=log)
    agent.diagnose(film, HISTORY, case_id="case")
    agent.forget("case")
    assert log.entries("case")[0].content is None
    assert log.verify().ok


def test_a_record_that_cannot_be_written_is_said_in_the_answer(
    log: Audit, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = Agent(audit=log)
    plain = Agent().diagnose(film, HISTORY, case_id="case")

    def full(*_: Any) -> None:
        raise AuditError("The audit log cannot be written (database or disk is full).")

    monkeypatch.setattr(log, "append", full)
    diagnosis = agent.diagnose(film, HISTORY, case_id="case")
    assert plain.status == "answered"
    assert diagnosis.status == "degraded"
    assert "no audit record" in diagnosis.degraded[-1]
    assert diagnosis.differential == plain.differential


def test_a_disk_that_is_full_is_a_typed_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from agent.auditing import tables

    log = Audit(tmp_path)
    log.prepare()
    connect = tables._connect

    def small(file: Path, *, write: bool) -> sqlite3.Connection:
        connection = connect(file, write=write)
        connection.execute("PRAGMA max_page_count = 10")
        return connection

    monkeypatch.setattr(tables, "_connect", small)
    with pytest.raises(AuditError, match="full"):
        log.append(Record(case_id="c", run="r", body={"long": "x" * 100_000}))
    monkeypatch.undo()
    assert log.verify().ok


def test_an_agent_whose_log_cannot_be_used_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AuditError):
        Agent(audit=tmp_path / "file")
    with pytest.raises(ConfigurationError):
        Agent(audit=Audit(tmp_path, key=b"short"))


def test_the_environment_names_a_log(tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_bytes(b"k" * 40)
    monkeypatch.setenv("MMEDEXPERT_AUDIT", str(tmp_path / "log"))
    monkeypatch.setenv("MMEDEXPERT_AUDIT_KEY", str(tmp_path / "key"))
    Agent().diagnose(film, HISTORY, case_id="case")
    assert Audit(tmp_path / "log", key=tmp_path / "key").verify().entries == 1
