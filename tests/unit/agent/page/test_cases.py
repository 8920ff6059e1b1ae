"""A case over HTTP, from its files to its erasure."""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from agent.audit import Audit
from agent.page.assistants import Assistant
from agent.page.limits import Limits
from agent.trace import Step
from tools import samples

from .conftest import Build, ended


class Slow(Assistant):
    """An agent whose cases go on until they are stopped."""

    began: asyncio.Event

    def astream(self, *_: Any, **__: Any) -> AsyncGenerator[Any, None]:
        return self._endless()

    async def _endless(self) -> AsyncGenerator[Any, None]:
        yield Step(node="admit", kind="admitted", summary="Read.")
        self.began.set()
        await asyncio.Event().wait()


@pytest.fixture
def slow() -> Slow:
    made = Slow(profile="embedded", encoder=None)
    made.began = asyncio.Event()
    return made


async def test_a_case_from_its_file_to_its_erasure(build: Build, tmp_path: Path) -> None:
    audit = tmp_path / "audit"
    log = Audit(audit, interface="page")
    own = Assistant(profile="embedded", encoder=None, checkpoints=tmp_path / "cases", audit=log)
    async with build(own=own, audit=audit) as house, house.client() as ann:
        sent = {"history": samples.history("chest_pneumonia"), "title": "=Case <1>"}
        with samples.path("chest_pneumonia").open("rb") as file:
            answer = await ann.post("/v1/diagnose", files={"files": ("../../<b>x.dcm", file)}, data=sent)
        assert answer.status_code == 202
        case = answer.json()
        assert len(case["id"]) == 32
        events = await ended(ann, case)
        assert events.count("event: step") > 5 and events.rstrip().splitlines()[-2] == "event: ended"
        steps = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
        crop = next(
            call["shown"][0] for one in steps for call in one.get("detail", {}).get("calls", []) if "shown" in call
        )
        picture = await ann.get(f"{case['case']}/images/{crop['digest']}.png")
        assert picture.content.startswith(b"\x89PNG")
        # Whoever comes late, or again, hears the rest.
        assert (await ann.get(case["events"], headers={"Last-Event-ID": "3"})).text.startswith("id: 4\n")

        result = (await ann.get(case["result"])).json()
        assert result["answer"]["differential"][0]["condition"] == "community-acquired-pneumonia"
        boxed = next(one for one in result["answer"]["findings"] if one["region"])
        assert result["places"][boxed["image"]["digest"]] == {"study": result["case"]["study"], "image": 1}
        outlines = (await ann.get(f"{case['case']}/outlines")).json()["outlines"]
        assert {"lungs", "heart", "lung-opacity"} == {one["target"] for one in outlines}
        label = result["answer"]["citations"][0]["label"]
        cited = (await ann.get(f"{case['case']}/citations/{label}")).json()
        assert cited["quoted"] in cited["text"] and cited["sections"]

        for code, verdict, text in (("lung-opacity", "accepted", ""), ("cardiomegaly", "edited", "normal size")):
            given = {"code": code, "verdict": verdict, "text": text}
            assert (await ann.post(f"{case['case']}/reviews", json=given)).json()["is_recorded"] is True
        assert (
            await ann.post(f"{case['case']}/reviews", json={"code": "none", "verdict": "accepted"})
        ).status_code == 422
        assert (
            await ann.post(f"{case['case']}/reviews", json={"code": "cardiomegaly", "verdict": "edited"})
        ).status_code == 422
        human = [one.body for one in log.entries(case["id"]) if one.kind == "human"]
        assert [(one["finding"], one["verdict"], one["by"]) for one in human] == [
            (None, "viewed", "ann"),
            ("lung-opacity", "accepted", "ann"),
            ("cardiomegaly", "edited", "ann"),
        ]

        saved = await ann.get(f"{case['case']}/exports/json")
        assert "attachment" in saved.headers["content-disposition"]
        assert any("cardiomegaly edited: normal size" in note for note in saved.json()["notes"])
        assert (await ann.get(f"{case['case']}/exports/fhir")).json()["resourceType"] == "Bundle"
        assert (await ann.get(f"{case['case']}/exports/sr")).content[128:132] == b"DICM"

        asked = (await ann.post(f"{case['case']}/questions", json={"question": "Is there a pleural effusion?"})).json()
        further = (await ann.get(f"{case['events']}?after={asked['after']}")).text
        assert "event: asked" in further and "event: step" in further and "event: ended" in further
        assert (await ann.get(f"{case['result']}?answer={asked['answer']}")).json()["answer"]["question"]

        kept = list(house.parts.workplace.folder.rglob("*"))
        assert kept and all(one.stat().st_mode & 0o077 == 0 for one in kept)
        assert (await ann.delete(case["case"])).status_code == 204
        assert (await ann.get(case["case"])).status_code == 404
        assert not [one for one in house.parts.workplace.folder.rglob("*") if one.is_file()]


