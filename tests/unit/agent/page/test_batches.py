"""Batches: which files make a case, and what comes out of many."""

import asyncio
from pathlib import Path

import pytest

from agent.page.batches import plan
from agent.page.errors import Unusable
from agent.page.uploads import Form, Received
from tools import samples

from .conftest import Build


def form(tmp_path: Path, **sent: str) -> Form:
    made = []
    for number, (name, text) in enumerate(sent.items()):
        path = tmp_path / f"{number}"
        path.write_text(text)
        made.append(Received(field="files", name=name, path=path))
    return Form(folder=tmp_path, files=made)


def test_a_folder_is_a_case_and_its_note_the_history(tmp_path: Path) -> None:
    sent = {"all/one/a.dcm": "", "all/one/b.dcm": "", "all/one/history.txt": "cough", "all/two.png": ""}
    one, two = plan(form(tmp_path, **sent), 10)
    assert (one.row.name, len(one.files), one.row.history) == ("one", 2, "cough")
    assert (two.row.name, len(two.files), two.row.history) == ("two.png", 1, "")


def test_a_table_names_files_and_folders_as_text_only(tmp_path: Path) -> None:
    table = "case,images,history\nx,one/a.dcm,cough\ny,two,\n"
    sent = {"all/one/a.dcm": "", "all/two/b.dcm": "", "all/two/c.dcm": "", "all/cases.csv": table}
    x, y = plan(form(tmp_path, **sent), 10)
    assert ([one.name for one in x.files], len(y.files)) == (["all/one/a.dcm"], 2)
    for name in ("../a.dcm", "/etc/passwd", "..", "a", "none.dcm"):
        with pytest.raises(Unusable):
            plan(form(tmp_path, **{**sent, "all/cases.csv": f"images\n{name}\n".replace("../a", "../z")}), 10)


async def test_a_batch_is_worked_through_and_its_table_saved(build: Build) -> None:
    film = samples.path("chest_normal").read_bytes()
    files = [
        ("files", ("all/=cmd/a.dcm", film)),
        ("files", ("all/=cmd/history.txt", b"Fever and cough.")),
        ("files", ("all/broken/b.dcm", b"no picture")),
    ]
    async with build() as house, house.client("ann") as ann, house.client("ben") as ben:
        batch = (await ann.post("/v1/batches", files=files)).json()
        assert batch["total"] == 2
        again = await ann.post("/v1/batches", files=files)
        assert again.status_code == 422
        assert (await ben.get(f"/v1/batches/{batch['id']}")).status_code == 404
        task = house.parts.batches.of("ann", batch["id"]).task
        assert task is not None
        await task
        done = (await ann.get(f"/v1/batches/{batch['id']}")).json()
        assert done["done"] == 2
        assert {one["title"]: one["stage"] for one in done["cases"]} == {"=cmd": "ended", "broken": "failed"}
        table = (await ann.get(f"/v1/batches/{batch['id']}/table.csv")).text
        assert '"\'=cmd"' in table and "failed" in table
        assert table.splitlines()[0].startswith('\ufeff"case","question","status"')
        opened = next(one["id"] for one in done["cases"] if one["stage"] == "ended")
        assert (await ann.get(f"/v1/cases/{opened}/result")).status_code == 200


async def test_the_table_of_results_says_what_was_asked(build: Build) -> None:
    film = samples.path("chest_normal").read_bytes()
    table = "case;images;question\nA;a.dcm;Is there an effusion?\n"
    files = [("files", ("a.dcm", film)), ("table", ("cases.csv", table.encode()))]
    async with build() as house, house.client() as ann:
        batch = (await ann.post("/v1/batches", files=files)).json()
        task = house.parts.batches.of("ann", batch["id"]).task
        assert task is not None
        await task
        lines = (await ann.get(f"/v1/batches/{batch['id']}/table.csv")).text.splitlines()
        assert lines[1].startswith('"A","Is there an effusion?",')


async def test_a_batch_that_is_stopped_begins_no_further_case(build: Build) -> None:
    film = samples.path("chest_normal").read_bytes()
    files = [("files", (f"all/{number}/a.dcm", film)) for number in range(3)]
    async with build() as house, house.client() as ann:
        batch = (await ann.post("/v1/batches", files=files)).json()
        assert (await ann.post(f"/v1/batches/{batch['id']}/stop")).status_code == 202
        task = house.parts.batches.of("ann", batch["id"]).task
        assert task is not None
        await asyncio.wait({task})
        done = (await ann.get(f"/v1/batches/{batch['id']}")).json()
        assert {one["stage"] for one in done["cases"]} == {"cancelled"}
