"""Uploads: what is taken, what is not, and what is left of either."""

from collections.abc import AsyncIterator

import pytest

from agent.page.limits import Limits

from .conftest import Build, House

EDGE = "----edge"
KIND = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}


def part(name: str, data: bytes, filename: str | None = None) -> bytes:
    called = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
    return head.encode() + data + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


def stored(house: House) -> list[str]:
    return [one.name for one in house.parts.workplace.folder.rglob("*") if one.is_file()]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (part("files", b"x" * 2_000, "a") + END, 413),
        (part("files", b"x" * 600, "a") + part("files", b"x" * 600, "b") + END, 413),
        (b"".join(part("files", b"x", "a") for _ in range(4)) + END, 413),
        (part("history", b"x" * 200) + END, 413),
        (b"".join(part("history", b"x") for _ in range(4)) + END, 413),
        (part("files", b"x", "a"), 422),
        (part("files", b"x", "a")[:-20], 422),
        (b"no form at all", 422),
        (part("other", b"x", "a") + END, 422),
        (END, 422),
        (f"--{EDGE}\r\nContent-Disposition: form-data\r\n\r\nx\r\n".encode() + END, 422),
    ],
)
async def test_what_is_refused_leaves_nothing_behind(build: Build, body: bytes, status: int) -> None:
    limits = Limits(upload_bytes=1_000, files=3, fields=3, field_bytes=100)
    async with build(limits) as house, house.client() as ann:
        answer = await ann.post("/v1/studies", content=body, headers=KIND)
        assert answer.status_code == status, answer.text
        assert stored(house) == []


async def test_a_length_that_lies_is_found_out_while_reading(build: Build) -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield part("files", b"x" * 900, "a")[:-2]
        for _ in range(4_000):
            yield b"y" * 1_000

    limits = Limits(upload_bytes=1_000, body_bytes=1_000)
    async with build(limits) as house, house.client() as ann:
        assert (await ann.post("/v1/studies", content=drip(), headers=KIND)).status_code == 413
        stated = await ann.post("/v1/studies", content=b"x", headers={**KIND, "Content-Length": "99999999"})
        assert stated.status_code == 413
        packed = await ann.post("/v1/studies", content=b"x", headers={**KIND, "Content-Encoding": "gzip"})
        assert packed.status_code == 415
        assert (await ann.post("/v1/diagnose", content=b"[" * 5_000)).status_code in (413, 422)
        assert stored(house) == []


async def test_a_slow_sender_is_given_up(build: Build) -> None:
    import asyncio

    async def stall() -> AsyncIterator[bytes]:
        yield part("files", b"x", "a")
        await asyncio.Event().wait()

    async with build(Limits(idle_seconds=0.01)) as house, house.client() as ann:
        assert (await ann.post("/v1/studies", content=stall(), headers=KIND)).status_code == 408
        assert stored(house) == []


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a\\..\\b", "CON", "x" * 4_000, "<img src=x>", "", "a/b/c"])
async def test_no_name_of_a_sender_becomes_a_path(build: Build, name: str) -> None:
    async with build() as house, house.client() as ann:
        answer = await ann.post("/v1/studies", content=part("files", b"data", name) + END, headers=KIND)
        assert answer.status_code == 201
        assert stored(house) == ["00001"]
        assert answer.json()["title"] == "One file"


async def test_a_person_may_store_so_much(build: Build) -> None:
    async with build(Limits(stored_bytes=1_500)) as house, house.client("ann") as ann, house.client("ben") as ben:
        body = part("files", b"x" * 1_000, "a") + END
        assert (await ann.post("/v1/studies", content=body, headers=KIND)).status_code == 201
        assert (await ann.post("/v1/studies", content=body, headers=KIND)).status_code == 413
        assert (await ben.post("/v1/studies", content=body, headers=KIND)).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [{"option": "x"}, {"history": "x" * 20_001}, {"prior_days": "soon"}, {"prior_days": "nan"}, {"profile": "none"}],
)
async def test_a_case_that_cannot_be_used_keeps_no_file(build: Build, fields: dict[str, str]) -> None:
    async with build() as house, house.client() as ann:
        files = [("files", ("a", b"data")), ("prior", ("b", b"data"))]
        answer = await ann.post("/v1/diagnose", files=files, data=fields)
        assert answer.status_code == 422
        assert stored(house) == []
        assert (await ann.get("/v1/cases")).json() == []