async def test_nobody_sees_a_case_of_somebody_else(build: Build) -> None:
    async with build() as house, house.client("ann") as ann, house.client("ben") as ben:
        case = (await ann.post("/v1/diagnose", json={"sample": "chest_normal", "title": "CANARY"})).json()
        await ended(ann, case)
        study = (await ann.get(case["case"])).json()["study"]
        places = [case["case"], case["events"], case["result"], f"{case['case']}/outlines", f"/v1/studies/{study}"]
        places += [f"{case['case']}/exports/json", f"/v1/studies/{study}/images/1/pixels", "/v1/cases"]
        for place in places:
            answer = await ben.get(place)
            assert "CANARY" not in answer.text, place
            assert answer.status_code == (200 if place == "/v1/cases" else 404), place
        assert (await ben.post(f"{case['case']}/cancel")).status_code == 404
        assert (await ben.post(f"{case['case']}/questions", json={"question": "?"})).status_code == 404
        assert (await ben.delete(case["case"])).status_code == 404
        assert (await ben.post("/v1/diagnose", json={"study": study})).status_code == 404
        assert (await ann.get(case["case"])).json()["title"] == "CANARY"


async def test_cancelling_frees_the_slot(build: Build, slow: Slow) -> None:
    async with build(Limits(slots=1), own=slow) as house, house.client("ann") as ann, house.client("ben") as ben:
        first = (await ann.post("/v1/diagnose", json={"sample": "chest_normal"})).json()
        await slow.began.wait()
        second = (await ben.post("/v1/diagnose", json={"sample": "chest_normal"})).json()
        assert (await ann.get(first["case"])).json()["stage"] == "running"
        assert (await ben.get(second["case"])).json()["stage"] == "waiting"
        slow.began.clear()
        assert (await ann.post(f"{first['case']}/cancel")).status_code == 202
        await slow.began.wait()
        assert (await ann.get(first["case"])).json()["stage"] == "cancelled"
        assert (await ben.get(second["case"])).json()["stage"] == "running"
        assert (await ann.get(first["result"])).status_code == 409
        assert (await ann.get(first["events"])).text.rstrip().endswith("event: cancelled\ndata: {}")


async def test_the_queue_is_bounded_for_each_and_for_all(build: Build, slow: Slow) -> None:
    limits = Limits(slots=1, per_person=2, waiting=2)
    async with build(limits, own=slow) as house, house.client("ann") as ann, house.client("ben") as ben:
        ask = {"sample": "chest_normal"}
        assert (await ann.post("/v1/diagnose", json=ask)).status_code == 202
        await slow.began.wait()
        assert (await ann.post("/v1/diagnose", json=ask)).status_code == 202
        third = await ann.post("/v1/diagnose", json=ask)
        assert (third.status_code, third.json()["error"]["code"]) == (429, "too-many")
        assert (await ben.post("/v1/diagnose", json=ask)).status_code == 202
        full = await ben.post("/v1/diagnose", json=ask)
        assert (full.status_code, full.headers["retry-after"]) == (503, "15")


async def test_a_minute_holds_so_many_requests(build: Build) -> None:
    async with build(Limits(per_minute=1)) as house, house.client() as ann:
        case = (await ann.post("/v1/diagnose", json={"sample": "chest_normal"})).json()
        await ended(ann, case)
        assert (await ann.post("/v1/diagnose", json={"sample": "chest_normal"})).status_code == 429


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"sample": "none"},
        {"sample": "chest_normal", "study": "x"},
        {"study": "http://evil.example/x.dcm"},
        {"study": "../../etc/passwd"},
        {"sample": "chest_normal", "profile": "https://evil.example"},
        {"sample": "chest_normal", "options": ["yes"]},
        {"sample": "chest_normal", "history": "CANARY" * 4_000},
        {"sample": "chest_normal", "url": "CANARY"},
        {"sample": "chest_normal", "priors": [{"study": "x", "days": -1}]},
    ],
)
async def test_what_cannot_be_used_is_said_in_a_sentence_without_what_was_sent(
    build: Build, document: dict[str, Any]
) -> None:
    async with build() as house, house.client() as ann:
        answer = await ann.post("/v1/diagnose", json=document)
        assert answer.status_code in (404, 422)
        assert answer.json()["error"]["message"].endswith(".")
        assert "CANARY" not in answer.text and "evil" not in answer.text
        assert (await ann.get("/v1/cases")).json() == []


