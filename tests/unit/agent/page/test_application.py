"""What every answer has, and who gets one."""

import logging

import httpx
import pytest

from agent.page.static_files import static_files

from .conftest import PEOPLE, Build

OPEN = ("/", "/docs", "/openapi.json", "/v1/health", "/static/app.js", "/static/app.css")
CLOSED = ("/v1/about", "/v1/cases", "/v1/session", "/v1/studies/x", "/v1/batches/x", "/v1/passages?id=x")


def strict(answer: httpx.Response) -> bool:
    policy = answer.headers["content-security-policy"]
    return (
        "unsafe" not in policy
        and "default-src 'none'" in policy
        and "require-trusted-types-for 'script'" in policy
        and answer.headers["cache-control"] == "no-store"
        and answer.headers["x-content-type-options"] == "nosniff"
        and answer.headers["x-frame-options"] == "DENY"
        and "access-control-allow-origin" not in answer.headers
    )


async def test_code_and_health_are_open_and_everything_else_is_not(build: Build) -> None:
    async with build() as house, house.client(None) as nobody, house.client() as ann:
        for path in OPEN:
            answer = await nobody.get(path)
            assert answer.status_code == 200 and strict(answer), path
        for path in CLOSED:
            answer = await nobody.get(path)
            assert answer.status_code == 401 and strict(answer), path
        assert (await ann.get("/v1/session")).json() == {"person": "ann"}


async def test_every_route_of_the_description_needs_somebody(build: Build) -> None:
    async with build() as house, house.client(None) as nobody:
        described = (await nobody.get("/openapi.json")).json()["paths"]
        assert {"/v1/diagnose", "/v1/cases/{case_id}/events", "/v1/cases/{case_id}/result"} <= described.keys()
        for path, methods in described.items():
            for method in methods:
                if (path, method) in {("/v1/health", "get"), ("/v1/session", "post")}:
                    continue
                filled = path.replace("{number}", "1").replace("{kind}", "pdf").replace("{digest}", "0" * 32)
                filled = filled.replace("{case_id}", "x").replace("{study_id}", "x").replace("{batch_id}", "x")
                answer = await nobody.request(method, filled.replace("{label}", "E1"), json={})
                assert answer.status_code in (401, 422), (path, method)
                assert answer.json()["error"]["id"].startswith("e-")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "127.0.0.1", "", "localhost.evil.example:8765"])
async def test_another_name_is_refused(build: Build, host: str) -> None:
    async with build() as house, house.client(Host=host) as client:
        answer = await client.get("/v1/about")
        assert answer.status_code == 403 and strict(answer)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:8765", "http://127.0.0.1:1", "http://127.0.0.1:8765.evil"],
)
async def test_another_site_is_refused(build: Build, origin: str) -> None:
    async with build() as house, house.client(Origin=origin) as client:
        assert (await client.post("/v1/diagnose", json={"sample": "chest_normal"})).status_code == 403
    async with build() as house, house.client(**{"Sec-Fetch-Site": "cross-site"}) as client:
        assert (await client.get("/v1/about")).status_code == 403


async def test_a_browser_signs_in_with_a_cookie_that_scripts_cannot_read(build: Build) -> None:
    async with build() as house, house.client(None, Origin="http://127.0.0.1:8765") as client:
        assert (await client.post("/v1/session", json={"token": "c" * 32})).status_code == 401
        answer = await client.post("/v1/session", json={"token": PEOPLE["ben"]})
        cookie = answer.headers["set-cookie"].casefold()
        assert "httponly" in cookie and "samesite=strict" in cookie and PEOPLE["ben"] not in cookie
        assert (await client.get("/v1/session")).json() == {"person": "ben"}
        # A change that does not say from which page it comes is not made, cookie or not.
        del client.headers["Origin"]
        assert (await client.delete("/v1/session")).status_code == 403
        assert (await client.delete("/v1/session", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 204
        client.cookies.clear()
        client.cookies.set(house.parts.door.cookie, cookie.split("=")[1].split(";")[0])
        assert (await client.get("/v1/session")).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static/../options.py",
        "/static/%2e%2e/options.py",
        "/static/..%2foptions.py",
        "//etc/passwd",
        "/static//etc/passwd",
        "/static/app.js/../../options.py",
        "/file=/etc/passwd",
        "/static/..\\..\\options.py",
        "/static/C:/Windows/win.ini",
        "/v1/cases/..%2f..%2fetc/exports/pdf",
        "/v1/studies/../../etc/passwd/images/1.png",
    ],
)
async def test_there_are_no_files_but_the_pages_own(build: Build, path: str) -> None:
    async with build() as house, house.client() as client:
        answer = await client.get(path)
        assert answer.status_code in (404, 405)
        assert "root:" not in answer.text and "import" not in answer.text


async def test_a_fault_of_ours_names_nothing_but_its_id(
    build: Build, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> list[object]:
        raise RuntimeError("Mrs Canary at /secret/path 0x7f00dead")

    logger = logging.getLogger("mmedexpert.page")
    monkeypatch.setattr(logger, "disabled", False)  # a library's logging.config in another test may have set it
    async with build() as house, house.client() as client:
        monkeypatch.setattr(house.parts.desk, "all_of", broken)
        answer = await client.get("/v1/cases")
    assert answer.status_code == 500 and strict(answer)
    assert set(answer.json()["error"]) == {"code", "id", "message"}
    assert not {"Canary", "secret", "0x7f"} & set(answer.text.replace("/", " ").split())
    assert answer.json()["error"]["id"] in caplog.text


def test_the_page_loads_nothing_from_elsewhere() -> None:
    files = static_files()
    assert {"/", "/docs", "/static/app.js", "/static/viewer.js"} <= files.keys()
    for path, file in files.items():
        text = file.data.decode("utf-8")
        foreign = text.replace("http://www.w3.org/2000/svg", "")
        assert "://" not in foreign, path
        for forbidden in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "@import",
        ):
            assert forbidden not in text, (path, forbidden)
        if path in ("/", "/docs"):
            assert "<script>" not in text and "style=" not in text and " onclick" not in text
