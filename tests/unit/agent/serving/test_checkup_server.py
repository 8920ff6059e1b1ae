"""The check-up of a server, against small real servers that are wrong in one way each."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agent.models.profile import Profile
from agent.serving.checkup import Check
from agent.serving.checkup_server import check_server, check_vllm
from agent.serving.http import fetch
from agent.settings import Settings

KEY = "k3y-0123456789-abcdef"
CARDS = [{"id": "tiny-vl", "max_model_len": 8192}, {"id": "chest"}, {"id": "neuro"}]
GOOD: dict[str, Any] = {"/health": {}, "/v1/models": {"data": CARDS}, "/tokenize": {"tokens": [1]}}


@contextmanager
def answering(replies: Mapping[str, Any], key: str | None = KEY) -> Iterator[str]:
    """A server with these replies by path; every other path is 404, and all but /health want the key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            allowed = key is None or self.path == "/health" or self.headers["Authorization"] == f"Bearer {key}"
            self.send_response(401 if not allowed else 200 if self.path in replies else 404)
            self.end_headers()
            self.wfile.write(json.dumps(replies.get(self.path)).encode() if allowed else b"")

        do_POST = do_GET  # noqa: N815 - the name is the library's

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def looked_at(profile: Profile, replies: Mapping[str, Any], key: str | None = KEY) -> dict[str, Check]:
    with answering(replies, key) as url:
        return {one.name: one for one in check_server(profile, Settings(base_url=url, api_key=KEY))}


def test_a_server_as_the_profile_says_is_well(profile: Profile) -> None:
    found = looked_at(profile, GOOD)

    assert list(found) == ["server", "models", "experts", "context", "tokenize", "key"]
    assert {one.status for one in found.values()} == {"ok"}
    assert KEY not in str(found)


@pytest.mark.parametrize(
    ("path", "reply", "name", "status"),
    [
        ("/v1/models", {"data": [{"id": "other", "max_model_len": 8192}]}, "models", "fail"),
        ("/v1/models", {"data": []}, "models", "fail"),
        ("/v1/models", ["?"], "models", "fail"),
        ("/v1/models", {"data": CARDS[:2]}, "experts", "warn"),
        ("/v1/models", {"data": [{"id": "tiny-vl", "max_model_len": 1024}, *CARDS[1:]]}, "context", "warn"),
        ("/v1/models", {"data": [{"id": "tiny-vl"}, *CARDS[1:]]}, "context", "warn"),
        ("/tokenize", {"tokens": []}, "tokenize", "fail"),
    ],
)
def test_what_differs_is_found_and_has_a_remedy(
    profile: Profile, path: str, reply: Any, name: str, status: str
) -> None:
    found = looked_at(profile.model_copy(update={"tokenizes": True}), {**GOOD, path: reply})

    assert found[name].status == status
    assert found[name].remedy


def test_an_open_server_is_pointed_out(profile: Profile) -> None:
    found = looked_at(profile, {**GOOD, "/invocations": {}}, key=None)

    assert found["key"].status == "warn"
    assert all(path in found["key"].found for path in ("/v1/models", "/tokenize", "/invocations"))


def test_a_wrong_key_is_named_as_the_cause(profile: Profile) -> None:
    found = looked_at(profile, GOOD, key="another-key-0123456789")

    assert found["key"].status == "fail"
    assert "MMEDEXPERT_API_KEY" in found["key"].remedy


def test_a_server_that_hangs_is_not_called_absent(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "__kwdefaults__", {"key": None, "body": None, "seconds": 0.05})
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"
        (found,) = check_server(profile, Settings(base_url=address))

    assert found.status == "fail"
    assert f"Something listens at {address}, and does not answer within 5 s" in found.found


@pytest.mark.parametrize("address", ["http://127.0.0.1:80000/v1", "http://127.0.0.1:x/v1", "ftp://a/v1", "http://[::1"])
def test_an_address_that_is_none_is_named(profile: Profile, address: str) -> None:
    (found,) = check_server(profile, Settings(base_url=address))

    assert found.status == "fail"
    assert repr(address) in found.found
    assert "MMEDEXPERT_BASE_URL" in found.found


def test_vllm_is_found_with_its_version(tmp_path: Path) -> None:
    assert check_vllm(tmp_path).status == "warn"
    program = tmp_path / "bin" / "vllm"
    program.parent.mkdir()
    program.touch(mode=0o755)
    (tmp_path / "lib" / "python3.12" / "site-packages" / "vllm-0.32.0.dist-info").mkdir(parents=True)

    assert "version 0.32.0" in check_vllm(tmp_path).found
