"""Checkpointed cases: cut off, gone on, mixed up, forgotten."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent import Agent, ConfigurationError, Diagnosis, InputError
from agent.budget import Spent
from agent.models.scripted import ChatScripted
from agent.trace import Step
from tools import samples

HISTORY = "58-year-old woman with fever, productive cough, pleuritic pain and crackles at the base. Keeps quokkas."


@dataclass(frozen=True)
class Stranger:
    """A type that no state is made of."""

    word: str


class Cut(RuntimeError):
    """Stands for a crash in the middle of a run."""


@pytest.fixture
def film() -> Path:
    return samples.path("chest_pneumonia")


def whole(folder: Path, film: Path) -> Diagnosis:
    return Agent(checkpoints=folder).diagnose(film, HISTORY, case_id="case")


@pytest.mark.parametrize("node", ["think", "act", "retrieve", "appraise", "estimate", "conclude"])
def test_a_case_cut_off_in_a_node_goes_on_to_the_same_diagnosis(
    node: str, tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = whole(tmp_path / "whole", film)
    from agent import graph

    original = getattr(graph, node)

    async def broken(*_: Any) -> Any:
        raise Cut(node)

    monkeypatch.setattr(graph, node, broken)
    with pytest.raises(Cut):
        whole(tmp_path / "cut", film)
    monkeypatch.setattr(graph, node, original)
    again = whole(tmp_path / "cut", film)
    assert again.to_json(times=False) == expected.to_json(times=False)


def test_an_ended_case_is_given_back_without_another_run(tmp_path: Path, film: Path) -> None:
    first = whole(tmp_path, film)
    items = list(Agent(checkpoints=tmp_path).stream(film, HISTORY, case_id="case"))
    assert items[-1] == first
    assert all(isinstance(one, Step) for one in items[:-1])


def test_what_is_read_back_has_the_types_that_were_written(tmp_path: Path, film: Path) -> None:
    first = whole(tmp_path, film)
    again = whole(tmp_path, film)
    assert again == first
    assert isinstance(again.findings, tuple)
    assert all(isinstance(one.span, tuple | None) for one in again.findings)


def test_other_words_under_the_same_case_id_are_refused(tmp_path: Path, film: Path) -> None:
    whole(tmp_path, film)
    with pytest.raises(InputError, match="another history"):
        Agent(checkpoints=tmp_path).diagnose(film, "Something else.", case_id="case")


def test_another_picture_under_the_same_case_id_is_refused(tmp_path: Path, film: Path) -> None:
    whole(tmp_path, film)
    with pytest.raises(InputError, match="other images"):
        Agent(checkpoints=tmp_path).diagnose(np.zeros((64, 64), np.uint8), HISTORY, case_id="case")


def test_a_follow_up_works_from_the_checkpoints_of_another_process(tmp_path: Path, film: Path) -> None:
    whole(tmp_path, film)
    more = Agent(checkpoints=tmp_path).follow_up("case", "Is there consolidation?")
    assert more.answer == "yes"


def test_a_forgotten_case_leaves_nothing_behind(tmp_path: Path, film: Path) -> None:
    agent = Agent(checkpoints=tmp_path)
    agent.diagnose(film, HISTORY, case_id="case")
    agent.follow_up("case", "Is there consolidation?")
    agent.diagnose(film, "Another one.", case_id="case_2")
    assert b"quokkas" in b"".join(path.read_bytes() for path in tmp_path.rglob("*.sqlite*"))
    agent.forget("case")
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        threads = {row[0] for row in connection.execute("SELECT DISTINCT thread_id FROM checkpoints")}
        writes = {row[0] for row in connection.execute("SELECT DISTINCT thread_id FROM writes")}
    connection.close()
    assert threads == {"case_2"}
    assert writes <= {"case_2"}
    assert len(list((tmp_path / "images").iterdir())) == 1
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"quokkas" not in everything


def test_the_folder_is_the_owners_alone(tmp_path: Path, film: Path) -> None:
    folder = tmp_path / "private"
    whole(folder, film)
    assert folder.stat().st_mode & 0o077 == 0
    images = [path for path in (folder / "images").rglob("*") if path.is_file()]
    assert images
    assert all(path.stat().st_mode & 0o077 == 0 for path in images)


def test_a_checkpoint_builds_nothing_but_known_types(tmp_path: Path, film: Path) -> None:
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

    from agent.checkpoints import TYPES, _Serializer

    allowed = [(one.__module__, one.__name__) for one in TYPES]
    written = JsonPlusSerializer().dumps_typed({"channel_values": {"x": Stranger(word="y"), "z": Spent(steps=1)}})
    values = _Serializer(allowed_msgpack_modules=allowed).loads_typed(written)["channel_values"]
    assert not isinstance(values["x"], Stranger)
    assert values["z"] == Spent(steps=1)


def test_a_further_question_goes_on_from_the_last_one(tmp_path: Path, film: Path) -> None:
    whole(tmp_path, film)
    Agent(checkpoints=tmp_path).follow_up("case", "Is there consolidation?")
    Agent(checkpoints=tmp_path).follow_up("case", "Is there cough?")
    third = Agent(checkpoints=tmp_path).follow_up("case", "Is there fever?")
    assert third.question == "Is there fever?"
    assert third.answer == "yes"


def test_forgetting_one_case_leaves_another_of_like_name(tmp_path: Path, film: Path) -> None:
    agent = Agent(checkpoints=tmp_path)
    for name in ("ABC", "abc", "abc_d"):
        agent.diagnose(film, HISTORY, case_id=name)
    agent.follow_up("ABC", "Is there consolidation?")
    agent.forget("abc")
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        threads = {row[0] for row in connection.execute("SELECT DISTINCT thread_id FROM checkpoints")}
    connection.close()
    assert threads == {"ABC", "ABC~1", "abc_d"}


def test_a_folder_that_cannot_be_used_is_one_clear_error(tmp_path: Path, film: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ConfigurationError, match="folder for checkpoints"):
        Agent(checkpoints=tmp_path / "file").diagnose(film, HISTORY, case_id="case")


def test_another_model_under_the_same_case_id_is_refused(tmp_path: Path, film: Path) -> None:
    whole(tmp_path, film)
    other = ChatScripted(replies=["<answer>{}</answer>"])
    with pytest.raises(InputError, match="model"):
        Agent(checkpoints=tmp_path, model=other).diagnose(film, HISTORY, case_id="case")
