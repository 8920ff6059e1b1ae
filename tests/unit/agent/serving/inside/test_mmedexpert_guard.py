from collections.abc import MutableMapping
from typing import Any

import pytest

from agent.serving.inside.mmedexpert_guard import KEYED, Guard

KEY = "k3y-0123456789-abcdef"
Headers = dict[str, str]


async def status(guard: Guard, path: str, headers: Headers, kind: str = "http") -> int:
    """How a request is answered; 200 where it reached the application."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {}

    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await guard({"type": kind, "path": path, "headers": raw}, receive, send)
    return int(sent[0].get("status") or sent[0]["code"])


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Guard:
    monkeypatch.setenv("VLLM_API_KEY", KEY)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})

    return Guard(app)


def given(**more: str) -> Headers:
    return {"Host": "127.0.0.1:8000", "Authorization": f"Bearer {KEY}", **more}


async def test_the_paths_in_use_answer_to_the_key(guard: Guard) -> None:
    assert {path: await status(guard, path, given()) for path in KEYED} == dict.fromkeys(KEYED, 200)
    assert await status(guard, "/health", {"Host": "localhost"}) == 200


@pytest.mark.parametrize(
    "path", ["/invocations", "/scale_elastic_ep", "/v1/responses", "/", "/v1/models/", "//v1/models"]
)
async def test_other_paths_are_closed(guard: Guard, path: str) -> None:
    assert await status(guard, path, given()) == 404


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer wrong", f"bearer {KEY}", KEY, f"Bearer {KEY} ", "Bearer é"])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/tokenize", "/metrics", "/invocations"])
async def test_a_wrong_key_opens_nothing(guard: Guard, path: str, said: str) -> None:
    assert await status(guard, path, given(Authorization=said)) == 401


@pytest.mark.parametrize("host", ["evil.example:8000", "", "127.0.0.1.evil.example", "192.0.2.1", "[::2]:8000"])
async def test_a_browser_that_was_led_here_is_turned_away(guard: Guard, host: str) -> None:
    assert await status(guard, "/v1/models", given(Host=host)) == 421
    assert await status(guard, "/health", {"Host": host}) == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8000", "[::1]"])
async def test_this_machine_has_these_names(guard: Guard, host: str) -> None:
    assert await status(guard, "/v1/models", given(Host=host)) == 200


async def test_an_exposed_server_takes_any_name_but_still_wants_the_key(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMEDEXPERT_EXPOSED", "1")
    exposed = Guard(guard._app)

    assert await status(exposed, "/v1/models", given(Host="models.example")) == 200
    assert await status(exposed, "/v1/models", {"Host": "models.example"}) == 401


async def test_websockets_are_closed(guard: Guard) -> None:
    assert await status(guard, "/v1/realtime", given(), kind="websocket") == 1008


def test_without_a_key_the_server_does_not_come_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VLLM_API_KEY", raising=False)
    with pytest.raises(RuntimeError, match="VLLM_API_KEY"):
        Guard(None)  # type: ignore[arg-type]