async def test_a_file_that_is_no_picture_fails_as_a_sentence(build: Build) -> None:
    async with build() as house, house.client() as ann:
        sent = await ann.post("/v1/studies", files={"files": ("x.dcm", b"MZ not a picture")})
        study = sent.json()["id"]
        answer = await ann.get(f"/v1/studies/{study}")
        assert answer.status_code == 422 and "Traceback" not in answer.text
        case = (await ann.post("/v1/diagnose", json={"study": study})).json()
        assert "event: failed" in await ended(ann, case)
        assert (await ann.get(case["case"])).json()["error"]["code"] == "case-failed"


async def test_a_case_in_words_has_no_study(build: Build, tmp_path: Path) -> None:
    async with build() as house, house.client() as ann:
        history = samples.history("chest_pneumonia")
        answers = [
            await ann.post("/v1/diagnose", json={"history": history}),
            await ann.post("/v1/diagnose", files={"history": (None, history)}),
        ]
        for answer in answers:
            assert answer.status_code == 202, answer.text
            case = answer.json()
            assert "event: ended" in await ended(ann, case)
            result = (await ann.get(case["result"])).json()
            assert result["case"]["study"] is None
            assert result["case"]["title"] == "A case in words"
            assert result["answer"]["images"] == []
            for kind in ("json", "html", "fhir", "pdf"):
                assert (await ann.get(f"{case['case']}/exports/{kind}")).status_code == 200, kind
            assert (await ann.get(f"{case['case']}/exports/sr")).status_code == 422
            assert (await ann.delete(case["case"])).status_code == 204


async def test_a_case_tells_its_owner_what_was_asked_and_nobody_else(build: Build) -> None:
    asked = {"sample": "chest_normal", "history": "CANARY", "question": "Which?", "options": ["a", "b"]}
    async with build() as house, house.client("ann") as ann, house.client("ben") as ben:
        case = (await ann.post("/v1/diagnose", json=asked)).json()
        await ended(ann, case)
        found = (await ann.get(case["case"])).json()
        assert {name: found[name] for name in ("history", "question", "options", "days", "answers")} == {
            "history": "CANARY",
            "question": "Which?",
            "options": ["a", "b"],
            "days": [],
            "answers": 1,
        }
        other = await ben.get(case["case"])
        assert other.status_code == 404 and "CANARY" not in other.text
        # Lists are looked at over shoulders: they have the title and the outcome only.
        assert "CANARY" not in (await ann.get("/v1/cases")).text


async def test_files_that_cannot_be_used_are_told_by_the_names_they_were_sent_under(
    build: Build, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    film = samples.path("chest_normal").read_bytes()
    files = [
        ("files", ("notes CANARY.txt", b"words")),
        ("files", ("a.dcm", film)),
        ("files", ("CANARY/broken.dcm", film[: len(film) // 2])),
        ("files", ("empty", b"")),
    ]
    async with build() as house, house.client() as ann, house.client("ben") as ben:
        study = (await ann.post("/v1/studies", files=files)).json()["id"]
        found = (await ann.get(f"/v1/studies/{study}")).json()
        assert found["images"] == 1
        told = {one["name"]: one["reason"] for one in found["left_out"]}
        assert list(told) == ["notes CANARY.txt", "CANARY/broken.dcm", "empty"]
        assert told["notes CANARY.txt"] == told["empty"] == "not an image"
        assert told["CANARY/broken.dcm"].endswith(".")
        case = (await ann.post("/v1/diagnose", json={"study": study, "history": "Fever."})).json()
        steps = await ended(ann, case)
        result = (await ann.get(case["result"])).json()
        assert result["left_out"] == found["left_out"]
        # To whoever sent them, and to nobody and nothing else: what is kept of a case knows no names.
        assert "CANARY" not in steps + json.dumps(result["answer"]) + caplog.text
        kept = [one for one in tmp_path.rglob("*") if one.is_file()]
        assert kept and not any("CANARY" in str(one) or b"CANARY" in one.read_bytes() for one in kept)
        assert (await ben.get(f"/v1/studies/{study}")).status_code == 404
        one = (await ann.post("/v1/studies", files=files[1:2])).json()["id"]
        assert (await ann.get(f"/v1/studies/{one}")).json()["left_out"] == []


async def test_a_case_of_nothing_is_refused(build: Build) -> None:
    async with build() as house, house.client() as ann:
        for asked in ({}, {"history": "  "}, {"title": "x"}):
            assert (await ann.post("/v1/diagnose", json=asked)).status_code == 422
        prior = await ann.post("/v1/diagnose", json={"history": "fever", "priors": [{"study": "0" * 32}]})
        assert "name a study" in prior.json()["error"]["message"]
        film = samples.path("chest_normal").read_bytes()
        form = await ann.post("/v1/diagnose", files={"prior": ("a.dcm", film), "history": (None, "fever")})
        assert "send its files too" in form.json()["error"]["message"]
