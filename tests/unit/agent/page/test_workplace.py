"""Where uploads lie, and that nothing of them stays; what an event stream says."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent.page.cases import CaseFile, Event
from agent.page.events import event_stream, written
from agent.page.limits import Limits
from agent.page.sessions import Sessions
from agent.page.studies import UploadedStudy
from agent.page.workplace import Workplace


def test_what_killed_servers_left_goes_and_that_of_running_ones_stays(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left = tmp_path / f"mmedexpert-page-{int(done.stdout)}-{'0' * 16}"
    runs = tmp_path / f"mmedexpert-page-{os.getpid()}-{'1' * 16}"
    other = tmp_path / "mmedexpert-page-notes"
    for one in (left, runs, other):
        one.mkdir()
    place = Workplace(tmp_path)
    assert not left.exists() and runs.exists() and other.exists()
    own = place.new("../../ann")
    assert own.is_relative_to(place.folder) and own.stat().st_mode & 0o777 == 0o700
    (own / "x").write_bytes(b"12345")
    assert (place.used("../../ann"), place.used("ben")) == (5, 0)
    place.close()
    assert not place.folder.exists()


def test_sessions_end_and_are_bounded() -> None:
    sessions = Sessions(Limits(sessions=2))
    first, second, third = (sessions.open(name) for name in ("ann", "ben", "cid"))
    assert [sessions.person(one) for one in (first, second, third, "")] == [None, "ben", "cid", None]
    sessions.close(second)
    assert sessions.person(second) is None
    over = Sessions(Limits(session_seconds=-1))
    assert over.person(over.open("ann")) is None


@given(st.text())
def test_no_text_begins_a_field_of_its_own(text: str) -> None:
    lines = written(1, Event("step", {"summary": text})).decode().split("\n")
    assert len(lines) == 5 and lines[0] == "id: 1" and lines[2].startswith("data: {") and lines[3:] == ["", ""]


async def test_a_listener_hears_everything_once_and_the_silence_between() -> None:
    study = UploadedStudy(id="s", owner="ann", source=Path(), folder=None, title="t")
    case = CaseFile(id="c", owner="ann", study=study, profile="embedded")
    case.say("waiting")
    heard: list[bytes] = []

    async def listen() -> None:
        async for one in event_stream(case, 0, 0.001):
            heard.append(one)
            if one.startswith(b":"):
                case.stage = "ended"
                case.say("ended")

    await asyncio.wait_for(listen(), 20)
    assert heard[0].startswith(b"id: 1\nevent: waiting") and heard[1].startswith(b":")
    assert heard[-1].startswith(b"id: 2\nevent: ended") and len(heard) == 3
    assert [one async for one in event_stream(case, 1, 1)] == heard[-1:]
